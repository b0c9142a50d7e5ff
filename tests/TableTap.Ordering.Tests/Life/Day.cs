using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Life;

/// <summary>A day in the demo café on a clock that only moves when told to, with ids and random numbers that repeat.</summary>
internal sealed class Day
{
    public static readonly DateTimeOffset Morning = new(2024, 1, 15, 9, 0, 0, TimeSpan.Zero);

    public static readonly Actor Guest = new(Role.Customer, "guest-1", "John Doe", []);
    public static readonly Actor OtherGuest = new(Role.Customer, "guest-2", "Jane Roe", []);
    public static readonly Actor Anna = new(Role.Employee, "anna", "Anna Peeters", ["espresso"]);
    public static readonly Actor Ben = new(Role.Employee, "ben", "Ben Janssens", ["cold"]);
    public static readonly Actor Chloe = new(Role.Employee, "chloe", "Chloé Dubois", ["kitchen"]);
    public static readonly Actor Maya = new(Role.Manager, "maya", "Maya Claes", []);
    public static readonly Actor Ada = new(Role.Admin, "ada", "Ada", []);
    public static readonly Actor Bank = new(Role.Service, "bank", null, []);

    private int _ids;
    private int _events;

    public Day(CafeProfile? profile = null, int seed = 7, DateTimeOffset? start = null)
    {
        Now = start ?? Morning;
        var random = new Random(seed);
        Ids = new DecisionSources(() => $"id-{++_ids:D6}", random.Next);
        Cafe = Cafe.Empty(DemoCafe.Id);
        foreach (var fact in DemoCafe.Opening(Cafe, Crowded(DemoCafe.Profile), Now))
        {
            Add(fact);
        }

        if (profile is not null)
        {
            Do(Actor.System, new ConfigureCafe(Crowded(profile)));
        }
    }

    /// <summary>In these days one guest stands for all of them, who may have many orders unpaid; UnpaidLimitTests have the limit.</summary>
    private static CafeProfile Crowded(CafeProfile profile) =>
        profile with
        {
            Limits = profile.Limits with
            {
                UnpaidOrdersPerGuest = 1_000,
                UnpaidOrdersPerTable = 1_000,
            },
        };

    public Cafe Cafe { get; set; }

    /// <summary>The number in the last id that was drawn.</summary>
    public int LastId => _ids;

    public DateTimeOffset Now { get; set; }

    /// <summary>Whether nothing is kept of orders that have left the café's memory.</summary>
    public bool Forgets { get; set; }

    public DecisionSources Ids { get; set; }

    public List<Fact> Facts { get; } = [];

    /// <summary>Decides and applies; the decision comes back whatever it is.</summary>
    public Decision Try(Actor actor, CafeCommand command)
    {
        var decision = Decide(actor, command);
        foreach (var fact in decision.Facts)
        {
            Add(fact);
        }

        return decision;
    }

