using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What a guest cannot eat, and what a guest asks for in words (docs/protocol.md §4 and §5).</summary>
public class AllergyTests
{
    private readonly Day _day = new();

    private static CreateOrder Latte(params Allergen[] allergies) =>
        Day.Takeaway(new NewOrderLine("latte", 1)) with
        {
            Allergies = [.. allergies],
        };

    private static CafeProfile Saying(EquatableList<Allergen>? latte) =>
        DemoCafe.Profile with
        {
            Menu = DemoCafe
                .Profile.Menu.Items.Select(item =>
                    item.ItemId == "latte" ? item with { About = new(Allergens: latte) } : item
                )
                .ToEquatableList(),
        };

    private static string[] Warnings(Day day, CreateOrder order) =>
        [
            .. Assert
                .IsType<CreatedOrder>(day.Try(Day.Guest, order).Result)
                .Warnings.Items.Select(one =>
                    $"{one.Path}: {one.What} [{string.Join(' ', one.Allergens.Items.Select(allergen => allergen.Word))}]"
                ),
        ];

    private void Unseen(Actor actor, CafeCommand command, string lines)
    {
        var refusal = _day.Refuse(RefusalCode.ValidationFailed, actor, command);
        var problem = Assert.Single(refusal.Details.Items);
        Assert.Equal("allergiesSeen", problem.Path);
        Assert.Equal(
            $"the guest has an allergy: {lines}; confirm it with allergiesSeen: true",
            problem.What
        );
    }

