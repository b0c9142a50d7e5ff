using System.Text;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>Menus as Square, Loyverse and WooCommerce export them (docs/menus.md).</summary>
public class TillSheetTests
{
    private const string Square = """
        Reference Handle,Token,Item Name,Customer-facing Name,Variation Name,Unit and Precision,SKU,Description,Categories,Reporting Category,GTIN,Item Type,Price,Archived,Option Name 1,Option Value 1,Modifier Set - Milk,Tax - VAT (21%)
        #latte,AAA,Latte,,Small,,L1,"Espresso with milk, steamed",Coffee,Coffee,,Prepared food and beverage,3.20,N,,,Y,Y
        #latte,AAB,Latte,,Large,,L2,,Coffee,Coffee,,Prepared food and beverage,3.90,N,,,Y,Y
        #mocha,AAC,Mocha,,Small,,M1,,Coffee,Coffee,,Prepared food and beverage,3.60,N,,,N,Y
        #mocha,AAD,Mocha,,Large,,M2,,Coffee,Coffee,,Prepared food and beverage,4.30,N,,,N,Y
        #cake,AAE,Carrot cake,,Regular,,C1,,"Cakes, Featured",Cakes,,Prepared food and beverage,€4.50,N,,,N,Y
        #old,AAF,Old cake,,Regular,,C2,,Cakes,Cakes,,Prepared food and beverage,4.00,Y,,,N,Y
        #tee,AAG,T-shirt,,Red,,T1,,Merch,Merch,,Physical,15.00,N,Colour,Red,N,Y
        #tee,AAH,T-shirt,,Blue,,T2,,Merch,Merch,,Physical,15.00,N,Colour,Blue,N,Y
        """;

    private const string Loyverse = """
        Handle,SKU,Name,Category,Sold by weight,Option 1 name,Option 1 value,Option 2 name,Option 2 value,Option 3 name,Option 3 value,Cost,Barcode,SKU of included item,Quantity of included item,Track stock,Available for sale [Bar],Price [Bar],Modifier - "Syrup"
        latte,10001,Latte,Coffee,N,Size,Small,Milk,Cow,,,0.50,,,,N,Y,3.20,Y
        latte,10002,,,,,Small,,Oat,,,0.60,,,,N,Y,3.70,
        latte,10003,,,,,Large,,Cow,,,0.70,,,,N,Y,3.90,
        latte,10004,,,,,Large,,Oat,,,0.80,,,,N,Y,4.40,
        juice,10005,Juice,Cold,N,Size,Glass,Kind,Orange,,,0.50,,,,N,Y,3.00,N
        juice,10006,,,,,Jug,,Orange,,,0.50,,,,N,Y,9.00,
        juice,10007,,,,,Glass,,Mango,,,0.50,,,,N,Y,4.00,
        menu,10008,Breakfast,Food,N,,,,,,,2.00,,10001,1,N,Y,9.50,N
        menu,,,,,,,,,,,,,10005,1,,,,
        """;

    private const string WooCommerce = """
        ID,Type,SKU,Name,Published,"Is featured?","Short description",Description,"Sale price","Regular price",Categories,Images,Parent,Position,"Attribute 1 name","Attribute 1 value(s)","Attribute 2 name","Attribute 2 value(s)"
        11,simple,tea-1,Green tea,1,0,"<p>Sencha &amp; mint</p>",,,2.80,"Drinks > Tea, Featured",https://example.com/tea.jpg,,0,,,,
        12,variable,latte,Latte,1,0,,,,,Drinks > Coffee,,,0,Size,"Small, Large",Origin,Peru
        13,variation,latte-s,Latte - Small,1,0,,,,3.20,,,latte,1,Size,Small,,
        14,variation,latte-l,Latte - Large,1,0,,,3.50,3.90,,,id:12,2,Size,Large,,
        15,simple,hidden,Hidden,0,0,,,,1.00,Drinks,,,0,,,,
        16,external,shirt,T-shirt,1,0,,,,15.00,Merch,,,0,,,,
        17,simple,tea-1,Other tea,1,0,,,,2.90,Drinks > Tea,,,0,,,,
        """;

