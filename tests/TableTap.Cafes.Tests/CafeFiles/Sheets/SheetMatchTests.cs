using System.Text;
using CsCheck;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>What a café says of a dish stays with that dish when a sheet comes again (docs/menus.md).</summary>
public class SheetMatchTests
{
    private const string Three = "name,price\nΤσάι,2\nΜουσακάς,9\nΜπακλαβάς,4\n";

    [Fact]
    public void Allergens_stay_with_their_dish_when_a_row_comes_above_it()
    {
        var cafe = WithNuts(Read(Three).Cafe, "Μπακλαβάς");
        var (again, notes) = Read(
            "name,price\nΚαφές,2\nΤσάι,2\nΜουσακάς,9\nΜπακλαβάς,4.50\n",
            cafe
        );

        Assert.Equal(["Μπακλαβάς"], NutsIn(again));
        var ids = cafe.Menu.Items.ToDictionary(item => item.Name, item => item.ItemId);
        Assert.All(again.Menu.Items.Skip(1), item => Assert.Equal(ids[item.Name], item.ItemId));
        Assert.DoesNotContain(again.Menu[0].ItemId, ids.Values);
        Assert.Empty(notes);
    }

    [Fact]
    public void Nothing_is_taken_over_by_a_name_that_the_cafe_does_not_have()
    {
        var cafe = WithNuts(Read(Three).Cafe, "Τσάι");
        var (again, notes) = Read("name,price\nΣαλάτα,2\nΜουσακάς,9\nΜπακλαβάς,4\n", cafe);

        Assert.Empty(NutsIn(again));
        Assert.DoesNotContain(again.Menu[0].ItemId, cafe.Menu.Items.Select(item => item.ItemId));
        Assert.Equal(
            [
                "line 2 (Σαλάτα): no item of the café has this name, so nothing is taken over; if one was renamed, write its id in the sheet",
            ],
            notes
        );
    }

    [Fact]
    public void A_dish_that_is_renamed_with_its_id_keeps_what_is_said_of_it()
    {
        var cafe = WithNuts(Read(Three).Cafe, "Μπακλαβάς");
        var (again, _) = Read(
            $"id,name,price\n,Τσάι,2\n{cafe.Menu[2].ItemId},Γλυκό,4\n,Μουσακάς,9\n",
            cafe
        );
        Assert.Equal(["Γλυκό"], NutsIn(again));
    }

    [Fact]
    public void Of_two_dishes_with_one_name_nothing_is_guessed()
    {
        const string Two = "name,price\nSoup,4\nSoup,6\nBread,1\n";
        var cafe = WithNuts(Read(Two).Cafe, "Soup");
        var (again, notes) = Read(Two, cafe);
        Assert.Empty(NutsIn(again));
        Assert.Equal(
            cafe.Menu.Items.Select(item => item.ItemId),
            again.Menu.Items.Select(item => item.ItemId)
        );
        Assert.Equal(
            [
                "line 2 (Soup), line 3 (Soup): it cannot be told which item of this name in the café is meant, so nothing is taken over from it; write its id in the sheet",
            ],
            notes
        );

        Assert.Empty(NutsIn(Read("name,price\nSoup,6\nBread,1\n", cafe).Cafe));
    }

    [Fact]
    public void Two_dishes_with_one_name_are_told_apart_by_their_headings()
    {
        var cafe = WithNuts(
            Read("name,category,price\nΣούπα,Lunch,4\nΣούπα,Dinner,6\n").Cafe,
            "Σούπα"
        );
        Assert.Equal("Lunch", Assert.Single(cafe.Menu.Items, HasNuts).Category);
        var (again, notes) = Read("name,category,price\nΣούπα,Dinner,6\nΣούπα,Lunch,4\n", cafe);
        Assert.Equal("Lunch", Assert.Single(again.Menu.Items, HasNuts).Category);
        Assert.Empty(notes);
    }

    [Theory]
    [InlineData("Crème brûlée", "CRÈME  Brûlée")]
    [InlineData("Μπακλαβάς", "Μπακλαβάς ")]
    [InlineData("Μουσακας", "μουσακας")]
    public void A_name_that_is_written_otherwise_is_the_same(string name, string written)
    {
        var cafe = WithNuts(Read($"name,category,price\n{name},Hot,2\nTea,Hot,1\n").Cafe, name);
        var again = Read($"name,category,price\nTea,Hot,1\n{written},Sweets,2\n", cafe).Cafe;
        Assert.Equal([written.Trim()], NutsIn(again).Select(one => one.Trim()));
    }

