using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What guests choose of an item's groups: sizes, milks, starters (docs/protocol.md §4).</summary>
public class ChoiceTests
{
    private readonly Day _day = new();

    private static NewOrderLine Matcha(params string[] options) =>
        new("matcha-latte", 1, Options: [.. options]);

    private static NewOrderLine Tea(params string[] options) =>
        new("house-tea", 1, Options: [.. options]);

    private static NewOrderLine Lunch(params string[] options) =>
        new("lunch", 1, Options: [.. options]);

    private Order Place(params NewOrderLine[] lines) => _day.Place(Day.Guest, Day.Takeaway(lines));

    private Refusal Refused(RefusalCode code, params NewOrderLine[] lines)
    {
        var refusal = _day.Try(Day.Guest, Day.Takeaway(lines)).Refusal!;
        Assert.Equal(code, refusal.Code);
        return refusal;
    }

    private static IEnumerable<string> Problems(Refusal refusal) =>
        refusal.Details.Items.Select(one => $"{one.Path}: {one.What}");

    [Fact]
    public void A_size_has_the_items_own_price_and_the_rest_adds_to_it()
    {
        var order = Place(
            Matcha("large", "oat-drink") with
            {
                Quantity = 2,
                Customizations = ["Honey"],
            }
        );

        var line = Assert.Single(order.Lines.Items);
        Assert.Equal(new Money(510 + 40 + 30), line.UnitPrice);
        Assert.Equal(new Money(2 * 580), order.Total);
        Assert.Equal(["Large", "Oat drink", "Honey"], line.Details.Items);
        Assert.Equal(
            [
                new("size", "Size", "large", "Large"),
                new ChosenOption("milk", "Milk", "oat-drink", "Oat drink"),
            ],
            line.Choices.Items
        );
    }

    [Fact]
    public void What_is_not_named_of_a_group_that_has_to_be_chosen_from_is_its_default()
    {
        var line = Assert.Single(Place(Matcha("almond-drink")).Lines.Items);

        Assert.Equal(["Regular", "Almond drink"], line.Details.Items);
        Assert.Equal(new Money(430 + 50), line.UnitPrice);
    }

    [Fact]
    public void Choices_stand_in_the_order_of_the_menu_whatever_the_order_of_the_ids()
    {
        var one = Place(Matcha("oat-drink", "large"));
        var other = Place(Matcha("large", "oat-drink"));

        Assert.Equal(one.Lines[0].Choices, other.Lines[0].Choices);
    }

    [Fact]
    public void An_option_has_a_price_of_its_own_for_all_items_that_have_none_for_it()
    {
        var sizes = new ChoiceGroup(
            "cup",
            "Cup",
            [new("small-cup", "Small"), new("big-cup", "Big", Price: new Money(500))],
            Min: 1
        );
        var cafe = DemoCafe.Profile with
        {
            Groups = DemoCafe.Profile.Groups.Add(sizes),
            Menu = DemoCafe
                .Profile.Menu.Items.Select(item =>
                    item.ItemId switch
                    {
                        "latte" => item with { Groups = ["cup"] },
                        "mocha" => item with
                        {
                            Groups = ["cup"],
                            Prices = [new("big-cup", new Money(560))],
                        },
                        _ => item,
                    }
                )
                .ToEquatableList(),
        };
        var day = new Day(cafe);

        Money PriceOf(string itemId, string optionId) =>
            day.Place(
                Day.Guest,
                Day.Takeaway(new NewOrderLine(itemId, 1, Options: [optionId]))
            ).Total;

        Assert.Equal(new Money(380), PriceOf("latte", "small-cup"));
        Assert.Equal(new Money(500), PriceOf("latte", "big-cup"));
        Assert.Equal(new Money(420), PriceOf("mocha", "small-cup"));
        Assert.Equal(new Money(560), PriceOf("mocha", "big-cup"));
    }

    [Fact]
    public void Wrong_choices_are_refused_with_the_group_and_what_it_allows()
    {
        const string Starter =
            "Starter: choose 1 of tomato-soup (Tomato soup), green-salad (Green salad), smoked-salmon (Smoked salmon)";
        const string Sides =
            "Sides: choose at most 2 of fries (Fries), side-bread (Bread and butter), side-vegetables (Vegetables)";

        Assert.Equal(
            [$"items[0].options: {Starter}"],
            Problems(Refused(RefusalCode.ValidationFailed, Lunch()))
        );
        Assert.Equal(
            [$"items[0].options: {Starter}"],
            Problems(Refused(RefusalCode.ValidationFailed, Lunch("tomato-soup", "green-salad")))
        );
        Assert.Equal(
            [$"items[1].options: {Sides}"],
            Problems(
                Refused(
                    RefusalCode.ValidationFailed,
                    Lunch("tomato-soup"),
                    Lunch("tomato-soup", "fries", "side-bread", "side-vegetables")
                )
            )
        );
        Assert.Equal(
            [
                $"items[0].options[1]: 'large' is no choice of Lunch of the Day; {Starter}; {Sides}",
                "items[0].options[3]: 'fries' is there twice",
            ],
            Problems(
                Refused(
                    RefusalCode.ValidationFailed,
                    Lunch("tomato-soup", "large", "fries", "fries")
                )
            )
        );
        Assert.Equal(
            ["items[0].options[0]: 'large' is no choice of Caffè Latte, which has none"],
            Problems(
                Refused(
                    RefusalCode.ValidationFailed,
                    new NewOrderLine("latte", 1, Options: ["large"])
                )
            )
        );
        Assert.Equal(
            ["items[0].options: at most 30"],
            Problems(
                Refused(
                    RefusalCode.ValidationFailed,
                    Lunch([.. Enumerable.Range(0, 31).Select(one => $"o-{one}")])
                )
            )
        );
    }