    [Fact]
    public void Allergies_of_the_order_and_of_a_line_come_together_on_each_line()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway(
                new NewOrderLine(
                    "latte",
                    1,
                    Allergies: [Allergen.Nuts, Allergen.Milk, Allergen.Nuts]
                ),
                new NewOrderLine("croissant", 1)
            ) with
            {
                Allergies = [Allergen.Milk, Allergen.Eggs],
            }
        );

        Assert.Equal([Allergen.Eggs, Allergen.Milk, Allergen.Nuts], order.Lines[0].Allergies.Items);
        Assert.Equal([Allergen.Eggs, Allergen.Milk], order.Lines[1].Allergies.Items);
    }

    [Fact]
    public void A_guest_is_warned_of_what_the_café_says_is_in_it()
    {
        var day = new Day(Saying([Allergen.Milk, Allergen.Nuts]));

        Assert.Equal(
            ["items[0]: Caffè Latte contains milk, nuts [milk nuts]"],
            Warnings(day, Latte(Allergen.Nuts, Allergen.Milk, Allergen.Eggs))
        );
        Assert.Empty(Warnings(day, Latte(Allergen.Eggs)));
        Assert.Empty(Warnings(day, Latte()));
    }

    [Fact]
    public void What_the_café_does_not_say_is_no_promise()
    {
        Assert.Equal(
            ["items[0]: The café does not say what Caffè Latte contains []"],
            Warnings(new Day(Saying(null)), Latte(Allergen.Eggs))
        );
        Assert.Empty(Warnings(new Day(Saying([])), Latte(Allergen.Eggs)));
    }

    [Fact]
    public void What_is_chosen_is_warned_of_too()
    {
        static CreateOrder Matcha(string milk) =>
            Day.Takeaway(
                new NewOrderLine("matcha-latte", 1, Options: [milk], Allergies: [Allergen.Nuts])
            );

        Assert.Equal(
            ["items[0]: Matcha Latte contains nuts [nuts]"],
            Warnings(_day, Matcha("almond-drink"))
        );
        Assert.Empty(Warnings(_day, Matcha("oat-drink")));
    }

    [Theory]
    [InlineData("rice-drink", null, "Rice drink")]
    [InlineData("oat-drink", "Honey", "Honey")]
    [InlineData("oat-drink", null, null)]
    public void What_is_chosen_or_added_without_a_word_is_no_promise_either(
        string milk,
        string? extra,
        string? unsaid
    )
    {
        // A size says nothing because it adds nothing; a milk beside others that say it may contain anything.
        var day = new Day(
            DemoCafe.Profile with
            {
                Groups = DemoCafe
                    .Profile.Groups.Items.Select(group =>
                        group.GroupId == "milk"
                            ? group with
                            {
                                Options = [.. group.Options.Items, new("rice-drink", "Rice drink")],
                            }
                            : group
                    )
                    .ToEquatableList(),
            }
        );
        var order = Day.Takeaway(
            new NewOrderLine(
                "matcha-latte",
                1,
                extra is null ? default : [extra],
                ["large", milk],
                Allergies: [Allergen.Nuts]
            )
        );

        Assert.Equal(
            unsaid is null ? [] : [$"items[0]: The café does not say what {unsaid} contains []"],
            Warnings(day, order)
        );
    }

    [Fact]
    public void Who_starts_a_line_confirms_its_allergies()
    {
        var order = _day.Paid(_day.Place(Day.Guest, Latte(Allergen.Milk, Allergen.Nuts)));
        var start = new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started);

        Unseen(Day.Anna, start, "Caffè Latte (milk, nuts)");
        _day.Do(Day.Anna, start with { AllergiesSeen = true });
        Assert.Equal(LineStatus.Started, _day.Order(order.OrderId).Lines[0].Status);
    }

    [Theory]
    [InlineData(OrderStatus.Preparing)]
    [InlineData(OrderStatus.Ready)]
    public void Who_starts_a_whole_order_confirms_all_of_them(OrderStatus to)
    {
        var order = _day.Paid(
            _day.Place(
                Day.Guest,
                Day.Takeaway(
                    new NewOrderLine("latte", 1, Allergies: [Allergen.Milk]),
                    new NewOrderLine("mocha", 1),
                    new NewOrderLine("espresso", 1, Allergies: [Allergen.Soy])
                )
            )
        );
        if (to == OrderStatus.Ready)
        {
            // Somebody began with the line that nobody has to be warned of.
            _day.Do(
                Day.Anna,
                new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Started)
            );
        }

        var step = new UpdateOrderStatus(order.OrderId, to);
        Unseen(Day.Anna, step, "Caffè Latte (milk); Espresso (soy)");
        _day.Do(Day.Anna, step with { AllergiesSeen = true });

        Assert.All(
            _day.Order(order.OrderId).Lines.Items,
            line =>
                Assert.Equal(
                    to == OrderStatus.Ready ? LineStatus.Ready : LineStatus.Started,
                    line.Status
                )
        );
    }

    [Fact]
    public void A_manager_who_skips_a_step_confirms_them_too()
    {
        var order = _day.Paid(_day.Place(Day.Guest, Latte(Allergen.Milk)));
        _day.Do(
            Day.Anna,
            new UpdateOrderItem(
                order.OrderId,
                order.Lines[0].LineId,
                LineStatus.Started,
                AllergiesSeen: true
            )
        );
        _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Queued)
        );

        Unseen(
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Ready, "we are quick"),
            "Caffè Latte (milk)"
        );
    }

    [Fact]
    public void What_was_confirmed_is_not_asked_for_again_when_it_is_called_back()
    {
        var order = _day.Paid(_day.Place(Day.Guest, Latte(Allergen.Milk)));
        var line = new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started);
        _day.Do(Day.Anna, line with { AllergiesSeen = true });
        _day.Do(Day.Anna, line with { Status = LineStatus.Ready });

        _day.Do(Day.Anna, line with { Reason = "spilled" });

        Assert.Equal(LineStatus.Started, _day.Order(order.OrderId).Lines[0].Status);
    }

    [Fact]
    public void A_note_is_kept_without_what_would_turn_its_surroundings_round()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway(
                new NewOrderLine("latte", 1, Note: "  بدون سكر \u202Eabc\u2066 "),
                new NewOrderLine("mocha", 1, Note: " \u2069 ")
            )
        );

        Assert.Equal("بدون سكر abc", order.Lines[0].Note);
        Assert.Null(order.Lines[1].Note);
    }

    [Fact]
    public void A_note_has_at_most_200_characters_an_emoji_being_one()
    {
        CreateOrder Noted(string note) => Day.Takeaway(new NewOrderLine("latte", 1, Note: note));

        _day.Place(Day.Guest, Noted(string.Concat(Enumerable.Repeat("🌶", 200))));
        var long_ = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            Noted(new string('a', 201))
        );
        Assert.Equal("items[0].note", Assert.Single(long_.Details.Items).Path);
        _day.Refuse(RefusalCode.ValidationFailed, Day.Guest, Noted("a\u0000b"));
    }

    [Fact]
    public void What_is_held_is_confirmed_before_it_is_made_ready_by_force()
    {
        var order = _day.Paid(
            _day.Place(
                Day.Guest,
                Day.Takeaway(
                    new NewOrderLine("latte", 1, Course: 1),
                    new NewOrderLine("croissant", 1, Allergies: [Allergen.Milk], Course: 2)
                )
            )
        );
        _day.Moved(order, OrderStatus.Preparing);
        var forced = new UpdateOrderStatus(
            order.OrderId,
            OrderStatus.Ready,
            "served from the tray"
        );

        Unseen(Day.Maya, forced, "Butter Croissant (milk)");
        _day.Do(Day.Maya, forced with { AllergiesSeen = true });
        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void What_is_held_is_not_confirmed_with_the_course_before_it()
    {
        var order = _day.Paid(
            _day.Place(
                Day.Guest,
                Day.Takeaway(
                    new NewOrderLine("latte", 1, Course: 1),
                    new NewOrderLine("espresso", 1, Allergies: [Allergen.Milk], Course: 2)
                )
            )
        );
        _day.Moved(order, OrderStatus.Preparing);
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));

        Assert.Equal(
            [LineStatus.Ready, LineStatus.Queued],
            _day.Order(order.OrderId).Lines.Items.Select(line => line.Status)
        );
    }
}