    [Theory]
    [InlineData("Τσάι 2", "Καφές 2")]
    [InlineData("Crème", "Crame")]
    [InlineData("Burger", "Burger +")]
    public void A_name_of_which_an_id_says_a_part_is_not_the_same(string name, string other)
    {
        var cafe = WithNuts(Read($"name,price\n{name},2\n").Cafe, name);
        Assert.Empty(NutsIn(Read($"name,price\n{other},2\n", cafe).Cafe));
    }

    [Fact]
    public void A_till_that_gives_no_id_of_letters_is_read_by_names()
    {
        const string Header = "Reference Handle,Token,Item Name,Variation Name,Price,Category\n";
        const string Rows = "#τσάι,A,Τσάι,Regular,2,Hot\n#τούρτα,B,Τούρτα,Regular,4,Hot\n";
        var cafe = WithNuts(Read(Header + Rows).Cafe, "Τούρτα");
        var again = Read($"{Header}#νερό,C,Νερό,Regular,1,Hot\n{Rows}", cafe).Cafe;
        Assert.Equal(["Τούρτα"], NutsIn(again));
    }

    [Fact]
    public void The_language_of_the_cafe_tells_which_dish_it_is()
    {
        var cafe = WithNuts(
            Read("name:el,name:ar,price\nΤσάι,شاي,2\nΓλυκό,حلوى,3\n").Cafe,
            "Γλυκό"
        );
        var again = Read("name:ar,name:el,price\nحلوى,Γλυκό,3\nشاي,Τσάι,2\n", cafe).Cafe;
        Assert.Equal(["حلوى"], NutsIn(again));
    }

    [Fact]
    public void However_rows_move_a_dish_has_its_own_allergens_or_none() =>
        Gen.Select(Names, Names)
            .Sample(
                (before, after) =>
                {
                    var cafe = Read(Sheet(before)).Cafe;
                    cafe = cafe with
                    {
                        Menu =
                        [
                            .. cafe.Menu.Items.Select(item =>
                                item with
                                {
                                    Preparation = TimeSpan.FromMinutes(
                                        1 + Array.IndexOf(before, item.Name)
                                    ),
                                }
                            ),
                        ],
                    };
                    var again = Read(Sheet(after), cafe).Cafe;
                    Assert.Equal(after, again.Menu.Items.Select(item => item.Name));
                    Assert.All(
                        again.Menu.Items.Where(item => item.Preparation is not null),
                        item =>
                            Assert.Equal(
                                item.Name,
                                before[(int)item.Preparation!.Value.TotalMinutes - 1],
                                ignoreCase: true
                            )
                    );
                },
                iter: 200
            );

    [Fact]
    public void The_longest_sheet_of_one_name_gets_its_ids_at_once()
    {
        var ids = new SheetIds();
        var first = ids.Of("item", "Τσάι");
        for (var row = 1; row < SheetReader.MostRows * 10; row++)
        {
            ids.Of("item", "Τσάι");
        }

        Assert.Equal(
            ("item", $"item-{SheetReader.MostRows * 10 + 1}"),
            (first, ids.Of("item", ""))
        );
    }

    private static Gen<string[]> Names { get; } =
        Gen.OneOf<string>([
            .. new[] { "Τσάι", "شاي", "Tea", "tea", "Τσάι 2", "Tea-2", "Item 2" }.Select(name =>
                Gen.Const(name)
            ),
        ]).Array[1, 6];

    private static string Sheet(IEnumerable<string> names) =>
        $"name,price\n{string.Concat(names.Select(name => $"{name},2\n"))}";

    private static IEnumerable<string> NutsIn(CafeProfile cafe) =>
        cafe.Menu.Items.Where(HasNuts).Select(item => item.Name);

    private static bool HasNuts(MenuItem item) =>
        item.About?.Allergens is { } allergens && allergens.Contains(Allergen.Nuts);

    /// <summary>The café with nuts in the first dish of this name.</summary>
    private static CafeProfile WithNuts(CafeProfile cafe, string name)
    {
        var nuts = cafe.Menu.Items.First(item => item.Name == name);
        return cafe with
        {
            Menu =
            [
                .. cafe.Menu.Items.Select(item =>
                    item == nuts ? item with { About = new(Allergens: [Allergen.Nuts]) } : item
                ),
            ],
        };
    }

    private static (CafeProfile Cafe, IReadOnlyList<string> Notes) Read(
        string sheet,
        CafeProfile? into = null
    )
    {
        var read = MenuSheet.Read(Encoding.UTF8.GetBytes(sheet), null, into ?? MenuSheet.StandIn);
        Assert.Equal([], read.Problems.Select(one => one.In("sheet")));
        return (read.Profile!, read.Notes);
    }
}