    [Fact]
    public void An_option_that_is_out_is_refused_by_name_also_as_a_default()
    {
        _day.Do(Day.Anna, new UpdateItemAvailability(null, null, false, OptionId: "whole-milk"));

        Assert.Equal(
            ["items[0].options[1]: Milk: Whole milk is not available right now"],
            Problems(Refused(RefusalCode.ItemUnavailable, Matcha("large", "whole-milk")))
        );
        Assert.Equal(
            ["items[0].options: Milk: Whole milk is not available right now"],
            Problems(Refused(RefusalCode.ItemUnavailable, Matcha()))
        );
        Place(Matcha("oat-drink"));

        _day.Do(Day.Anna, new UpdateItemAvailability(null, null, true, OptionId: "whole-milk"));
        Place(Matcha());
    }

    [Fact]
    public void An_item_is_out_with_the_last_option_that_has_to_be_chosen()
    {
        bool Lunch() => MenuAvailability.IsAvailable(_day.Cafe, _day.Cafe.Profile.Item("lunch")!);
        foreach (var option in new[] { "tomato-soup", "green-salad", "fries" })
        {
            _day.Do(Day.Chloe, new UpdateItemAvailability(null, null, false, OptionId: option));
            Assert.True(Lunch());
        }

        _day.Do(
            Day.Chloe,
            new UpdateItemAvailability(null, null, false, OptionId: "smoked-salmon")
        );
        Assert.False(Lunch());
    }

    [Fact]
    public void An_option_with_a_tag_takes_the_line_to_the_counter_that_serves_it()
    {
        string? At(params string[] options) => _day.Paid(Place(Tea(options))).Lines[0].CounterId;

        Assert.Equal("cold", At());
        Assert.Equal("cold", At("iced"));
        Assert.Equal("espresso", At("hot"));
    }

    [Fact]
    public void An_option_can_be_had_only_while_somebody_can_make_it()
    {
        bool Can(string option) =>
            MenuAvailability.IsAvailable(_day.Cafe, _day.Cafe.Profile.Option(option)!);
        _day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));

        Assert.False(Can("hot"));
        Assert.True(Can("iced"));
        Assert.True(MenuAvailability.IsAvailable(_day.Cafe, _day.Cafe.Profile.Item("house-tea")!));
        Refused(RefusalCode.ItemUnavailable, Tea("hot"));
        Place(Tea("iced"));
    }

    [Fact]
    public void What_runs_out_is_found_in_open_orders_and_taken_out_of_unpaid_ones()
    {
        var paid = _day.Paid(Place(Matcha("oat-drink")));
        var unpaid = Place(Matcha("oat-drink"), Lunch("tomato-soup"));
        var other = Place(Matcha("almond-drink"));

        var out_ = _day.Do(
            Day.Anna,
            new UpdateItemAvailability(null, null, false, OptionId: "oat-drink")
        );

        Assert.Equal(
            [paid.OrderId],
            out_.OfType<ItemAvailabilityChangedFact>().Single().AffectedOrders.Items
        );
        Assert.Equal(
            [LineStatus.Voided, LineStatus.Queued],
            _day.Order(unpaid.OrderId).Lines.Items.Select(line => line.Status)
        );
        Assert.Equal(new Money(1450), _day.Order(unpaid.OrderId).Total);
        Assert.Equal(other.Total, _day.Order(other.OrderId).Total);
    }

    [Fact]
    public void An_option_can_be_out_at_one_counter()
    {
        _day.Do(
            Day.Anna,
            new UpdateItemAvailability(null, null, false, "espresso", OptionId: "oat-drink")
        );

        Refused(RefusalCode.ItemUnavailable, Matcha("oat-drink"));
        Place(Matcha("almond-drink"));
    }

    [Fact]
    public void Only_an_option_of_the_menu_goes_out_and_nothing_beside_it()
    {
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateItemAvailability(null, null, false, OptionId: "unicorn")
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateItemAvailability("latte", null, false, OptionId: "large")
        );
    }

    [Fact]
    public void An_order_keeps_the_names_and_prices_of_its_moment()
    {
        var order = Place(Matcha("large"));
        _day.Do(
            Day.Ada,
            new ConfigureCafe(
                _day.Cafe.Profile with
                {
                    Groups = _day
                        .Cafe.Profile.Groups.Items.Select(group =>
                            group with
                            {
                                Name = group.Name + "?",
                                Options = group
                                    .Options.Items.Select(one => one with { Name = one.Name + "!" })
                                    .ToEquatableList(),
                            }
                        )
                        .ToEquatableList(),
                }
            )
        );

        Assert.Equal(order.Lines, _day.Order(order.OrderId).Lines);
    }

    [Fact]
    public void A_price_that_was_shown_holds_for_choices_too()
    {
        var order = Day.Takeaway(Matcha("large", "oat-drink"));

        Assert.Equal(
            new Money(550),
            _day.Refuse(
                RefusalCode.Conflict,
                Day.Guest,
                order with
                {
                    ExpectedTotal = new Money(430),
                }
            ).CurrentTotal
        );
        _day.Place(Day.Guest, order with { ExpectedTotal = new Money(550) });
    }
}
