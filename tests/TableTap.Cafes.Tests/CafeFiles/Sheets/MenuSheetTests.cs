using System.Text;
using CsCheck;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>Menus as sheets in the columns of TableTap (docs/menus.md).</summary>
public class MenuSheetTests
{
    [Fact]
    public void A_name_and_a_price_are_a_menu()
    {
        var cafe = Read("name,price\nTea,2.50\nScone with jam,3\n");
        Assert.Equal(
            [("Tea", "Tea", new Money(250)), ("scone-with-jam", "Scone with jam", new Money(300))],
            cafe.Menu.Items.Select(item => (item.ItemId, item.Name, item.Price))
        );
    }

    [Fact]
    public void Columns_of_sizes_become_a_choice_with_prices()
    {
        var cafe = Read(
            "name,category,price:Small,price:Large\nLatte,Coffee,3.00,3.80\nMocha,Coffee,3.50,4.20\nEspresso,Coffee,2.20,\n"
        );
        var (latte, mocha, espresso) = (cafe.Menu[0], cafe.Menu[1], cafe.Menu[2]);
        Assert.Equal(latte.Groups, mocha.Groups);
        var size = cafe.Group(latte.Groups[0])!;
        Assert.Equal(("Size", 1, 1), (size.Name, size.Min, size.Max));
        Assert.Equal(["Small", "Large"], size.Options.Items.Select(option => option.Name));
        Assert.Equal(
            [new Money(300), new Money(380)],
            latte.Prices.Items.Select(price => price.Price)
        );
        Assert.Equal(
            [new Money(350), new Money(420)],
            mocha.Prices.Items.Select(price => price.Price)
        );
        // One size alone is a group of one option.
        Assert.Single(cafe.Group(espresso.Groups[0])!.Options.Items);
    }

    [Fact]
    public void The_demo_menu_is_written_and_read_without_a_change()
    {
        var sheet = MenuSheet.Write(DemoCafe.Profile);
        var read = MenuSheet.Read(Encoding.UTF8.GetBytes(sheet), null, DemoCafe.Profile);
        Assert.Empty(read.Problems);
        Assert.Equal(DemoCafe.Profile, read.Profile);
    }

    [Fact]
    public void What_a_sheet_has_no_column_for_stays_as_it_was()
    {
        var cafe = DemoCafe.Profile;
        var item = cafe.Menu[0];
        var read = Read($"id,name,price\n{item.ItemId},Renamed,9.90\n", cafe);

        Assert.Equal(item with { Name = "Renamed", Price = new Money(990) }, read.Menu[0]);
        Assert.Equal(cafe.Counters, read.Counters);
        Assert.Equal(cafe.Staff, read.Staff);
        Assert.Equal(cafe.OpeningHours, read.OpeningHours);
        Assert.Equal(cafe.Groups, read.Groups);
        Assert.Equal(1, read.Menu.Count);
    }

    [Fact]
    public void A_sheet_in_the_first_language_leaves_the_others()
    {
        var cafe = Read("id,name:en,name:el,price\ntea,Tea,Τσάι,2\n");
        var read = Read("id,name,price\ntea,Black tea,2\n", cafe);

        Assert.Equal(["en", "el"], read.Languages.Items);
        Assert.Equal("Black tea", read.Menu[0].Name);
        Assert.Equal("Τσάι", Assert.Single(read.Translations.Items).Text);
    }

