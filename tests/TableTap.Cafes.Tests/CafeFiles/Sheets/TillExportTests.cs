using System.Text;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>Whole exports with all the columns that Square, Loyverse and WooCommerce write today, and what is in them beside a menu.</summary>
public class TillExportTests
{
    private const string SquareHeader =
        "Reference Handle,Token,Item Name,Customer-facing Name,Variation Name,Unit and Precision,SKU,Description,Categories,Reporting Category,SEO Title,SEO Description,Permalink,GTIN,Square Online Item Visibility,Item Type,Weight (kg),Social Media Link Title,Social Media Link Description,Shipping Enabled,Self-serve Ordering Enabled,Delivery Enabled,Pickup Enabled,Price,Online Sale Price,Archived,Sellable,Contains Alcohol,Stockable,Skip Detail Screen in POS,Option Name 1,Option Value 1,Default Unit Cost,Default Vendor Name,Default Vendor Code,Current Quantity Quay,New Quantity Quay,Stock Alert Enabled Quay,Stock Alert Count Quay,Enabled Quay,Price Quay,Enabled Garden,Price Garden,Modifier Set - Milk,Tax - VAT (21%)";

    private const string LoyverseHeader =
        "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,Option 3 name,Option 3 value,Cost,Barcode,SKU of included item,Quantity of included item,Track stock,Available for sale [Quay],Price [Quay],In stock [Quay],Low stock [Quay],Modifier - \"Milk\",Tax - \"VAT\" (21%)";

    private const string WooCommerceHeader =
        "ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,\"Is featured?\",\"Visibility in catalog\",\"Short description\",Description,\"Date sale price starts\",\"Date sale price ends\",\"Tax status\",\"Tax class\",\"In stock?\",Stock,\"Low stock amount\",\"Backorders allowed?\",\"Sold individually?\",\"Weight (kg)\",\"Length (cm)\",\"Width (cm)\",\"Height (cm)\",\"Allow customer reviews?\",\"Purchase note\",\"Sale price\",\"Regular price\",Categories,Tags,\"Shipping class\",Images,\"Download limit\",\"Download expiry days\",Parent,\"Grouped products\",Upsells,Cross-sells,\"External URL\",\"Button text\",Position,Brands,\"Attribute 1 name\",\"Attribute 1 value(s)\",\"Attribute 1 visible\",\"Attribute 1 global\",\"Attribute 1 default\",\"Attribute 2 name\",\"Attribute 2 value(s)\",\"Attribute 2 visible\",\"Attribute 2 global\",\"Attribute 2 default\",\"Meta: _note\"";

    [Fact]
    public void Square_with_all_its_columns_leaves_out_what_nobody_can_order()
    {
        var (cafe, notes) = Read(
            MenuSource.Square,
            SquareHeader,
            Square(
                "flat-white",
                "Flat white",
                "Small",
                "3.10",
                ("Description", "<p>Two shots &amp; milk</p>"),
                ("Modifier Set - Milk", "Y")
            ),
            Square("flat-white", "Flat white", "Large", "3.70"),
            Square(
                "lager",
                "House lager",
                "Regular",
                "4.20",
                ("Contains Alcohol", "Y"),
                ("Categories", "Drinks > Beer")
            ),
            Square("tip", "Custom amount", "Regular", "variable"),
            Square("beans", "Beans, one sack", "Regular", "90.00", ("Sellable", "N")),
            Square(
                "scone",
                "Scone",
                "Regular",
                "",
                ("Price Garden", "2.60"),
                ("Enabled Quay", "N")
            ),
            Square(
                "soup",
                "Soup",
                "Regular",
                "5.00",
                ("Enabled Quay", "N"),
                ("Enabled Garden", "N")
            )
        );

        Assert.Equal(["flat-white", "lager", "scone"], cafe.Menu.Items.Select(item => item.ItemId));
        Assert.Equal(["Small 3.10", "Large 3.70"], Sizes(cafe, "flat-white"));
        Assert.Equal("Two shots & milk", cafe.Menu[0].About!.Description);
        Assert.Equal(("Beer", new Money(420)), (cafe.Menu[1].Category, cafe.Menu[1].Price));
        Assert.Equal(new Money(260), cafe.Menu[2].Price);
        Assert.Equal(
            [
                "2 rows left out: they are sold at no location",
                "1 row left out: their price is asked at the till",
                "1 row contains alcohol, and no age is in this file: write minAge",
                "the modifier set Milk of 1 row has no options in this file: write it as a choice group",
            ],
            notes
        );
    }

    [Fact]
    public void Loyverse_with_all_its_columns_says_what_is_weighed_and_leaves_out_what_has_no_price()
    {
        var (cafe, notes) = Read(
            MenuSource.Loyverse,
            LoyverseHeader,
            "mocha,10001,Mocha,Coffee,<p>With <b>cocoa</b></p>,N,Size,Small,,,,,0.60,,,,N,Y,3.60,,,Y,Y",
            "mocha,10002,,,,,,Large,,,,,0.80,,,,N,Y,4.30,,,,",
            "salad,10003,Salad bar,Food,,Y,,,,,,,6.00,,,,N,Y,14.00,,,N,Y",
            "open,10004,Open price,Other,,N,,,,,,,0.00,,,,N,Y,variable,,,N,Y",
            "brunch,10005,Brunch,Food,,N,,,,,,,4.00,,10001,1,N,Y,12.50,,,N,Y",
            "brunch,,,,,,,,,,,,,,10003,1,,,,,,,"
        );

        Assert.Equal(["mocha", "salad", "brunch"], cafe.Menu.Items.Select(item => item.ItemId));
        Assert.Equal(["Small 3.60", "Large 4.30"], Sizes(cafe, "mocha"));
        Assert.Equal("With cocoa", cafe.Menu[0].About!.Description);
        Assert.Equal(new Money(1_250), cafe.Menu[2].Price);
        Assert.Equal(
            [
                "1 row left out: their price is asked at the till",
                "1 item is sold by weight, and the price is that of a unit of it (line 4, Salad bar)",
                "the modifier Milk of 1 item has no options in this file: write it as a choice group",
            ],
            notes
        );
    }

