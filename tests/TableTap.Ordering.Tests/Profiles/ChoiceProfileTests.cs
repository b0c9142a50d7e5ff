using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Profiles;

/// <summary>Whether the choice groups of a profile hold together.</summary>
public class ChoiceProfileTests
{
    private static readonly ChoiceGroup Size = new(
        "cup",
        "Cup",
        [new("small-cup", "Small"), new("big-cup", "Big")],
        Min: 1
    );

    private static CafeProfile With(MenuItem item, params ChoiceGroup[] groups) =>
        DemoCafe.Profile with
        {
            Menu = [item],
            Groups = [.. groups],
        };

    private static MenuItem Latte(params string[] groups) =>
        DemoCafe.Profile.Item("latte")! with
        {
            Groups = [.. groups],
        };

    private static string[] Problems(CafeProfile profile) =>
        [
            .. (ProfileValidation.Check(profile)?.Details ?? []).Items.Select(one =>
                $"{one.Path}: {one.What}"
            ),
        ];

    private static ChoiceGroup WithBig(ChoiceOption big) =>
        Size with
        {
            Options = [Size.Options[0], big],
        };

    [Fact]
    public void A_group_that_holds_together_is_taken() =>
        Assert.Empty(Problems(With(Latte("cup"), Size)));

    [Fact]
    public void Ids_are_ids_and_unique_in_the_café()
    {
        Assert.Equal(
            [
                "menu[0].groups[1]: there is no such group",
                "groups[1].groupId: 'cup' is there twice",
                "groups[1].options[0].optionId: 'small-cup' is there twice; ids of options are unique in the café",
                "groups[1].options[1].optionId: 'big-cup' is there twice; ids of options are unique in the café",
                "groups[2].groupId: 1 to 64 of A-Z a-z 0-9 _ -",
                "groups[2].name: is needed",
                "groups[2].options[0].optionId: 1 to 64 of A-Z a-z 0-9 _ -",
                "groups[2].options[0].name: is needed",
            ],
            Problems(
                With(
                    Latte("cup", "nothing"),
                    Size,
                    Size,
                    new ChoiceGroup("a b", " ", [new ChoiceOption("", "")])
                )
            )
        );
        Assert.Equal(
            ["menu[0].groups: a group is there twice"],
            Problems(With(Latte("cup", "cup"), Size))
        );
    }

    [Theory]
    [InlineData(-1, 1, "groups[0].min: from 0 to 2, the number of its options")]
    [InlineData(3, 3, "groups[0].min: from 0 to 2, the number of its options")]
    [InlineData(2, 1, "groups[0].max: from 2 to 30")]
    [InlineData(0, 0, "groups[0].max: from 1 to 30")]
    [InlineData(0, 31, "groups[0].max: from 1 to 30")]
    public void As_many_as_there_are_can_be_asked_for(int min, int max, string problem) =>
        Assert.Equal([problem], Problems(With(Latte("cup"), Size with { Min = min, Max = max })));

    [Fact]
    public void A_group_has_options_and_as_many_defaults_as_can_be_chosen()
    {
        Assert.Equal(
            ["groups[0].options: a group needs at least one option"],
            Problems(With(Latte("cup"), Size with { Options = [], Min = 0 }))
        );
        Assert.Equal(
            ["groups[0].options: 2 defaults, but 1 to 1 are to be chosen"],
            Problems(
                With(
                    Latte("cup"),
                    Size with
                    {
                        Options = Size
                            .Options.Items.Select(one => one with { IsDefault = true })
                            .ToEquatableList(),
                    }
                )
            )
        );
    }

    [Fact]
    public void Prices_can_be_paid_and_are_set_once()
    {
        Assert.Equal(
            ["groups[0].options[1].difference: an option has a price or a difference, not both"],
            Problems(
                With(Latte("cup"), WithBig(new("big-cup", "Big", new Money(400), new Money(50))))
            )
        );
        Assert.Equal(
            ["groups[0].options[1].price: from 0 to 1000000.00"],
            Problems(With(Latte("cup"), WithBig(new("big-cup", "Big", new Money(-1)))))
        );
        Assert.Equal(
            ["groups[0].options[1].difference: EUR has at most two decimals"],
            Problems(
                With(
                    Latte("cup"),
                    WithBig(new("big-cup", "Big", Difference: Money.OfThousandths(5)))
                )
            )
        );
        Assert.Equal(
            [
                "menu[0].groups: only one of them may set the price; the others add to it by difference",
                "menu[0].prices.fries: the item has no such option",
                "menu[0].prices.big-cup: EUR has at most two decimals",
                "menu[0].prices: an option is there twice",
            ],
            Problems(
                With(
                    Latte("cup", "temperature") with
                    {
                        Prices =
                        [
                            new("fries", new Money(100)),
                            new("big-cup", Money.OfThousandths(5)),
                            new("hot", new Money(100)),
                            new("hot", new Money(200)),
                        ],
                    },
                    [Size, .. DemoCafe.Profile.Groups.Items]
                )
            )
        );
        Assert.Equal(
            ["menu[0].groups: Cup sets the price, so that its max has to be 1"],
            Problems(
                With(
                    Latte("cup") with
                    {
                        Prices = [new("big-cup", new Money(500))],
                    },
                    Size with
                    {
                        Max = 2,
                    }
                )
            )
        );
    }

    [Fact]
    public void A_tag_is_served_somewhere_and_names_one_counter()
    {
        Assert.Equal(
            [
                "groups[0].options[1].tag: a group whose options have tags has a max of 1: a line is made at one counter",
            ],
            Problems(
                With(
                    Latte("cup"),
                    WithBig(new("big-cup", "Big", Tag: "cold_drinks")) with
                    {
                        Max = 2,
                    }
                )
            )
        );
        Assert.Equal(
            ["menu[0].groups: only one of them may have tags: a line is made at one counter"],
            Problems(
                With(
                    Latte("cup", "temperature"),
                    [WithBig(new("big-cup", "Big", Tag: "food")), .. DemoCafe.Profile.Groups.Items]
                )
            )
        );
        var without = With(Latte("cup"), WithBig(new("big-cup", "Big", Tag: "grill")));
        Assert.Equal(
            ["groups[0].options[1].tag: no counter serves it and there is no fallback"],
            Problems(
                without with
                {
                    Counters = without
                        .Counters.Items.Select(one => one with { IsFallback = false })
                        .ToEquatableList(),
                }
            )
        );
    }

    [Fact]
    public void At_most_30_options_can_be_chosen_for_a_line()
    {
        ChoiceGroup Many(string name) =>
            new(
                name,
                name,
                Enumerable
                    .Range(0, 20)
                    .Select(one => new ChoiceOption($"{name}-{one}", $"{one}"))
                    .ToEquatableList(),
                Max: 20
            );

        Assert.Empty(Problems(With(Latte("a"), Many("a"))));
        Assert.Equal(
            ["menu[0].groups: at most 30 options can be chosen of all of them together"],
            Problems(With(Latte("a", "b"), Many("a"), Many("b")))
        );
    }

    [Fact]
    public void Guests_read_another_menu_where_a_choice_is_another()
    {
        Assert.True(DemoCafe.Profile.HasMenuOf(DemoCafe.Profile with { }));
        Assert.False(DemoCafe.Profile.HasMenuOf(DemoCafe.Profile with { Groups = [Size] }));
    }
}
