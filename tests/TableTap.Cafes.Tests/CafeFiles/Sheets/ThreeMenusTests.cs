using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Cafes.CafeFiles.Sheets;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles.Sheets;

/// <summary>Three menus in the shape of real ones: imported without loss, ordered in every form, exported and imported again.</summary>
public class ThreeMenusTests
{
    private const string Brasserie = "brasserie.csv";
    private const string Arabic = "arabic.csv";
    private const string Greek = "greek.csv";

    public static TheoryData<string, int, string[]> Menus =>
        new()
        {
            { Brasserie, 250, [] },
            { Arabic, 200, ["en", "ar"] },
            { Greek, 100, ["el", "en"] },
        };

    [Theory]
    [MemberData(nameof(Menus))]
    public void A_menu_goes_in_whole(string file, int items, string[] languages)
    {
        var cafe = Imported(file);

        Assert.Equal(items, cafe.Menu.Count);
        Assert.Equal(languages, cafe.Languages.Items);
        var (written, said) = MenuCells.Of(PathOf(file), cafe);
        Assert.Equal(written, said);
        // All items of these menus say what they contain, and all have a name in each language.
        Assert.DoesNotContain(cafe.Menu.Items, item => item.About?.Allergens is null);
        Assert.Equal(
            items * Math.Max(0, languages.Length - 1),
            cafe.Translations.Items.Count(text =>
                cafe.Menu.Items.Any(item => text.Of == TranslationKey.Item(item.ItemId))
            )
        );
    }

    [Fact]
    public void The_brasserie_has_its_sizes_and_its_lunch()
    {
        var cafe = Imported(Brasserie);
        Assert.Equal(52, cafe.Menu.Items.Count(item => item.Prices.Count is 2 or 3));
        Assert.Equal(49, cafe.Menu.Items.Count(item => item.Groups.Contains("starter")));
        Assert.True(cafe.Group("starter")!.IsRequired);
    }

    [Theory]
    [InlineData(Brasserie)]
    [InlineData(Arabic)]
    [InlineData(Greek)]
    public void Each_item_can_be_ordered_in_each_of_its_forms(string file)
    {
        var profile = Imported(file);
        var cafe = Open(profile);
        var ids = 0;
        var forms = 0;
        foreach (var item in profile.Menu)
        {
            foreach (var options in FormsOf(profile, item))
            {
                forms++;
                var price =
                    options
                        .Select(id =>
                            item.Prices.Items.FirstOrDefault(one => one.OptionId == id)?.Price
                            ?? profile.Option(id)!.Price
                        )
                        .FirstOrDefault(one => one is not null)
                    ?? item.Price;
                price = options.Aggregate(price, (sum, id) => sum + profile.Option(id)!.Difference);
                var decision = CafeDecider.Decide(
                    cafe,
                    new CreateOrder(
                        DemoCafe.Id,
                        [new(item.ItemId, 1, Options: options.ToEquatableList())],
                        OrderType.Takeaway,
                        null,
                        null,
                        PaymentMethod.Card,
                        ExpectedTotal: price
                    ),
                    new DecisionContext(
                        new(2024, 1, 15, 12, 0, 0, TimeSpan.Zero),
                        new Actor(Role.Customer, "guest", "Gus", []),
                        new(() => $"id-{++ids}", _ => 0)
                    )
                );
                Assert.True(
                    decision.IsAccepted,
                    $"{item.Name} ({string.Join(", ", options)}): {decision.Refusal}"
                );
            }
        }

        Assert.True(forms > profile.Menu.Count);
    }

    [Theory]
    [InlineData(Brasserie)]
    [InlineData(Arabic)]
    [InlineData(Greek)]
    public void A_menu_that_is_exported_is_imported_without_a_change(string file)
    {
        var cafe = Imported(file);

        var sheet = MenuSheet.Read(Bytes(MenuSheet.Write(cafe)), MenuSource.Csv, cafe);
        Assert.Empty(sheet.Problems);
        Assert.Equal(cafe, sheet.Profile);
        Assert.Equal(MenuSheet.Write(cafe), MenuSheet.Write(sheet.Profile!));

        foreach (var format in Enum.GetValues<FileFormat>())
        {
            var read = CafeFile.Read(Bytes(CafeFile.Write("menu", cafe, format)), format);
            Assert.Empty(read.Problems);
            Assert.Equal(cafe, read.Profile);
            Assert.Empty(ProfileChanges.Between(cafe, read.Profile!));
        }
    }

    private static CafeProfile Imported(string file)
    {
        var read = MenuSheet.Read(
            File.ReadAllBytes(PathOf(file)),
            null,
            MenuSheet.StandIn with
            {
                Currency = file == Arabic ? "KWD" : "EUR",
            }
        );
        Assert.Equal([], read.Problems.Select(one => one.In(file)).Take(5));
        Assert.Equal(MenuSource.Csv, read.Source);
        Assert.Empty(read.Notes);
        return read.Profile!;
    }

    private static string PathOf(string file) =>
        Path.Combine(AppContext.BaseDirectory, "CafeFiles", "menus", file);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>One choice of every option of each group; of the other groups the first that is allowed.</summary>
    private static IEnumerable<string[]> FormsOf(CafeProfile profile, MenuItem item)
    {
        var groups = profile.GroupsOf(item).ToList();
        if (groups.Count == 0)
        {
            yield return [];
            yield break;
        }

        foreach (var group in groups)
        {
            foreach (var option in group.Options)
            {
                yield return
                [
                    .. groups.Select(one =>
                        one == group ? option.OptionId : one.Options[0].OptionId
                    ),
                ];
            }
        }
    }

    private static Cafe Open(CafeProfile profile)
    {
        var cafe = Cafe.Empty(DemoCafe.Id);
        var ids = 0;
        var now = new DateTimeOffset(2024, 1, 15, 11, 0, 0, TimeSpan.Zero);
        var staffed = profile with { Staff = [new("anna", "Anna", Role.Employee, ["counter"])] };
        (Actor, CafeCommand)[] opening =
        [
            (new Actor(Role.Admin, "ada", "Ada", []), new ConfigureCafe(staffed)),
            (new Actor(Role.Employee, "anna", "Anna", ["counter"]), new ClockInEmployee()),
        ];
        foreach (var (who, what) in opening)
        {
            var decision = CafeDecider.Decide(
                cafe,
                what,
                new DecisionContext(now, who, new(() => $"open-{++ids}", _ => 0))
            );
            Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
            cafe = decision.Facts.Aggregate(cafe, Ordering.Facts.CafeApply.Apply);
        }

        return cafe;
    }
}