    [Fact]
    public void Square_sells_variations_as_sizes()
    {
        var (cafe, notes) = Read(Square, MenuSource.Square);
        Assert.Equal(
            ["latte", "mocha", "cake", "tee"],
            cafe.Menu.Items.Select(item => item.ItemId)
        );
        Assert.Equal(cafe.Menu[0].Groups, cafe.Menu[1].Groups);
        Assert.Equal(["Small 3.20", "Large 3.90"], Sizes(cafe, "latte"));
        Assert.Equal(["Small 3.60", "Large 4.30"], Sizes(cafe, "mocha"));
        Assert.Equal(("Cakes", new Money(450)), (cafe.Menu[2].Category, cafe.Menu[2].Price));
        Assert.Empty(cafe.Menu[2].Groups.Items);
        Assert.Equal("Colour", cafe.GroupsOf(cafe.Item("tee")!).Single().Name);
        Assert.Equal("Espresso with milk, steamed", cafe.Menu[0].About!.Description);
        Assert.Equal("Coffee", cafe.Menu[0].Tag);
        Assert.Equal(
            [
                "1 row left out: they are archived",
                "the modifier set Milk of 2 rows has no options in this file: write it as a choice group",
            ],
            notes
        );
    }

    [Fact]
    public void Loyverse_sells_variants_with_what_each_option_adds()
    {
        var (cafe, notes) = Read(Loyverse, MenuSource.Loyverse);
        Assert.Equal(["latte", "juice", "menu"], cafe.Menu.Items.Select(item => item.ItemId));
        var groups = cafe.GroupsOf(cafe.Item("latte")!).ToList();
        Assert.Equal(["Size", "Milk"], groups.Select(group => group.Name));
        Assert.Equal(["Small 3.20", "Large 3.90"], Sizes(cafe, "latte"));
        Assert.Equal(
            [("Cow", Money.Zero), ("Oat", new Money(50))],
            groups[1].Options.Items.Select(option => (option.Name, option.Difference))
        );
        // A combination that is not sold: each that is stands for itself.
        Assert.Equal(
            ["Glass / Orange 3", "Jug / Orange 9", "Glass / Mango 4"],
            Sizes(cafe, "juice").Select(one => one.Replace(".00", "", StringComparison.Ordinal))
        );
        Assert.Equal(new Money(950), cafe.Item("menu")!.Price);
        Assert.Equal(
            [
                "the modifier Syrup of 1 item has no options in this file: write it as a choice group",
            ],
            notes
        );
    }

    [Fact]
    public void WooCommerce_sells_variable_products()
    {
        var (cafe, notes) = Read(WooCommerce, MenuSource.WooCommerce);
        Assert.Equal(["tea-1", "latte", "tea-1-2"], cafe.Menu.Items.Select(item => item.ItemId));
        var tea = cafe.Menu[0];
        Assert.Equal(
            ("Tea", "Sencha & mint", "https://example.com/tea.jpg"),
            (tea.Category, tea.About!.Description, tea.About.Photo)
        );
        Assert.Equal(["Small 3.20", "Large 3.90"], Sizes(cafe, "latte"));
        Assert.Equal(
            [
                "1 row left out: they are not published, or vary nothing that is",
                "1 row left out: they are no simple, variable or varied products",
                "sale prices are left out: the regular ones are taken",
                "line 8: 'tea-1' is there twice; Other tea got an id of its own",
            ],
            notes
        );
    }

