using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>One random thing that somebody tries; the numbers pick who, what and on which of the orders there are.</summary>
public readonly record struct Attempt(int Kind, int Who, int Which, int Choice, int Minutes);

/// <summary>A day of random commands, sensible and senseless, from everybody.</summary>
internal sealed class RandomDay
{
    private static readonly Actor[] Anybody =
    [
        Day.Guest,
        Day.OtherGuest,
        Day.Anna,
        Day.Ben,
        Day.Chloe,
        Day.Maya,
        Day.Bank,
    ];
    private static readonly Actor[] Staff = [Day.Anna, Day.Ben, Day.Chloe, Day.Maya];
    private static readonly string[] Counters = ["espresso", "cold", "kitchen", "nowhere"];
    private static readonly string[] People = ["anna", "ben", "chloe", "maya", "nobody"];
    private static readonly string[] Options =
    [
        .. DemoCafe.Profile.Groups.Items.SelectMany(group =>
            group.Options.Items.Select(option => option.OptionId)
        ),
    ];
    private readonly List<string> _orders = ["nothing"];

    private RandomDay(Day day) => Day = day;

    public Day Day { get; }

    /// <summary>Every decision with the café before it.</summary>
    public List<(Cafe Before, Actor Actor, CafeCommand Command, Decision Decision)> Steps { get; } =
    [];

    /// <summary>When each of them was decided.</summary>
    public List<DateTimeOffset> Times { get; } = [];

    /// <summary>Every fact with the café before it.</summary>
    public IReadOnlyList<(Cafe Cafe, Fact Fact)> Told => field ??= [.. Tell()];

    public static RandomDay Live(
        IReadOnlyList<Attempt> attempts,
        Day? day = null,
        Action<Attempt>? after = null
    )
    {
        var random = new RandomDay(day ?? Opened(attempts));
        foreach (var attempt in attempts)
        {
            random.Try(attempt);
            after?.Invoke(attempt);
        }

        return random;
    }

    /// <summary>On every third day the next course is fired a while after the one before it, else at once.</summary>
    private static Day Opened(IReadOnlyList<Attempt> attempts) =>
        attempts.Count > 0 && attempts[0].Choice % 3 == 0
            ? new(
                DemoCafe.Profile with
                {
                    Limits = DemoCafe.Profile.Limits with
                    {
                        CourseFiredAfter = TimeSpan.FromMinutes(2),
                    },
                }
            )
            : new();

    private IEnumerable<(Cafe Cafe, Fact Fact)> Tell()
    {
        foreach (var (before, _, _, decision) in Steps)
        {
            var cafe = before;
            foreach (var fact in decision.Facts)
            {
                yield return (cafe, fact);
                cafe = CafeApply.Apply(cafe, fact);
            }
        }
    }

    private void Try(Attempt attempt)
    {
        Day.Wait(attempt.Minutes);
        while (CafeTimers.Next(Day.Cafe) is { } next && next.At <= Day.Now)
        {
            Assert.NotEmpty(Decide(Actor.System, next.Command).Facts);
        }

        // Mostly the café looks at its promises in time, sometimes late.
        if (attempt.Which % 4 > 0)
        {
            Decide(Actor.System, new ReviewCafe());
        }

        var command = Command(attempt);
        var actor = Sender(command, attempt);
        if (actor.IsEmployee)
        {
            actor = actor with { Counters = CounterStaffing.CountersOf(Day.Cafe, actor.UserId) };
        }

        var decision = Decide(actor, command);
        if (decision.Result is CreatedOrder created)
        {
            _orders.Add(created.OrderId);
        }
    }

    private Decision Decide(Actor actor, CafeCommand command)
    {
        var before = Day.Cafe;
        var decision = Day.Try(actor, command);
        Times.Add(Day.Now);
        Steps.Add((before, actor, command, decision));
        return decision;
    }

