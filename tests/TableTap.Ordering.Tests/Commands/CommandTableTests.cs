using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Commands;

/// <summary>The rows of docs/protocol.md §4, "Who may send what": who may send a command, and who may not.</summary>
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

    private static readonly Actor[] Staff = [Day.Anna, Day.Ben, Day.Maya, Day.Ada];
    private static readonly Actor[] Managers = [Day.Maya, Day.Ada];
    private static readonly Actor[] AnnaAndManagers = [Day.Anna, Day.Maya, Day.Ada];

    /// <summary>Each command on a day with a confirmed order, and who may send it; everybody else may not.</summary>
    private static readonly Dictionary<string, (Prepared Command, Actor[] Allowed)> Rows = new()
    {
        ["order_create is for guests and for the staff"] = (
            (_, _) => Day.Takeaway("latte"),
            [Day.Guest, Day.OtherGuest, .. Staff]
        ),
        ["order_create for somebody else is the staff's"] = (
            (_, _) => Day.Takeaway("latte") with { CustomerId = "guest-9", CustomerName = "Zed" },
            Staff
        ),
        ["order_status_update to preparing is the staff's who make it"] = (
            (_, order) => new UpdateOrderStatus(order, OrderStatus.Preparing),
            AnnaAndManagers
        ),
        ["order_item_update is the employees' of the counter"] = (
            (day, order) =>
                new UpdateOrderItem(order, day.Order(order).Lines[0].LineId, LineStatus.Started),
            AnnaAndManagers
        ),
        ["order_cancel of a confirmed order is the owner's and the staff's"] = (
            (_, order) => new CancelOrder(order, CancelReason.Other),
            [Day.Guest, .. Staff]
        ),
        ["order_priority_update is a manager's"] = (
            (_, order) => new UpdateOrderPriority(order, OrderPriority.High, "vip"),
            Managers
        ),
        ["order_priority_update for a remake is an employee's too"] = (
            (_, order) => new UpdateOrderPriority(order, OrderPriority.High, "remake"),
            Staff
        ),
        ["order_assign to a counter is a manager's"] = (
            (_, order) => new AssignOrder(order, "kitchen"),
            Managers
        ),
        ["order_assign to somebody is a manager's"] = (
            (_, order) => new AssignOrder(order, EmployeeId: "ben"),
            Managers
        ),
        ["order_reopen is the staff's"] = (
            (day, _) => new ReopenOrder(day.Completed("latte").OrderId, "not handed over"),
            Staff
        ),
        ["order_remake is the staff's"] = (
            (day, _) => new RemakeOrder(day.Preparing("latte").OrderId, "spilled"),
            Staff
        ),
        ["order_reschedule is the owner's and the staff's"] = (
            (day, _) => new RescheduleOrder(day.Scheduled("latte").OrderId, day.Now.AddHours(4)),
            [Day.Guest, .. Staff]
        ),
        ["course_fire is the staff's"] = (
            (day, _) => new FireCourse(day.InCourses("latte", "croissant").OrderId, 2),
            Staff
        ),
        ["course_hold is the staff's"] = (
            (day, _) => new HoldCourse(day.InCourses("latte", "croissant").OrderId, 1),
            Staff
        ),
        ["order_note_add is the staff's"] = (
            (_, order) => new AddOrderNote(order, "We are out of oat milk"),
            Staff
        ),
        ["bill_open is the staff's"] = ((_, _) => new OpenBill("1"), Staff),
        ["bill_join is a guest's"] = (
            (day, _) =>
            {
                day.Do(Day.Anna, new OpenBill("1"));
                return new JoinBill("1");
            },
            [Day.Guest, Day.OtherGuest]
        ),
        ["bill_update is the staff's"] = (
            (day, _) => new UpdateBill(day.Billed("latte").BillId!, "2"),
            Staff
        ),
        ["bill_split is the staff's"] = (
            (day, _) => new SplitBill(day.Billed("latte").BillId!, 2),
            Staff
        ),
        ["bill_pay is the staff's"] = (
            (day, _) =>
            {
                var order = day.Billed("latte");
                return new PayBill(order.BillId!, PaymentMethod.Cash, order.Total);
            },
            Staff
        ),
        ["bill_close of one with nothing due is the staff's"] = (
            (day, _) =>
            {
                day.Do(Day.Anna, new OpenBill("1"));
                return new CloseBill(day.Cafe.Bills.Values.Single().BillId);
            },
            Staff
        ),
        ["bill_close of one with something due is a manager's"] = (
            (day, _) => new CloseBill(day.Billed("latte").BillId!, "left"),
            Managers
        ),
        ["discount_apply of anything is a manager's"] = (
            (_, order) => new ApplyDiscount(order, new(Percent: 50m, Reason: "cold")),
            Managers
        ),
        ["discount_apply of a bill is a manager's"] = (
            (day, _) =>
                new ApplyBillDiscount(
                    day.Billed("latte").BillId!,
                    new(Percent: 50m, Reason: "cold")
                ),
            Managers
        ),
        ["discount_apply of what the café lets them is the staff's"] = (
            (day, order) =>
            {
                day.Do(
                    Actor.System,
                    new ConfigureCafe(
                        day.Cafe.Profile with
                        {
                            Discounts = new([new("happy", "Happy hour", 20m, By: Role.Employee)]),
                        }
                    )
                );
                return new ApplyDiscount(order, new("happy"));
            },
            Staff
        ),
        ["discount_remove of what a manager gave is a manager's"] = (
            (day, _) =>
            {
                var order = day.Billed("latte");
                day.Do(Day.Maya, new ApplyDiscount(order.OrderId, new(Percent: 50m, Reason: "x")));
                return new RemoveDiscount(
                    order.OrderId,
                    day.Order(order.OrderId).Adjustments!.Discounts[0].AppliedId,
                    "by mistake"
                );
            },
            Managers
        ),
        ["discount_remove of a bill is the staff's where an employee gave it"] = (
            (day, _) =>
            {
                day.Do(
                    Actor.System,
                    new ConfigureCafe(
                        day.Cafe.Profile with
                        {
                            Discounts = new([new("happy", "Happy hour", 20m, By: Role.Employee)]),
                        }
                    )
                );
                var order = day.Billed("latte");
                day.Do(Day.Anna, new ApplyBillDiscount(order.BillId!, new("happy")));
                return new RemoveBillDiscount(
                    order.BillId!,
                    day.Order(order.OrderId).Adjustments!.Discounts[0].AppliedId,
                    "by mistake"
                );
            },
            Staff
        ),
        ["service_charge_remove is a manager's"] = (
            (day, _) =>
            {
                day.Do(
                    Actor.System,
                    new ConfigureCafe(day.Cafe.Profile with { ServiceCharge = new(10m) })
                );
                return new RemoveServiceCharge(day.Billed("latte").OrderId, "slow");
            },
            Managers
        ),
        ["service_charge_remove of a bill is a manager's"] = (
            (day, _) =>
            {
                day.Do(
                    Actor.System,
                    new ConfigureCafe(day.Cafe.Profile with { ServiceCharge = new(10m) })
                );
                return new RemoveBillServiceCharge(day.Billed("latte").BillId!, "slow");
            },
            Managers
        ),
        ["payment_record of cash is the staff's"] = (
            (day, _) =>
            {
                var order = day.Place(
                    Day.Guest,
                    Day.Takeaway("latte") with
                    {
                        PaymentMethod = PaymentMethod.Cash,
                    }
                );
                return new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total);
            },
            Staff
        ),
        ["payment_record of a gateway's result is a service's"] = (
            (day, _) => day.Success(day.Pending("latte")),
            [Day.Bank]
        ),
        ["What a provider reports is a service's"] = (
            (day, _) => day.Processing(day.Pending("latte")),
            [Day.Bank]
        ),
        ["refund_issue is a manager's"] = (
            (_, order) => new IssueRefund(order, new Money(100), "sorry"),
            Managers
        ),
        ["refund_update is a manager's or a service's"] = (
            (day, _) =>
            {
                var order = day.Pending("latte");
                var paid = day.Processing(order).Event with
                {
                    EventId = "evt_paid",
                    Kind = ProviderEventKind.PaymentSucceeded,
                    TransactionId = "pi_1",
                    Provider = "stripe",
                };
                day.Do(Day.Bank, new ReportProviderEvent(paid));
                day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(100), "sorry"));
                var pending = day.Cafe.PendingRefunds.Values.Single();
                return new UpdateRefund(
                    order.OrderId,
                    pending.Refund.RefundId,
                    RefundStatus.Succeeded,
                    "cash"
                );
            },
            [.. Managers, Day.Bank]
        ),
        ["employee_clock_in is one's own"] = (
            (day, _) =>
            {
                day.Do(Day.Anna, new ClockOutEmployee());
                return new ClockInEmployee("anna");
            },
            AnnaAndManagers
        ),
        ["employee_clock_in without a name is for who is on the staff"] = (
            (day, _) =>
            {
                foreach (var person in new[] { "anna", "ben", "maya" })
                {
                    day.Do(Day.Maya, new ClockOutEmployee(person));
                }

                return new ClockInEmployee();
            },
            [Day.Anna, Day.Ben, Day.Maya]
        ),
        ["employee_clock_out is one's own"] = (
            (_, _) => new ClockOutEmployee("anna"),
            AnnaAndManagers
        ),
        ["break_start is one's own"] = (
            (_, _) => new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), ["ben"], "anna"),
            AnnaAndManagers
        ),
        ["break_end is one's own"] = (
            (day, _) =>
            {
                var pause = new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(5), [], "anna");
                day.Do(Day.Maya, pause);
                return new EndBreak("anna");
            },
            AnnaAndManagers
        ),
        ["counter_status_update is a manager's"] = (
            (_, _) => new UpdateCounterStatus("espresso", CounterStatus.Cleaning),
            Managers
        ),
        ["item_availability_update is an employee's"] = (
            (_, _) => new UpdateItemAvailability("latte", null, false),
            Staff
        ),
        ["voucher_pay is the owner's and the staff's"] = (
            (day, _) =>
            {
                day.Do(
                    Actor.System,
                    new ConfigureCafe(day.Cafe.Profile with { Vouchers = "gifts" })
                );
                var order = day.Pending("latte");
                return new PayByVoucher("v1", order.OrderId, null, order.Total, "1234");
            },
            [Day.Guest, .. Staff]
        ),
        ["day_close is a manager's"] = (
            (day, _) =>
            {
                day.Do(
                    Actor.System,
                    new ConfigureCafe(day.Cafe.Profile with { Closing = new(new Money(10_000)) })
                );
                return new CloseDay(new Money(10_000));
            },
            Managers
        ),
        ["intake_update is a manager's"] = (
            (_, _) => new UpdateIntake(IntakeMode.Paused),
            Managers
        ),
        ["orders_settle is a manager's"] = (
            (day, _) =>
            {
                day.Confirmed("latte");
                day.Wait(60);
                return new SettleOrders(OrderStatus.Completed);
            },
            Managers
        ),
        ["alert_acknowledge is a manager's"] = (
            (day, _) => new AcknowledgeAlert(AlertOf(day)),
            Managers
        ),
        ["alert_snooze is a manager's"] = ((day, _) => new SnoozeAlert(AlertOf(day)), Managers),
        ["order_rate is the owner's"] = (
            (day, _) => new RateOrder(day.Completed("latte").OrderId, 5),
            [Day.Guest]
        ),
        ["announcement_publish is a manager's"] = (
            (_, _) => new PublishAnnouncement(Audience.Staff, "Hello"),
            Managers
        ),
    };

    /// <summary>What the café's timers and observers send.</summary>
    private static readonly Prepared[] Own =
    [
        (day, _) => new ExpirePayment(day.Pending("latte").OrderId),
        (_, _) => new ExpireParkedEvent("evt_1"),
        (_, _) => new ExpireMoneyConcern("concern"),
        (_, _) => new ReportVoucherHeld("voucher", new Money(100)),
        (_, _) => new ReportVoucherSettled("voucher"),
        (_, _) => new ReportVoucherRefused("voucher", "expired"),
        (_, _) => new ReportVoucherAttempt("voucher", "timeout"),
        (_, _) => new ReportRefundAttempt("refund", "timeout"),
        (_, _) => new ReportRefundHandedOver("refund"),
        (_, _) => new ExpireRefund("refund"),
        (_, _) => new ResumeParkedEvents(),
        (_, _) => new ResumeIntake(),
        (day, _) => new FireDueCourse(day.InCourses("latte", "croissant").OrderId),
        (_, _) => new ClockOutAbsentee("anna"),
        (_, _) => new ReviewCafe(),
        (_, _) => new EndDay(),
        (_, _) => new ReviewAlerts(),
        (_, _) => new ReportScreens(["espresso"]),
        (_, _) => new MarkTicketsSeen("espresso", 1, [], "anna"),
        (day, _) => new ReportHistoryTrim(day.Now),
    ];

    /// <summary>What is no message to a café: its set-up, and maintenance of the server, for which <see cref="AnnouncingTests"/> says who may.</summary>
    private static readonly Type[] NoMessages =
    [
        typeof(ConfigureCafe),
        typeof(OpenDemo),
        typeof(ScheduleMaintenance),
    ];

    private readonly Day _day = new();
    private readonly string _confirmed;

    public CommandTableTests() => _confirmed = _day.Confirmed("latte").OrderId;

    private delegate CafeCommand Prepared(Day day, string confirmed);

    public static TheoryData<string> Names => [.. Rows.Keys];

    /// <summary>Each of those may, on a day of their own; everybody else is refused and changes nothing.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void A_command_is_for_those_of_its_row(string name)
    {
        var (prepare, allowed) = Rows[name];
        var command = prepare(_day, _confirmed);
        foreach (var actor in Everybody)
        {
            var decision = CafeDecider.Decide(
                _day.Cafe,
                command,
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

    [Fact]
    public void What_timers_send_nobody_else_may()
    {
        foreach (var command in Own.Select(prepare => prepare(_day, _confirmed)))
        {
            foreach (var actor in Everybody)
            {
                _day.Refuse(RefusalCode.InsufficientPermissions, actor, command);
            }
        }
    }

    [Fact]
    public void Every_command_has_a_row()
    {
        var told = Rows
            .Values.Select(row => row.Command)
            .Concat(Own)
            .Select(prepare => Prepare(prepare).GetType())
            .Concat(NoMessages)
            .Distinct();
        var all = typeof(CafeCommand)
            .Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(CafeCommand)) && !type.IsAbstract);

        Assert.Equal(all.Select(type => type.Name).Order(), told.Select(type => type.Name).Order());
    }

    private static CafeCommand Prepare(Prepared prepare)
    {
        var day = new Day();
        return prepare(day, day.Confirmed("latte").OrderId);
    }

    private static string AlertOf(Day day)
    {
        day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused));
        day.Do(Actor.System, new ReviewAlerts());
        return day.Cafe.Alerts.All.First().AlertId;
    }
}