    [Fact]
    public void Forms_that_nothing_tells_apart_are_items_of_their_own()
    {
        var (square, squareNotes) = Read(
            "Token,Item Name,Variation Name,Price,Category\nA,Tea,,2.00,Drinks\nB,Tea,,3.00,Drinks\n",
            MenuSource.Square
        );
        Assert.Equal(
            [("Tea", "Tea", new Money(200)), ("Tea-2", "Tea", new Money(300))],
            square.Menu.Items.Select(item => (item.ItemId, item.Name, item.Price))
        );
        Assert.Equal(
            [
                "line 3: Tea is there twice, and nothing says how this one differs; it became an item of its own",
            ],
            squareNotes
        );

        var (loyverse, loyverseNotes) = Read(
            "Handle,SKU,Name,Category,Default price\ntea,,Tea,Hot,2.00\ntea,,Chai,Hot,3.00\ntea,,,,4.00\n",
            MenuSource.Loyverse
        );
        Assert.Equal(
            [
                ("tea", "Tea", new Money(200)),
                ("tea-2", "Chai", new Money(300)),
                ("tea-3", "Chai", new Money(400)),
            ],
            loyverse.Menu.Items.Select(item => (item.ItemId, item.Name, item.Price))
        );
        Assert.Equal(
            [
                "line 3: 'tea' is there twice; Chai got an id of its own",
                "line 4: 'tea' is there twice; Chai got an id of its own",
            ],
            loyverseNotes
        );
    }

    [Theory]
    [InlineData("A,Tea,,2.00,Drinks\nB,Tea,Large,3.00,Drinks\n", "Regular 2.00", "Large 3.00")]
    [InlineData("A,Tea,Large,3.00,Drinks\nB,Tea,,2.00,Drinks\n", "Large 3.00", "Regular 2.00")]
    public void A_form_without_a_name_is_the_regular_one(string rows, params string[] sizes)
    {
        var (cafe, _) = Read(
            $"Token,Item Name,Variation Name,Price,Category\n{rows}",
            MenuSource.Square
        );
        Assert.Equal(sizes, Sizes(cafe, Assert.Single(cafe.Menu.Items).ItemId));
    }

    [Fact]
    public void Items_of_one_handle_and_several_names_are_all_there()
    {
        var (cafe, _) = Read(
            "Reference Handle,Token,Item Name,Variation Name,Price,Category\n#tea,A,Tea,Regular,2.00,Drinks\n#tea,B,Chai,Regular,3.00,Drinks\n",
            MenuSource.Square
        );
        Assert.Equal(
            [("Tea", new Money(200)), ("Chai", new Money(300))],
            cafe.Menu.Items.Select(item => (item.Name, item.Price))
        );
    }

    [Fact]
    public void What_is_not_for_sale_at_Loyverse_is_left_out()
    {
        var (cafe, notes) = Read(
            """
            Handle,SKU,Name,Category,Option 1 name,Option 1 value,Available for sale [Beach],Price [Bar],Available for sale [Bar]
            latte,1,Latte,Coffee,Size,Small,Y,3.20,N
            latte,2,,,,Large,N,3.90,Y
            latte,3,,,,Huge,Y,4.50,Y
            tea,4,Tea,Hot,,,Y,2.00,N
            chai,5,Chai,Hot,,,N,2.50,Y
            """,
            MenuSource.Loyverse
        );
        Assert.Equal(["latte", "chai"], cafe.Menu.Items.Select(item => item.ItemId));
        Assert.Equal(["Large 3.90", "Huge 4.50"], Sizes(cafe, "latte"));
        Assert.Equal(
            ["2 rows left out: they are not for sale in the store whose prices are taken"],
            notes
        );
    }

    [Fact]
    public void WooCommerce_sells_no_variation_that_is_not_published()
    {
        var (cafe, notes) = Read(
            """
            ID,Type,SKU,Name,Published,"Regular price",Categories,Parent,"Attribute 1 name","Attribute 1 value(s)"
            1,variable,latte,Latte,1,,Coffee,,Size,"S, M, L"
            2,variation,l-s,Latte - S,1,3.20,,latte,Size,S
            3,variation,l-m,Latte - M,0,3.50,,latte,Size,M
            4,variation,l-l,Latte - L,1,3.90,,latte,Size,L
            5,variable,mocha,Mocha,1,,Coffee,,Size,"S, L"
            6,variation,m-s,Mocha - S,-1,3.20,,mocha,Size,S
            """,
            MenuSource.WooCommerce
        );
        Assert.Equal(["S 3.20", "L 3.90"], Sizes(cafe, "latte"));
        Assert.Equal("latte", Assert.Single(cafe.Menu.Items).ItemId);
        Assert.Equal(["3 rows left out: they are not published, or vary nothing that is"], notes);
    }