    /// <summary>Mostly somebody who may, else anybody.</summary>
    private Actor Sender(CafeCommand command, Attempt attempt) =>
        attempt.Who >= 80
            ? Anybody[attempt.Who % Anybody.Length]
            : command switch
            {
                CreateOrder => attempt.Who % 4 == 0 ? Day.Anna : Day.Guest,
                RateOrder or JoinBill => Day.Guest,
                RecordPayment { Method: PaymentMethod.Card } or ReportProviderEvent => Day.Bank,
                UpdateOrderStatus or UpdateOrderItem or RecordPayment or UpdateItemAvailability =>
                    Staff[attempt.Who % 4],
                ReportRefundAttempt or ReportRefundHandedOver => Actor.System,
                StartBreak => Staff[attempt.Who % 3],
                CancelOrder => attempt.Who % 2 == 0 ? Day.Guest : Staff[attempt.Who % 4],
                _ => Day.Maya,
            };

    /// <summary>Mostly an order that is under way, else any of the day, else none.</summary>
    private string OrderId(Attempt attempt)
    {
        var open = Day.Cafe.OpenOrders.Items.Keys.ToList();
        return open.Count > 0 && attempt.Which % 5 > 0
            ? open[attempt.Which / 5 % open.Count]
            : _orders[attempt.Which / 5 % _orders.Count];
    }

    private CafeCommand Command(Attempt attempt)
    {
        var choice = attempt.Choice;
        var orderId = OrderId(attempt);
        var order = Day.Cafe.Order(orderId);
        var lineId = order is null ? "none" : order.Lines[choice % order.Lines.Count].LineId;
        var due = order?.Total ?? Money.Zero;
        return attempt.Kind switch
        {
            < 14 => Order(choice) with
            {
                ScheduledFor = choice % 9 == 0 ? Day.Now.AddMinutes(choice / 9 % 90) : null,
            },
            < 20 => new RecordPayment(
                orderId,
                PaymentMethod.Card,
                due,
                choice % 3 == 0 ? new Money(choice % 90) : null,
                PaymentResult.Success,
                $"event-{choice}"
            ),
            < 27 => new ReportProviderEvent(Reported(orderId, due, attempt)),
            < 30 => new RecordPayment(
                orderId,
                PaymentMethod.Card,
                due,
                null,
                (PaymentResult)(choice % 2),
                $"event-{choice % 50}"
            ),
            < 32 => new RecordPayment(
                orderId,
                PaymentMethod.Cash,
                choice % 5 == 0 ? new Money(choice) : due,
                choice % 4 == 0 ? new Money(choice % 90) : null
            ),
            < 55 => new UpdateOrderStatus(
                orderId,
                // Mostly what comes next, else anything.
                choice % 5
                    > 0
                && order is { Status: < OrderStatus.Completed }
                    ? Next(order.Status)
                    : (OrderStatus)(choice / 5 % 7),
                choice % 4 == 0 ? "because" : null,
                choice % 3 == 0 ? "0000" : order?.PickupCode?.Code,
                choice % 4 > 0
            ),
            < 75 => new UpdateOrderItem(
                orderId,
                lineId,
                choice % 5 > 0 && order?.Line(lineId) is { Status: < LineStatus.Ready } line
                    ? line.Status + 1
                    : (LineStatus)(choice / 5 % 5),
                AllergiesSeen: choice % 4 > 0
            ),
            < 77 => new CancelOrder(
                orderId,
                (CancelReason)(choice % 4),
                RefundAmount: choice % 3 == 0 ? new Money(choice) : null
            ),
            77 when choice % 3 == 0 => new ReopenOrder(Completed(orderId), "not handed over"),
            78 when choice % 3 == 0 => new RemakeOrder(
                orderId,
                "spilled",
                choice % 2 == 0 ? [] : [lineId]
            ),
            77 when choice % 3 == 2 => choice % 2 == 0
                ? new FireCourse(orderId, choice % 5 == 0 ? 2 : null)
                : new HoldCourse(orderId, 1 + choice % 3),
            79 when choice % 3 == 0 => new AddOrderNote(orderId, "Sorry"),
            79 when choice % 3 == 1 => new RescheduleOrder(
                orderId,
                Day.Now.AddMinutes(choice % 90)
            ),
            < 80 when choice % 3 == 1 => AboutBill(choice),
            < 80 => new UpdateOrderPriority(
                orderId,
                (OrderPriority)(choice % 4),
                choice % 2 == 0 ? "remake" : "hurry"
            ),
            < 83 => choice % 2 == 0
                ? new AssignOrder(orderId, Counters[choice / 2 % 4])
                : new AssignOrder(orderId, EmployeeId: People[choice / 2 % 5]),
            83 => new IssueRefund(orderId, new Money(choice % 700), "sorry"),
            84 => AboutRefund(choice, orderId),
            85 => new RateOrder(Completed(orderId), choice % 7),
            < 88 => choice % 3 == 0
                ? new ClockOutEmployee(People[choice / 3 % 5])
                : new ClockInEmployee(People[choice / 3 % 5]),
            < 91 => choice % 2 == 0
                ? new EndBreak(People[choice / 2 % 5])
                : new StartBreak(BreakType.Rest, TimeSpan.FromMinutes(10), Cover(choice)),
            94 when choice % 2 == 0 => new UpdateItemAvailability(
                choice % 7 == 0 ? null : Ordered(choice),
                null,
                Available: true,
                OptionId: choice % 7 == 0 ? Options[choice / 10 % Options.Length] : null,
                Remaining: 1 + choice / 10 % 3,
                BackNextDay: choice % 6 == 0
            ),
            < 95 => new UpdateCounterStatus(
                Counters[choice / 4 % 4],
                choice % 3 > 0 ? CounterStatus.Active : (CounterStatus)(choice / 3 % 4)
            ),
            < 98 when choice % 10 == 0 => new UpdateItemAvailability(
                null,
                null,
                choice % 3 != 0,
                choice % 4 == 0 ? Counters[choice / 25 % 4] : null,
                Options[choice / 10 % Options.Length]
            ),
            < 98 => new UpdateItemAvailability(
                DemoCafe.Profile.Menu[choice % DemoCafe.Profile.Menu.Count].ItemId,
                null,
                choice % 3 != 0,
                choice % 2 == 0 ? Counters[choice / 25 % 4] : null
            ),
            98 when choice % 4 == 1 => new PublishAnnouncement((Audience)(choice % 3), "Hello"),
            99 when choice % 2 == 0 => AboutPrice(choice, orderId, lineId),
            _ => new UpdateIntake(
                choice % 4 == 0 ? IntakeMode.Paused : IntakeMode.Normal,
                choice % 4 == 0 ? Day.Now.AddMinutes(2) : null
            ),
        };
    }

