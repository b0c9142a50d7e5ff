using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Commands;

/// <summary>The rows of docs/protocol.md §4 for the house and its people: who may send a command, and who may not.</summary>
public class CommandTableTests
{
    private static readonly Actor[] Everybody =
    [
        Day.Guest,
        Day.OtherGuest,
        Day.Anna,
        Day.Ben,
        Day.Maya,
        Day.Ada,
        Day.Bank,
    ];

    private readonly Day _day = new();
    private readonly string _confirmed;

    public CommandTableTests() => _confirmed = _day.Confirmed("latte").OrderId;

    [Fact]
    public void Order_priority_update_is_a_managers() =>
        May(order => new UpdateOrderPriority(order, OrderPriority.High, "vip"), Day.Maya, Day.Ada);

    [Fact]
    public void Order_priority_update_for_a_remake_is_an_employees_too() =>
        May(
            order => new UpdateOrderPriority(order, OrderPriority.High, "remake"),
            Day.Anna,
            Day.Ben,
            Day.Maya,
            Day.Ada
        );

    [Fact]
    public void Order_assign_to_a_counter_is_a_managers() =>
        May(order => new AssignOrder(order, "kitchen"), Day.Maya, Day.Ada);

    [Fact]
    public void Order_assign_to_somebody_is_a_managers() =>
        May(order => new AssignOrder(order, EmployeeId: "ben"), Day.Maya, Day.Ada);

    [Fact]
    public void Employee_clock_out_is_ones_own() =>
        May(_ => new ClockOutEmployee("anna"), Day.Anna, Day.Maya, Day.Ada);

    [Fact]
    public void Employee_clock_in_is_ones_own()
    {
        _day.Do(Day.Anna, new ClockOutEmployee());
        May(_ => new ClockInEmployee("anna"), Day.Anna, Day.Maya, Day.Ada);
    }

    [Fact]
    public void Employee_clock_in_without_a_name_is_for_who_is_on_the_staff()
    {
        foreach (var person in new[] { "anna", "ben", "maya" })
        {
            _day.Do(Day.Maya, new ClockOutEmployee(person));
        }

        May(_ => new ClockInEmployee(), Day.Anna, Day.Ben, Day.Maya);
    }

    [Fact]
    public void Break_start_is_ones_own() =>
        May(
            _ => new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), ["ben"], "anna"),
            Day.Anna,
            Day.Maya,
            Day.Ada
        );

    [Fact]
    public void Break_end_is_ones_own()
    {
        _day.Do(Day.Maya, new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), [], "anna"));
        May(_ => new EndBreak("anna"), Day.Anna, Day.Maya, Day.Ada);
    }

    [Fact]
    public void Counter_status_update_is_a_managers() =>
        May(_ => new UpdateCounterStatus("espresso", CounterStatus.Cleaning), Day.Maya, Day.Ada);

    [Fact]
    public void Item_availability_update_is_an_employees() =>
        May(
            _ => new UpdateItemAvailability("latte", null, false),
            Day.Anna,
            Day.Ben,
            Day.Maya,
            Day.Ada
        );

    [Fact]
    public void Intake_update_is_a_managers() =>
        May(_ => new UpdateIntake(IntakeMode.Paused), Day.Maya, Day.Ada);

    [Fact]
    public void Managers_settle_what_is_left_over()
    {
        _day.Confirmed("latte");
        _day.Wait(60);
        May(_ => new SettleOrders(OrderStatus.Completed), Day.Maya, Day.Ada);
    }

    [Fact]
    public void Order_rate_is_the_owners()
    {
        var order = _day.Completed("latte").OrderId;
        May(_ => new RateOrder(order, 5), Day.Guest);
    }

    [Fact]
    public void Order_item_update_is_the_employees_of_the_counter() =>
        May(
            order => new UpdateOrderItem(
                order,
                _day.Order(order).Lines[0].LineId,
                LineStatus.Started
            ),
            Day.Anna,
            Day.Maya,
            Day.Ada
        );

    [Fact]
    public void Order_create_is_for_guests_and_for_the_staff() =>
        May(
            _ => Day.Takeaway("latte"),
            Day.Guest,
            Day.OtherGuest,
            Day.Anna,
            Day.Ben,
            Day.Maya,
            Day.Ada
        );

    [Fact]
    public void Order_create_for_somebody_else_is_the_staffs() =>
        May(
            _ => Day.Takeaway("latte") with { CustomerId = "guest-9", CustomerName = "Zed" },
            Day.Anna,
            Day.Ben,
            Day.Maya,
            Day.Ada
        );

    [Fact]
    public void Refund_issue_is_a_managers() =>
        May(order => new IssueRefund(order, new Money(100), "sorry"), Day.Maya, Day.Ada);

    [Fact]
    public void What_timers_send_nobody_else_may()
    {
        CafeCommand[] own =
        [
            new ExpirePayment(_day.Pending("latte").OrderId),
            new ResumeIntake(),
            new ClockOutAbsentee("anna"),
            new ReviewCafe(),
            new EndDay(),
        ];
        foreach (var command in own)
        {
            foreach (var actor in Everybody)
            {
                _day.Refuse(RefusalCode.InsufficientPermissions, actor, command);
            }
        }
    }

    /// <summary>Each of those may, on a day of their own; everybody else is refused and changes nothing.</summary>
    private void May(Func<string, CafeCommand> command, params Actor[] allowed)
    {
        foreach (var actor in Everybody)
        {
            var decision = CafeDecider.Decide(
                _day.Cafe,
                command(_confirmed),
                new DecisionContext(_day.Now, actor, _day.Ids)
            );
            Assert.True(
                allowed.Contains(actor) == decision.IsAccepted,
                $"{actor.UserId}: {decision.Refusal?.ToString() ?? "accepted"}"
            );
            if (decision.IsAccepted)
            {
                Assert.NotEmpty(decision.Facts);
            }
            else
            {
                Assert.Empty(decision.Facts);
                Assert.Contains(
                    decision.Refusal!.Code,
                    new[] { RefusalCode.InsufficientPermissions, RefusalCode.NotFound }
                );
            }
        }
    }
}