    [Fact]
    public void An_attribute_that_informs_is_no_choice()
    {
        var (cafe, notes) = Read(
            """
            ID,Type,SKU,Name,Published,"Regular price",Categories,Parent,"Attribute 1 name","Attribute 1 value(s)","Attribute 2 name","Attribute 2 value(s)"
            1,variable,latte,Latte,1,,Coffee,,Contains,"milk, nuts",Size,"S, L"
            2,variation,l-s,Latte - S,1,3.20,,latte,Contains,,Size,S
            3,variation,l-l,Latte - L,1,3.90,,latte,,,Size,L
            4,variable,cake,Cake,1,,Cakes,,Contains,"eggs, nuts",,
            5,variation,c-1,Cake,1,4.00,,cake,,,,
            """,
            MenuSource.WooCommerce
        );
        Assert.Equal("Size", Assert.Single(cafe.GroupsOf(cafe.Item("latte")!)).Name);
        Assert.Equal(["S 3.20", "L 3.90"], Sizes(cafe, "latte"));
        Assert.Equal(new Money(400), cafe.Item("cake")!.Price);
        Assert.Empty(cafe.Item("cake")!.Groups.Items);
        Assert.Equal(
            [
                "the attribute Contains of 2 products is no choice, because no variation says it (line 2, Latte)",
            ],
            notes
        );
    }

    [Fact]
    public void A_price_that_is_none_is_told_with_its_cell()
    {
        var read = MenuSheet.Read(
            Encoding.UTF8.GetBytes(
                "Token,Item Name,Variation Name,Price,Category\nA,Gift,Regular,by weight,Other\n"
            ),
            null,
            MenuSheet.StandIn
        );
        Assert.StartsWith(
            "x:2:4: menu[0].price: expected an amount",
            Assert.Single(read.Problems).In("x"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_new_item_goes_to_the_counter_of_its_heading()
    {
        var cafe = DemoCafe.Profile;
        var known = cafe.Menu.Items.First(item => item.Tag is not null);
        var read = MenuSheet.Read(
            Encoding.UTF8.GetBytes(
                $"Token,Item Name,Variation Name,Price,Category\nA,Something new,Regular,3.00,{known.Category}\n"
            ),
            null,
            cafe
        );
        Assert.Empty(read.Problems);
        Assert.Equal(known.Tag, Assert.Single(read.Profile!.Menu.Items).Tag);
    }

    [Fact]
    public void An_item_that_nobody_can_make_is_told()
    {
        var read = MenuSheet.Read(
            Encoding.UTF8.GetBytes(
                "Token,Item Name,Variation Name,Price,Category\nA,Kite,Regular,3.00,Toys\n"
            ),
            null,
            DemoCafe.Profile with
            {
                Counters =
                [
                    .. DemoCafe.Profile.Counters.Items.Select(counter =>
                        counter with
                        {
                            IsFallback = false,
                        }
                    ),
                ],
            }
        );
        Assert.Contains(
            "no counter is known that makes 'Kite'",
            Assert.Single(read.Problems).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_sheet_is_read_as_what_it_is_said_to_be()
    {
        var read = MenuSheet.Read(
            Encoding.UTF8.GetBytes(Square),
            MenuSource.Csv,
            MenuSheet.StandIn
        );
        Assert.Contains(
            read.Problems,
            one => one.What.StartsWith("\"Token\" is no column", StringComparison.Ordinal)
        );
    }

    private static (CafeProfile Cafe, IReadOnlyList<string> Notes) Read(
        string sheet,
        MenuSource source
    )
    {
        var read = MenuSheet.Read(Encoding.UTF8.GetBytes(sheet), null, MenuSheet.StandIn);
        Assert.Equal([], read.Problems.Select(one => one.In("sheet")));
        Assert.Equal(source, read.Source);
        return (read.Profile!, read.Notes);
    }

    private static IEnumerable<string> Sizes(CafeProfile cafe, string itemId)
    {
        var item = cafe.Item(itemId)!;
        return item.Prices.Items.Select(one => $"{cafe.Option(one.OptionId)!.Name} {one.Price}");
    }
}
