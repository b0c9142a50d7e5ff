using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Profiles;

/// <summary>A café that is set up anew while orders are open: they stay what was ordered.</summary>
public class ProfileChangeTests
{
    private static readonly CafeProfile Demo = DemoCafe.Profile;

    private readonly Day _day = new();

    [Fact]
    public void Price_name_removal_and_tag_of_an_item_change_no_open_order()
    {
        var pending = _day.Pending("latte", "club-sandwich");
        var confirmed = _day.Confirmed("latte", "club-sandwich");
        var preparing = _day.Preparing("latte", "club-sandwich");
        var ready = _day.ReadyOrder("latte");
        var latte = Demo.Item("latte")!;

        Become(
            Demo with
            {
                Menu = Demo
                    .Menu.Items.Remove(Demo.Item("club-sandwich")!)
                    .Replace(
                        latte,
                        latte with
                        {
                            Name = "Milk Coffee",
                            Price = new Money(990),
                            Tag = "cold_drinks",
                            Preparation = TimeSpan.FromHours(1),
                        }
                    ),
            }
        );

        foreach (var order in new[] { pending, confirmed, preparing, ready })
        {
            Assert.Equal(order, _day.Order(order.OrderId));
        }

        Assert.Equal(new Money(380 + 790), _day.Paid(pending).Payment.Captured);
        Assert.Equal(
            ["espresso", "kitchen"],
            _day.Order(pending.OrderId).Lines.Items.Select(line => line.CounterId)
        );
        Finish(pending, confirmed, preparing, ready);
        _day.Refuse(RefusalCode.ValidationFailed, Day.Guest, Day.Takeaway("club-sandwich"));
        Assert.Equal(new Money(990), _day.Pending("latte").Total);
    }

    [Fact]
    public void A_renamed_counter_keeps_its_work()
    {
        var order = _day.Confirmed("latte");

        Become(Counter("espresso", counter => counter with { Name = "Coffee Corner" }));

        Assert.Equal(order, _day.Order(order.OrderId));
        Assert.Equal("Coffee Corner", _day.Cafe.CounterName("espresso"));
        Finish(order);
    }

    [Fact]
    public void A_counter_that_no_longer_serves_a_tag_keeps_what_it_has_and_gets_no_more()
    {
        var order = _day.Confirmed("latte");

        Become(Counter("espresso", counter => counter with { Tags = ["spirits"] }));

        Assert.Equal(order, _day.Order(order.OrderId));
        Finish(order);
        Assert.Equal("kitchen", Assert.Single(_day.Confirmed("latte").Lines.Items).CounterId);
    }

    [Fact]
    public void A_counter_stays_until_all_that_it_made_is_handed_over()
    {
        var order = _day.ReadyOrder("iced-tea");
        _day.Refuse(RefusalCode.Conflict, Day.Ada, new ConfigureCafe(WithoutCold()));

        Finish(_day.Moved(order, OrderStatus.Preparing, reason: "spilled"));

        Become(WithoutCold());
        Assert.Equal("kitchen", Assert.Single(_day.Confirmed("iced-tea").Lines.Items).CounterId);
    }

    [Fact]
    public void An_unpaid_order_of_a_counter_that_is_gone_goes_to_another()
    {
        var pending = _day.Pending("iced-tea");
        Become(WithoutCold());

        Assert.Equal("kitchen", Assert.Single(_day.Paid(pending).Lines.Items).CounterId);
        Finish(pending);
    }

    [Fact]
    public void Who_is_taken_away_while_at_work_is_clocked_out_and_their_break_ends()
    {
        _day.Do(Day.Anna, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), ["ben"]));

        var facts = _day.Do(
            Day.Ada,
            new ConfigureCafe(Demo with { Staff = Demo.Staff.Items.RemoveAt(0) })
        );

        Assert.Equal("anna", Assert.Single(facts.OfType<BreakEndedFact>()).EmployeeId);
        Assert.Equal("anna", Assert.Single(facts.OfType<EmployeeClockedOutFact>()).EmployeeId);
        Assert.Equal(
            ["ben", "chloe", "maya"],
            _day.Cafe.Shifts.Values.Select(shift => shift.EmployeeId)
        );
    }

    [Fact]
    public void What_is_out_can_be_put_back_also_when_the_menu_no_longer_has_it()
    {
        var soup = new UpdateItemAvailability("soup", null, Available: false, "kitchen");
        _day.Do(Day.Chloe, soup);
        Become(Demo with { Menu = Demo.Menu.Items.Remove(Demo.Item("soup")!) });

        _day.Do(Day.Chloe, soup with { Available = true });

        Assert.Empty(_day.Cafe.Outages.Values);
        _day.Refuse(RefusalCode.NotFound, Day.Chloe, soup);
    }

    [Fact]
    public void An_open_payment_keeps_the_time_it_had()
    {
        var pending = _day.Pending("latte");
        Become(Demo with { Limits = Demo.Limits with { PaymentExpiry = TimeSpan.FromMinutes(5) } });

        _day.Live(14);
        Assert.Equal(OrderStatus.Pending, _day.Order(pending.OrderId).Status);
        _day.Live(1);
        Assert.Equal(OrderStatus.Cancelled, _day.Order(pending.OrderId).Status);
    }

    private static CafeProfile Counter(string id, Func<CounterProfile, CounterProfile> change) =>
        Demo with
        {
            Counters = Demo.Counters.Items.Replace(Demo.Counter(id)!, change(Demo.Counter(id)!)),
        };

    private static CafeProfile WithoutCold() =>
        Demo with
        {
            Counters = Demo.Counters.Items.RemoveAt(1),
            Staff = Demo.Staff.Items.RemoveAt(1),
        };

    private void Become(CafeProfile profile) => _day.Do(Day.Ada, new ConfigureCafe(profile));

    /// <summary>Everything there is can still be made and handed over.</summary>
    private void Finish(params Order[] orders)
    {
        foreach (var orderId in orders.Select(order => order.OrderId))
        {
            foreach (
                var line in _day.Order(orderId).LiveLines.Where(line => line.Status.IsOpen).ToList()
            )
            {
                if (line.Status == LineStatus.Queued)
                {
                    _day.Do(
                        Day.Maya,
                        new UpdateOrderItem(orderId, line.LineId, LineStatus.Started)
                    );
                }

                _day.Do(Day.Maya, new UpdateOrderItem(orderId, line.LineId, LineStatus.Ready));
            }

            Assert.Equal(
                OrderStatus.Completed,
                _day.Moved(_day.Order(orderId), OrderStatus.Completed, reason: "handed over").Status
            );
        }
    }
}