    [Theory]
    [InlineData("2.50", "2.50")]
    [InlineData("2,50", "2.50")]
    [InlineData("€ 2,50", "2.50")]
    [InlineData("2,50 €", "2.50")]
    [InlineData("$2.5", "2.5")]
    [InlineData("EUR 2.50", "2.50")]
    [InlineData("1.234,50", "1234.50")]
    [InlineData("1,234.50", "1234.50")]
    [InlineData("1 234,50 €", "1234.50")]
    [InlineData("1’234.50", "1234.50")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("٣٫٥٠", "3.50")]
    [InlineData("-0,50", "-0.50")]
    [InlineData("12", "12")]
    [InlineData("1,200", "1,200")]
    [InlineData("variable", "variable")]
    [InlineData("two 1", "two 1")]
    [InlineData("3 pieces", "3 pieces")]
    [InlineData("SEK 45", "45")]
    [InlineData("45 kr.", "45")]
    [InlineData("د.ك 1.250", "1.250")]
    [InlineData("2.50 / 3.20", "2.50 / 3.20")]
    [InlineData("=A1*2", "=A1*2")]
    [InlineData("", "")]
    public void Amounts_are_read_as_people_write_them_and_never_guessed(
        string cell,
        string amount
    ) => Assert.Equal(amount, SheetAmount.Plain(cell));

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    [InlineData("\t")]
    public void Cells_may_be_separated_by_commas_semicolons_or_tabs(string separator)
    {
        var cafe = Read(
            "name,category,price\n\"Tea, \"\"green\"\"; hot\",Hot,2.50\n"
                .Replace(",c", $"{separator}c", StringComparison.Ordinal)
                .Replace(",p", $"{separator}p", StringComparison.Ordinal)
                .Replace(",H", $"{separator}H", StringComparison.Ordinal)
                .Replace(",2", $"{separator}2", StringComparison.Ordinal)
        );
        Assert.Equal("Tea, \"green\"; hot", cafe.Menu[0].Name);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public void Encodings_with_a_mark_are_told_by_it(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        byte[] bytes =
        [
            .. encoding.GetPreamble(),
            .. encoding.GetBytes("name,price\nCafé crème Ω,2.50\n"),
        ];
        Assert.Equal("Café crème Ω", Read(bytes).Menu[0].Name);
    }

    [Fact]
    public void Utf_16_without_a_mark_and_Windows_1252_are_read()
    {
        Assert.Equal(
            "Crème",
            Read(Encoding.Unicode.GetBytes("name,price\nCrème,2.50\n")).Menu[0].Name
        );
        Assert.Equal(
            "Crème €",
            Read([.. "name,price\nCr"u8, 0xE8, .. "me "u8, 0x80, .. ",2.50\n"u8]).Menu[0].Name
        );
    }

    [Theory]
    [InlineData("name,price\nTea,two\n", "2:2: menu[0].price: expected an amount")]
    [InlineData("name,price\n,2\n", "2:1: menu[0].name: is needed")]
    [InlineData("id,name,price\na,Tea,2\na,Chai,2\n", "3:1: menu[1].itemId: 'a' is there twice")]
    [InlineData("name,price,colour\nTea,2,red\n", "1:3: \"colour\" is no column")]
    [InlineData("name,price,name\nTea,2,x\n", "1:3: the column \"name\" is there twice")]
    [InlineData("type,name,price\nthing,Tea,2\n", "2:1: type: expected item, group")]
    [InlineData("type,name,price\noption,Tea,2\nitem,T,1\n", "2:1: group: an option needs a group")]
    [InlineData(
        "type,name,price\ngroup,Size,2\nitem,T,1\n",
        "2:3: price: a row of type group says nothing here"
    )]
    [InlineData(
        "name,price,allergens\nTea,2,milk|stone\n",
        "2:3: menu[0].allergens[1]: expected one of"
    )]
    [InlineData(
        "name,price,price:Small\nTea,2,3\n",
        "2:2: price: an item with prices by size has no other price"
    )]
    [InlineData(
        "name,price,groups\nTea,2,nope\n",
        "2:3: menu[0].groups[0]: there is no such group"
    )]
    [InlineData("name,price,prices\nTea,2,nope\n", "2:3: prices: expected amounts by option")]
    [InlineData("name,price\n", "1:1: the sheet has no item")]
    [InlineData("", "1:1: the file is empty")]
    [InlineData("colour,size\nred,1\n", "1:1: the columns are of no program that is known")]
    public void What_is_wrong_is_told_with_line_and_cell(string sheet, string problem)
    {
        var read = MenuSheet.Read(Encoding.UTF8.GetBytes(sheet), null, MenuSheet.StandIn);
        Assert.Null(read.Profile);
        Assert.Contains(
            read.Problems.Select(one => one.In("x")),
            told => told.StartsWith($"x:{problem}", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_million_lines_are_refused_and_not_kept()
    {
        var sheet = "name,price\n" + string.Concat(Enumerable.Repeat("a,1\n", 1_000_000));
        var read = MenuSheet.Read(Encoding.UTF8.GetBytes(sheet), null, MenuSheet.StandIn);
        Assert.Contains(
            "at most 20000 rows",
            Assert.Single(read.Problems).What,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+32 spritz")]
    [InlineData("-20 % tea")]
    [InlineData("@home")]
    [InlineData("'tis tea")]
    [InlineData("''quoted''")]
    [InlineData("Tea, \"green\"; | hot")]
    [InlineData("Τσάι\nκαι")]
    public void A_name_that_a_spreadsheet_would_calculate_comes_back_as_it_was(string name)
    {
        var cafe = MenuSheet.StandIn with
        {
            Menu = [new("tea", name, "Hot", new Money(250), null, null, [])],
        };
        var sheet = MenuSheet.Write(cafe);
        Assert.DoesNotContain(
            $",{name}",
            "=+-@".Contains(name[0], StringComparison.Ordinal) ? sheet : "",
            StringComparison.Ordinal
        );
        var read = MenuSheet.Read(Encoding.UTF8.GetBytes(sheet), null, cafe);
        Assert.Equal(cafe, read.Profile);
    }

    [Fact]
    public void Any_menu_that_is_written_is_read_as_it_was() =>
        AnyMenu.Sample(
            cafe =>
            {
                var read = MenuSheet.Read(
                    Encoding.UTF8.GetBytes(MenuSheet.Write(cafe)),
                    MenuSource.Csv,
                    cafe
                );
                Assert.Empty(read.Problems);
                Assert.Equal(cafe, read.Profile);
            },
            iter: 100
        );

    private static Gen<string> Name { get; } =
        Gen.Char["ab ,;|\\\"'=+-é\u03a9\u0645"]
            .Array[0, 12]
            .Select(letters => $"n{new string(letters)}n");

    private static Gen<CafeProfile> AnyMenu { get; } =
        Gen.Select(
            Gen.Select(
                Name,
                Gen.Int[0, 5_000],
                Gen.Int[0, 3],
                Gen.Enum<Allergen>().Array[0, 3],
                Gen.Bool,
                (name, price, spiciness, allergens, says) =>
                    (name, price, spiciness, allergens, says)
            ).Array[1, 6],
            Name.Array[1, 3],
            Name.Array[0, 3],
            (items, options, extras) =>
                MenuSheet.StandIn with
                {
                    Groups =
                    [
                        new(
                            "group",
                            options[0],
                            [
                                .. options.Select(
                                    (name, place) =>
                                        new ChoiceOption(
                                            $"option-{place}",
                                            name,
                                            Difference: new Money(place * 10 - 10),
                                            IsDefault: place == 0
                                        )
                                ),
                            ],
                            1,
                            1
                        ),
                    ],
                    Customizations =
                    [
                        .. extras.Distinct().Select(name => new Customization(name, new Money(50))),
                    ],
                    Menu =
                    [
                        .. items.Select(
                            (item, place) =>
                                new MenuItem(
                                    $"item-{place}",
                                    item.name,
                                    "Hot",
                                    new Money(item.price),
                                    place % 2 == 0 ? "hot" : null,
                                    place % 2 == 0 ? TimeSpan.FromMinutes(3) : null,
                                    [.. extras.Distinct()],
                                    place % 3 == 0 ? ["group"] : [],
                                    About: item.says || item.spiciness > 0
                                        ? new(
                                            Allergens: item.says
                                                ? [.. item.allergens.Distinct()]
                                                : null,
                                            Spiciness: item.spiciness
                                        )
                                        : null
                                )
                        ),
                    ],
                }
        );

    private static CafeProfile Read(string sheet, CafeProfile? into = null) =>
        Read(Encoding.UTF8.GetBytes(sheet), into);

    private static CafeProfile Read(byte[] sheet, CafeProfile? into = null)
    {
        var read = MenuSheet.Read(sheet, null, into ?? MenuSheet.StandIn);
        Assert.Equal([], read.Problems.Select(one => one.In("sheet")));
        return read.Profile!;
    }
}