    /// <summary>What comes next by somebody's word: what is for later comes by itself.</summary>
    private static OrderStatus Next(OrderStatus status) =>
        status == OrderStatus.Pending ? OrderStatus.Confirmed : status + 1;

    /// <summary>An order that was handed over, else another one.</summary>
    private string Completed(string otherwise) =>
        Day.Cafe.ClosedOrders.ById.Values.LastOrDefault(closed =>
            closed.Status == OrderStatus.Completed
        )?.OrderId
        ?? otherwise;

    /// <summary>Mostly something that an open order has, else anything of the menu.</summary>
    private string Ordered(int choice) =>
        Day.Cafe.OpenOrders.Values.Skip(choice % 5).FirstOrDefault()?.Lines[0].ItemId
        ?? DemoCafe.Profile.Menu[choice % DemoCafe.Profile.Menu.Count].ItemId;

    /// <summary>Whatever anybody does about a bill: mostly one that is open, else one that ended, else none.</summary>
    private CafeCommand AboutBill(int choice)
    {
        var bills = Day.Cafe.Bills.Values.Concat(Day.Cafe.ClosedBills.Values).ToList();
        var bill = bills.Skip(choice / 30 % 3).FirstOrDefault() ?? bills.FirstOrDefault();
        var billId = bill?.BillId ?? "none";
        var part = bill?.Parts.Items.FirstOrDefault(one => !one.IsPaid);
        var due = bill is null ? Money.Zero : BillSums.Of(Day.Cafe, bill).Due;
        return (choice / 3 % 10) switch
        {
            0 or 1 => new OpenBill($"{1 + choice % 12}", "Window"),
            2 => new JoinBill(bill?.TableNumber ?? "1"),
            3 => new UpdateBill(billId, TableNumber: $"{1 + choice % 13}"),
            4 => new UpdateBill(billId, EmployeeId: People[choice / 90 % 5]),
            5 => new UpdateBill(billId, MergeInto: bills.LastOrDefault()?.BillId ?? "none"),
            6 => new SplitBill(billId, 1 + choice % 4),
            7 => new CloseBill(billId, choice % 2 == 0 ? "left" : null),
            _ => new PayBill(
                billId,
                PaymentMethod.Cash,
                part?.Amount ?? (choice % 2 == 0 ? due : new Money(1 + choice % 300)),
                choice % 5 == 0 ? new Money(choice % 90) : null,
                part?.PartId
            ),
        };
    }

