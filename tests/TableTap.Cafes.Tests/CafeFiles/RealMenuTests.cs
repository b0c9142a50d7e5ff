using System.Text;
using TableTap.Cafes.CafeFiles;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.Tests.CafeFiles;

/// <summary>A menu in the shape of a real café's: sizes, lunches with a starter, allergens, Greek and Arabic names.</summary>
public sealed class RealMenuTests
{
    private static readonly byte[] File_ = File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "CafeFiles", "riverside.yaml")
    );

    private static CafeProfile Read(ReadOnlySpan<byte> file, FileFormat format)
    {
        var read = CafeFile.Read(file, format);
        Assert.True(read.Profile is not null, string.Join('\n', read.Problems));
        return read.Profile!;
    }

    private static CafeProfile Profile { get; } = Read(File_, FileFormat.Yaml);

    [Fact]
    public void It_is_read_without_loss()
    {
        Assert.Equal(66, Profile.Menu.Count);
        var pizza = Profile.Item("shawarma-pizza")!;
        Assert.Equal("بيتزا شاورما", pizza.Name);
        Assert.Equal(["pizza-size", "pizza-toppings"], pizza.Groups.Items);
        Assert.Equal(
            [new("pizza-medium", new Money(1410)), new OptionPrice("pizza-family", new(2185))],
            pizza.Prices.Items
        );
        Assert.Equal([Allergen.Gluten, Allergen.Milk], pizza.About!.Allergens!.Value.Items);
        Assert.Equal(1, pizza.About.Spiciness);
        Assert.Equal((1, 1), (Profile.Group("starter")!.Min, Profile.Group("starter")!.Max));
        Assert.Equal((2, 3), (Profile.Group("scoops")!.Min, Profile.Group("scoops")!.Max));
        Assert.Empty(Profile.Option("starter-lentil")!.About!.Allergens!.Value.Items);
        Assert.Null(Profile.Item("bottle-5")!.About?.Allergens);
        Assert.Equal(
            ["caffeine", "sweetener: aspartame"],
            Profile.Item("bottle-3")!.About!.Additives.Items
        );
    }

    [Theory]
    [InlineData(FileFormat.Yaml)]
    [InlineData(FileFormat.Json)]
    public void It_is_exported_and_imported_again_without_a_change(FileFormat format)
    {
        var text = CafeFile.Write("riverside", Profile, format);
        var again = Read(Encoding.UTF8.GetBytes(text), format);

        Assert.Empty(ProfileChanges.Between(Profile, again));
        Assert.Equal(Profile, again);
        Assert.Equal(text, CafeFile.Write("riverside", again, format));
    }

    [Fact]
    public void Each_item_is_ordered_in_each_of_its_choices_at_the_price_of_the_file()
    {
        var day = new Day(Profile);
        day.Do(Day.Maya with { Role = Role.Admin }, new ClockInEmployee("riverside-eleni"));
        var ordered = new HashSet<string>();
        foreach (var item in Profile.Menu)
        {
            foreach (var (options, price) in Ways(item))
            {
                var order = day.Place(
                    Day.Guest,
                    Day.Takeaway(new NewOrderLine(item.ItemId, 1, Options: options))
                );

                Assert.Equal(price, order.Total);
                Assert.Equal(
                    item.Groups.Count == 0 ? [] : options.Items.Order(StringComparer.Ordinal),
                    order
                        .Lines[0]
                        .Choices.Items.Select(choice => choice.OptionId)
                        .Order(StringComparer.Ordinal)
                );
                ordered.UnionWith(options.Items);
                day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
            }
        }

        Assert.Equal(
            Profile.Groups.Items.SelectMany(group => group.Options.Items).Count(),
            ordered.Count
        );
    }

    /// <summary>Each option of each group once, with the first of the other groups that have to be chosen from; and what that costs.</summary>
    private static IEnumerable<(EquatableList<string> Options, Money Price)> Ways(MenuItem item)
    {
        var groups = item.Groups.Items.Select(id => Profile.Group(id)!).ToArray();
        if (groups.Length == 0)
        {
            yield return ([], item.Price);
        }

        foreach (var group in groups)
        {
            foreach (var option in group.Options)
            {
                var options = groups
                    .SelectMany(other =>
                        other == group
                            ? group
                                .Options.Items.OrderBy(one => one == option ? 0 : 1)
                                .Take(Math.Max(1, group.Min))
                            : other.Options.Items.Take(other.Min)
                    )
                    .ToList();
                var set = options
                    .Select(one =>
                        item.Prices.Items.FirstOrDefault(own => own.OptionId == one.OptionId)
                    )
                    .OfType<OptionPrice>()
                    .SingleOrDefault();
                yield return (
                    options.Select(one => one.OptionId).ToEquatableList(),
                    options.Aggregate(set?.Price ?? item.Price, (sum, one) => sum + one.Difference)
                );
            }
        }
    }
}
