using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>How old a guest has to be (docs/protocol.md §5, "Age limits").</summary>
public class AgeLimitTests
{
    private static readonly CafeProfile WithWine = DemoCafe.Profile with
    {
        Menu =
        [
            .. DemoCafe.Profile.Menu.Items.Select(item =>
                item.ItemId switch
                {
                    "lemonade" => item with { About = new(MinAge: 16) },
                    "croissant" => item with { Groups = ["sides"] },
                    _ => item,
                }
            ),
        ],
        Groups =
        [
            .. DemoCafe.Profile.Groups.Items.Select(group =>
                group.GroupId != "sides"
                    ? group
                    : group with
                    {
                        Options = group.Options.Add(
                            new("liqueur", "A liqueur", About: new(MinAge: 18))
                        ),
                    }
            ),
        ],
    };

    private readonly Day _day = new(WithWine);

    private UpdateOrderStatus HandOver(Order order, bool ageChecked) =>
        new(
            order.OrderId,
            OrderStatus.Completed,
            PickupCode: order.PickupCode!.Code,
            AgeChecked: ageChecked
        );

    [Fact]
    public void Whoever_hands_it_over_says_that_the_age_was_checked()
    {
        var order = _day.ReadyOrder("lemonade", "latte");

        var refusal = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            HandOver(order, ageChecked: false)
        );
        _day.Do(Day.Anna, HandOver(order, ageChecked: true));

        Assert.Equal("ageChecked: check first that the guest is 16 or older", refusal.Message);
        Assert.Equal(OrderStatus.Completed, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_manager_without_a_code_checks_the_age_too() =>
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateOrderStatus(
                _day.ReadyOrder("lemonade").OrderId,
                OrderStatus.Completed,
                "no phone"
            )
        );

    [Fact]
    public void The_oldest_age_of_what_was_chosen_counts()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway(new("lemonade", 1), new NewOrderLine("croissant", 1, Options: ["liqueur"]))
        );

        Assert.Equal([16, 18], order.Lines.Items.Select(line => line.MinAge));
        Assert.Equal(18, order.MinAge);
        _day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );
        Assert.Equal(16, _day.Order(order.OrderId).MinAge);
    }

    [Fact]
    public void What_is_for_any_age_asks_nothing()
    {
        var order = _day.ReadyOrder("latte");

        _day.Do(Day.Anna, HandOver(order, ageChecked: false));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void An_age_that_cannot_be_is_refused_on_import(int age)
    {
        var profile = DemoCafe.Profile with
        {
            Menu = [DemoCafe.Profile.Menu[0] with { About = new(MinAge: age) }],
        };

        Assert.Contains(
            "menu[0].minAge: from 0 to 99",
            ProfileValidation.Check(profile)!.Message,
            StringComparison.Ordinal
        );
    }
}