    /// <summary>Decides and applies what must be accepted.</summary>
    public ImmutableArray<Fact> Do(Actor actor, CafeCommand command)
    {
        var decision = Try(actor, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return decision.Facts;
    }

    /// <summary>Decides what must be refused, and with this code.</summary>
    public Refusal Refuse(RefusalCode code, Actor actor, CafeCommand command)
    {
        var before = Cafe;
        var decision = Decide(actor, command);
        Assert.NotNull(decision.Refusal);
        Assert.True(code == decision.Refusal.Code, decision.Refusal.ToString());
        Assert.Empty(decision.Facts);
        Assert.Equal(before, Cafe);
        return decision.Refusal;
    }

    private Decision Decide(Actor actor, CafeCommand command) =>
        CafeDecider.Decide(
            Cafe,
            command,
            new DecisionContext(Now, actor, Ids)
            {
                EndedOrder = orderId => Kept(orderId) is { Count: > 0 } kept ? kept : null,
            }
        );

    /// <summary>What a journal has of an order that ended.</summary>
    private EquatableList<OrderFact> Kept(string orderId) =>
        Forgets
            ? []
            : OrderFold
                .Unfold(Facts.OfType<OrderFact>().Where(fact => fact.OrderId == orderId))
                .ToEquatableList();

    public void Wait(double minutes) => Now = Now.AddMinutes(minutes);

    /// <summary>Lets time pass with all that the café does by itself meanwhile.</summary>
    public void Live(double minutes)
    {
        var end = Now.AddMinutes(minutes);
        while (CafeTimers.Next(Cafe) is { } next && next.At <= end)
        {
            Now = next.At > Now ? next.At : Now;
            Do(Actor.System, next.Command);
        }

        Now = end;
    }

    public static Actor Named(string who) =>
        who switch
        {
            "guest" => Guest,
            "other" => OtherGuest,
            "anna" => Anna,
            "ben" => Ben,
            "maya" => Maya,
            "ada" => Ada,
            _ => Bank,
        };

    /// <summary>The demo with its espresso bar alone, so that the load of a counter is the café's.</summary>
    public static CafeProfile OnlyEspresso { get; } =
        DemoCafe.Profile with
        {
            Counters = DemoCafe.Profile.Counters.Items.RemoveAll(counter =>
                counter.CounterId != "espresso"
            ),
            Menu = DemoCafe.Profile.Menu.Items.RemoveAll(item =>
                item.Tag is not (null or "hot_drinks")
            ),
            Staff = DemoCafe.Profile.Staff.Items.RemoveAll(person =>
                person.Counters.Items.Any(counter => counter != "espresso")
            ),
        };

    public static CreateOrder Takeaway(params string[] items) =>
        Takeaway([.. items.Select(item => new NewOrderLine(item, 1))]);

    public static CreateOrder Takeaway(params NewOrderLine[] items) =>
        new(DemoCafe.Id, [.. items], OrderType.Takeaway, null, null, PaymentMethod.Card);

    public static CreateOrder AtTable(string table, params string[] items) =>
        Takeaway(items) with
        {
            OrderType = OrderType.DineIn,
            TableNumber = table,
        };

    /// <summary>Whether the guest could order it now; nothing happens.</summary>
    public static bool Accepts(Day day, CreateOrder command) =>
        day.Decide(Guest, command).IsAccepted;

    public Order Order(string orderId) => Cafe.Order(orderId)!;

    /// <summary>A pending order of the guest.</summary>
    public Order Pending(params string[] items) => Place(Guest, Takeaway(items));

    public Order Place(Actor actor, CreateOrder command)
    {
        var decision = Try(actor, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return Order(Assert.IsType<CreatedOrder>(decision.Result).OrderId);
    }

    public ImmutableArray<Fact> Pay(Order order) => Do(Bank, Success(order));

    public RecordPayment Success(Order order) =>
        new(order.OrderId, PaymentMethod.Card, order.Total, ProviderEventId: $"evt_{++_events}");

    /// <summary>A card payment of one euro, whatever the order costs.</summary>
    public static ReportProviderEvent OneEuro(Order order) =>
        new(
            new ProviderEvent(
                "p:evt_1",
                order.OrderId,
                ProviderEventKind.PaymentSucceeded,
                new Money(100),
                Money.Zero,
                TransactionId: "pi_1",
                Provider: "p"
            )
        );

    public ReportProviderEvent Processing(Order order) =>
        new(
            new($"evt_{++_events}", order.OrderId, ProviderEventKind.PaymentProcessing, order.Total)
        );

    public RecordPayment Failure(Order order) =>
        Success(order) with
        {
            Result = PaymentResult.Failed,
            Reason = "insufficient_funds",
        };

    /// <summary>An order of the guest on the bill of table 1, which is opened where there is none.</summary>
    public Order Billed(params string[] items)
    {
        if (!Cafe.Bills.Values.Any(bill => bill.TableNumber == "1"))
        {
            Do(Anna, new OpenBill("1"));
        }

        return Place(Guest, AtTable("1", items) with { OnBill = true });
    }

    /// <summary>A paid order of the guest.</summary>
    public Order Confirmed(params string[] items) => Paid(Pending(items));

    public Order Paid(Order order)
    {
        Pay(order);
        return Order(order.OrderId);
    }

    /// <summary>A paid order whose items are one course each, from 1 on.</summary>
    public Order InCourses(params string[] items) => Paid(Place(Guest, Courses(items)));

    /// <summary>Items that are one course each, from 1 on.</summary>
    public static CreateOrder Courses(params string[] items) =>
        Takeaway([.. items.Select((item, index) => new NewOrderLine(item, 1, Course: index + 1))]);

    /// <summary>A paid order for three hours later.</summary>
    public Order Scheduled(params string[] items) =>
        Paid(Place(Guest, Takeaway(items) with { ScheduledFor = Now.AddHours(3) }));

    /// <summary>A paid order of which all items are started.</summary>
    public Order Preparing(params string[] items) => Moved(Confirmed(items), OrderStatus.Preparing);

    /// <summary>A paid order that is ready, as its counters made it.</summary>
    public Order ReadyOrder(params string[] items)
    {
        var order = Preparing(items);
        Wait(3);
        foreach (var line in order.Lines.Items.Where(line => line.NeedsPreparation))
        {
            Do(Maya, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Ready));
        }

        return Order(order.OrderId);
    }

    public Order Completed(params string[] items)
    {
        var order = ReadyOrder(items);
        Do(
            Anna,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: order.PickupCode!.Code
            )
        );
        return Order(order.OrderId);
    }

    public Order Cancelled(params string[] items)
    {
        var order = Pending(items);
        Do(Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        return Order(order.OrderId);
    }

    public Order In(OrderStatus status, params string[] items) =>
        status switch
        {
            OrderStatus.Pending => Pending(items),
            OrderStatus.Scheduled => Scheduled(items),
            OrderStatus.Confirmed => Confirmed(items),
            OrderStatus.Preparing => Preparing(items),
            OrderStatus.Ready => ReadyOrder(items),
            OrderStatus.Completed => Completed(items),
            _ => Cancelled(items),
        };

    public Order Moved(Order order, OrderStatus to, Actor? by = null, string? reason = null)
    {
        Do(by ?? Maya, new UpdateOrderStatus(order.OrderId, to, reason));
        return Order(order.OrderId);
    }

    private void Add(Fact fact)
    {
        Moves.Hold(Cafe, fact);
        Facts.Add(fact);
        Cafe = CafeApply.Apply(Cafe, fact);
    }
}