    [Fact]
    public void WooCommerce_with_all_its_columns_finds_each_attribute_by_its_name()
    {
        var (cafe, notes) = Read(
            MenuSource.WooCommerce,
            WooCommerceHeader,
            // Its product was made after it, and it counts its own attributes alone.
            Woo(
                20,
                "variation",
                "chai-s",
                "Chai - Small",
                "3,20",
                ("Parent", "chai"),
                ("Attribute 1 name", "Size"),
                ("Attribute 1 value(s)", "Small")
            ),
            Woo(
                21,
                "variation",
                "chai-l",
                "Chai - Large",
                "3,90",
                ("Parent", "chai"),
                ("Attribute 1 name", "Size"),
                ("Attribute 1 value(s)", "Large\\, to share")
            ),
            Woo(
                30,
                "variable",
                "chai",
                "Chai",
                "",
                ("Categories", "Drinks > Tea\\, all kinds, Featured"),
                ("Attribute 1 name", "Spices"),
                ("Attribute 1 value(s)", "Ginger, Clove"),
                ("Attribute 2 name", "Size"),
                ("Attribute 2 value(s)", "Small, Large\\, to share")
            ),
            Woo(31, "simple, virtual", "bun", "Cinnamon bun", "2,80"),
            Woo(32, "simple", "secret", "Staff lunch", "1,00", ("Visibility in catalog", "hidden")),
            Woo(33, "grouped", "set", "Tea for two", "")
        );

        Assert.Equal(["chai", "bun"], cafe.Menu.Items.Select(item => item.ItemId));
        Assert.Equal("Size", Assert.Single(cafe.GroupsOf(cafe.Item("chai")!)).Name);
        Assert.Equal(["Small 3.20", "Large, to share 3.90"], Sizes(cafe, "chai"));
        Assert.Equal("Tea, all kinds", cafe.Menu[0].Category);
        Assert.Equal(new Money(280), cafe.Menu[1].Price);
        Assert.Equal(
            [
                "1 row left out: the shop does not show them in its catalogue",
                "1 row left out: they are no simple, variable or varied products",
                "the attribute Spices of 1 product is no choice, because no variation says it (line 4, Chai)",
            ],
            notes
        );
    }

    private static string Square(
        string handle,
        string name,
        string variation,
        string price,
        params (string Column, string Value)[] more
    ) =>
        Row(
            SquareHeader,
            [
                ("Reference Handle", $"#{handle}"),
                ("Token", $"T-{handle}-{variation}"),
                ("Item Name", name),
                ("Variation Name", variation),
                ("Categories", "Counter"),
                ("Item Type", "Prepared food and beverage"),
                ("Price", price),
                ("Archived", "N"),
                ("Sellable", "Y"),
                ("Contains Alcohol", "N"),
                ("Stockable", "Y"),
                ("Enabled Quay", "Y"),
                ("Enabled Garden", "Y"),
                ("Modifier Set - Milk", "N"),
                .. more,
            ]
        );

    private static string Woo(
        int id,
        string type,
        string sku,
        string name,
        string price,
        params (string Column, string Value)[] more
    ) =>
        Row(
            WooCommerceHeader,
            [
                ("ID", $"{id}"),
                ("Type", type),
                ("SKU", sku),
                ("Name", name),
                ("Published", "1"),
                ("Visibility in catalog", "visible"),
                ("Tax status", "taxable"),
                ("In stock?", "1"),
                ("Regular price", price),
                ("Categories", type == "variation" ? "" : "Menu"),
                .. more,
            ]
        );

    /// <summary>A row with these cells, each in quotes; of a column that is named twice the later one.</summary>
    private static string Row(string header, IReadOnlyList<(string Column, string Value)> cells) =>
        string.Join(
            ',',
            Columns(header)
                .Select(column => cells.LastOrDefault(cell => cell.Column == column).Value)
                .Select(value => $"\"{value}\"")
        );

    private static IEnumerable<string> Columns(string header)
    {
        // Of the columns' names one has commas in it, and is in quotes for that.
        const string Commas = "GTIN, UPC, EAN, or ISBN";
        return header
            .Replace(Commas, "GTIN", StringComparison.Ordinal)
            .Split(',')
            .Select(name => name.Trim('"'));
    }

    private static (CafeProfile Cafe, IReadOnlyList<string> Notes) Read(
        MenuSource source,
        params string[] lines
    )
    {
        var read = MenuSheet.Read(
            Encoding.UTF8.GetBytes(string.Join("\r\n", lines)),
            null,
            MenuSheet.StandIn
        );
        Assert.Equal([], read.Problems.Select(one => one.In("sheet")));
        Assert.Equal(source, read.Source);
        return (read.Profile!, read.Notes);
    }

    private static IEnumerable<string> Sizes(CafeProfile cafe, string itemId) =>
        cafe.Item(itemId)!
            .Prices.Items.Select(one => $"{cafe.Option(one.OptionId)!.Name} {one.Price}");
}