    /// <summary>Something is taken off an order, a line or a bill, or something is taken back.</summary>
    private CafeCommand AboutPrice(int choice, string orderId, string lineId)
    {
        var discount =
            choice % 8 == 0
                ? new NewDiscount(Percent: 100m, Reason: "cold")
                : new NewDiscount(Amount: new Money(1 + choice % 200), Reason: "cold");
        var given = Day
            .Cafe.OpenOrders.Values.Concat(Day.Cafe.ClosedOrders.ById.Values)
            .LastOrDefault(order => order.Adjustments?.Discounts.Count > 0);
        return (choice / 2 % 4) switch
        {
            0 => new ApplyBillDiscount(
                Day.Cafe.Bills.Items.Keys.FirstOrDefault() ?? "none",
                discount
            ),
            1 => new ApplyDiscount(orderId, discount, choice % 3 == 0 ? lineId : null),
            _ => new RemoveDiscount(
                given?.OrderId ?? orderId,
                given?.Adjustments!.Discounts[0].AppliedId ?? "none",
                "by mistake"
            ),
        };
    }

    /// <summary>What becomes of a refund that is pending, or of none: a try fails, the provider takes it, a person says something.</summary>
    private CafeCommand AboutRefund(int choice, string orderId)
    {
        var pending = Day.Cafe.PendingRefunds.Values.Skip(choice % 3).FirstOrDefault();
        var refundId = pending?.Refund.RefundId ?? "none";
        return (choice / 3 % 4) switch
        {
            0 => new ReportRefundAttempt(refundId, "it answers 500"),
            1 => new ReportRefundHandedOver(refundId),
            _ => new UpdateRefund(
                pending?.OrderId ?? orderId,
                refundId,
                (RefundStatus)(choice / 12 % 3)
            ),
        };
    }

    /// <summary>What a webhook brings: mostly that an order is paid, else anything of it, sometimes before there is such an order.</summary>
    private ProviderEvent Reported(string orderId, Money due, Attempt attempt)
    {
        var choice = attempt.Choice;
        var early = choice % 6 == 0;
        return new ProviderEvent(
            $"webhook-{choice % 3_000}",
            early ? $"id-{Day.LastId + 2 + choice / 6 % 3:D6}" : orderId,
            choice % 5 < 2
                ? ProviderEventKind.PaymentSucceeded
                : (ProviderEventKind)(choice / 5 % 7),
            early ? new Money(350 + choice % 60)
                : choice % 7 == 0 ? new Money(choice % 900)
                : due,
            new Money(choice % 4 == 0 ? choice % 90 : 0),
            choice % 11 == 0 ? "USD" : "EUR",
            $"pi-{choice % 1_000}",
            choice % 2 == 0 ? $"re-{choice % 40}" : null,
            Provider: choice % 3 == 0 ? null : "provider"
        );
    }

    private static EquatableList<string> Cover(int choice) =>
        choice % 4 == 1 ? [] : [People[choice / 10 % 5]];

    private static CreateOrder Order(int choice)
    {
        var menu = DemoCafe.Profile.Menu;
        var items = Enumerable
            .Range(0, 1 + choice % 3)
            .Select(line => menu[(choice / 3 + line * 7) % menu.Count])
            .Select(
                (item, line) =>
                    new NewOrderLine(
                        item.ItemId,
                        1 + choice % 2,
                        item.Customizations.Items.Take(choice % 3).ToEquatableList(),
                        Chosen.Of(DemoCafe.Profile, item, choice),
                        choice % 11 == 0 ? "well done" : null,
                        choice % 13 == 0 ? [(Allergen)(choice / 13 % 14)] : [],
                        choice % 5 == 0 && line < 2 ? 1 + line : null
                    )
            )
            .ToEquatableList();
        return new CreateOrder(
            DemoCafe.Id,
            items,
            (OrderType)(choice % 2),
            choice % 2 == 0 ? null : $"{1 + choice % 12}",
            null,
            (PaymentMethod)(choice / 2 % 2),
            OnBill: choice % 2 > 0 && choice % 3 > 0
        );
    }
}
