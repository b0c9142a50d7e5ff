using System.Collections.Concurrent;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Simulation.Scenario;

/// <summary>What is counted while the café runs. Thread-safe.</summary>
internal sealed class SimulationStatistics
{
    private const int MostRefusals = 50;

    private readonly ConcurrentDictionary<string, int> _outcomes = new();
    private readonly ConcurrentDictionary<string, int> _refusals = new();
    private readonly ConcurrentDictionary<string, int> _guestRefusals = new();
    private readonly ConcurrentDictionary<string, int> _heard = new();
    private readonly ConcurrentDictionary<string, int> _sold = new();
    private readonly ConcurrentDictionary<string, int> _alerts = new();
    private readonly ConcurrentQueue<TimeSpan> _waits = new();
    private readonly ConcurrentQueue<TimeSpan> _later = new();
    private readonly ConcurrentQueue<(double Quote, TimeSpan Took)> _quotes = new();
    private readonly ConcurrentQueue<SimulatedEvent> _events = new();
    private readonly ConcurrentQueue<string> _uncollected = new();
    private readonly ConcurrentQueue<OrderCreate> _taken = new();
    private int _plannedLines;
    private int _orderedLines;
    private int _resolved;
    private int _refunded;
    private int _arrived;
    private int _acknowledged;
    private int _ended;
    private int _unanswered;
    private int _paidByCard;
    private int _paidInCash;
    private int _declined;
    private int _dropped;

    /// <summary>How guests' visits ended, by word.</summary>
    public IReadOnlyDictionary<string, int> Outcomes => Sorted(_outcomes);

    /// <summary>What guests who were turned away heard last.</summary>
    public IReadOnlyDictionary<string, int> Heard => Sorted(_heard);

    /// <summary>How many of each item were ordered and paid.</summary>
    public IReadOnlyDictionary<string, int> Sold => Sorted(_sold);

    /// <summary>Lines that guests came for.</summary>
    public int PlannedLines => _plannedLines;

    /// <summary>Lines of guests who could order, be it something else than they first wished for.</summary>
    public int OrderedLines => _orderedLines;

    /// <summary>Queues at the counters.</summary>
    public QueueWatch Queues { get; } = new();

    /// <summary>What the café did besides orders.</summary>
    public ServiceLog Services { get; } = new();

    /// <summary>Money of which the staff alone knows.</summary>
    public StaffMoney StaffMoney { get; } = new();

    /// <summary>Orders as they were taken.</summary>
    public IReadOnlyCollection<OrderCreate> Taken => [.. _taken];

    /// <summary>Commands of the staff that were refused, by code.</summary>
    public IReadOnlyDictionary<string, int> StaffRefusals => Sorted(_refusals);

    /// <summary>Changes of orders that guests were refused, with the words, and how often.</summary>
    public IReadOnlyDictionary<string, int> GuestRefusals => Sorted(_guestRefusals);

    /// <summary>Alerts the manager saw, by category.</summary>
    public IReadOnlyDictionary<string, int> Alerts => Sorted(_alerts);

    /// <summary>From order to ready, in the café's time.</summary>
    public IReadOnlyCollection<TimeSpan> Waits => [.. _waits];

    /// <summary>How long after its time each order for later was ready, in the café's time; less than nothing where it was early.</summary>
    public IReadOnlyCollection<TimeSpan> Later => [.. _later];

    /// <summary>What was promised in minutes, and how long it took.</summary>
    public IReadOnlyCollection<(double Quote, TimeSpan Took)> Quotes => [.. _quotes];

    /// <summary>What happened in the café.</summary>
    public IReadOnlyList<SimulatedEvent> Events => [.. _events];

    /// <summary>Orders that stand there and nobody comes.</summary>
    public IReadOnlyCollection<string> Uncollected => [.. _uncollected];

    /// <summary>Alerts that were resolved.</summary>
    public int AlertsResolved => _resolved;

    /// <summary>Refunds that were given.</summary>
    public int Refunded => _refunded;

    /// <summary>How many guests have come so far.</summary>
    public int Arrived => _arrived;

    /// <summary>Orders that were acknowledged.</summary>
    public int Acknowledged => _acknowledged;

    /// <summary>Guests who are done.</summary>
    public int Ended => _ended;

    /// <summary>Orders that never got an answer.</summary>
    public int Unanswered => _unanswered;

    /// <summary>Orders paid by card.</summary>
    public int PaidByCard => _paidByCard;

    /// <summary>Orders paid in cash.</summary>
    public int PaidInCash => _paidInCash;

    /// <summary>Cards that were declined.</summary>
    public int Declined => _declined;

    /// <summary>Phones that lost their network.</summary>
    public int Dropped => _dropped;

    /// <summary>Counts a guest who came, and the lines of the planned order.</summary>
    /// <param name="lines">How many lines are to be ordered.</param>
    public void GuestArrived(int lines)
    {
        Interlocked.Increment(ref _arrived);
        Interlocked.Add(ref _plannedLines, lines);
    }

    /// <summary>An order was acknowledged.</summary>
    /// <param name="lines">How many lines the guest came for.</param>
    /// <param name="order">The order as it was taken.</param>
    public void OrderAcknowledged(int lines, OrderCreate order)
    {
        _taken.Enqueue(order);
        Interlocked.Increment(ref _acknowledged);
        Interlocked.Add(ref _orderedLines, lines);
    }

    /// <summary>The café took no order of a guest.</summary>
    /// <param name="words">What the guest heard.</param>
    public void TurnedAway(string words) => _heard.AddOrUpdate(words, 1, (_, count) => count + 1);

    /// <summary>An order got no answer.</summary>
    public void OrderUnanswered() => Interlocked.Increment(ref _unanswered);

    /// <summary>A guest is done.</summary>
    public void GuestEnded(string outcome)
    {
        _outcomes.AddOrUpdate(outcome, 1, (_, count) => count + 1);
        Interlocked.Increment(ref _ended);
    }

    /// <summary>An order is ready.</summary>
    public void OrderReady(TimeSpan wait) => _waits.Enqueue(wait);

    /// <summary>An order for later is ready.</summary>
    /// <param name="late">How long after its time.</param>
    public void LaterReady(TimeSpan late) => _later.Enqueue(late);

    /// <summary>A promise was held against what came of it.</summary>
    public void QuoteKept(double quote, TimeSpan took) => _quotes.Enqueue((quote, took));

    /// <summary>Something happened in the café.</summary>
    public void Happened(TimeSpan at, string what) => _events.Enqueue(new(at.TotalMinutes, what));

    /// <summary>An order stands there and nobody comes.</summary>
    public void LeftBehind(string orderId) => _uncollected.Enqueue(orderId);

    /// <summary>An alert was resolved.</summary>
    public void AlertResolved() => Interlocked.Increment(ref _resolved);

    /// <summary>Counts a refund that was given.</summary>
    public void MoneyBack() => Interlocked.Increment(ref _refunded);

    /// <summary>An order was paid.</summary>
    public void Paid(bool inCash, OrderCreate order)
    {
        BillPaid(order);
        if (inCash)
        {
            Interlocked.Increment(ref _paidInCash);
        }
        else
        {
            Interlocked.Increment(ref _paidByCard);
        }
    }

    /// <summary>An order was paid with its bill.</summary>
    /// <param name="order">The order as it was taken.</param>
    public void BillPaid(OrderCreate order)
    {
        foreach (var item in order.Items)
        {
            _sold.AddOrUpdate(item.ItemId, item.Quantity, (_, units) => units + item.Quantity);
        }
    }

    /// <summary>A card was declined.</summary>
    public void CardDeclined() => Interlocked.Increment(ref _declined);

    /// <summary>A phone lost its network.</summary>
    public void PhoneDropped() => Interlocked.Increment(ref _dropped);

    /// <summary>The manager saw an alert.</summary>
    public void AlertRaised(string category) =>
        _alerts.AddOrUpdate(category, 1, (_, count) => count + 1);

    /// <summary>A command of the staff was answered.</summary>
    /// <param name="refusal">What the server refused it with; null where it was done.</param>
    /// <param name="type">Its type, where the report is to say which one was refused and why.</param>
    public void StaffAnswered(ErrorBody? refusal, string? type = null) =>
        Refused(_refusals, refusal, type);

    /// <summary>A guest's change of an order was answered.</summary>
    /// <param name="refusal">What the server refused it with; null where it was done.</param>
    /// <param name="type">The command's type.</param>
    public void GuestAnswered(ErrorBody? refusal, string type) =>
        Refused(_guestRefusals, refusal, type);

    private static void Refused(
        ConcurrentDictionary<string, int> refusals,
        ErrorBody? refusal,
        string? type
    )
    {
        if (refusal is not null)
        {
            var code = ReadableWord.Of(refusal.Code);
            // A message may name an order: a bad day has as many of them as it has orders.
            var words =
                type is null || refusals.Count >= MostRefusals
                    ? code
                    : $"{code} ({type}: {refusal.Message})";
            refusals.AddOrUpdate(words, 1, (_, count) => count + 1);
        }
    }

    private static SortedDictionary<string, int> Sorted(ConcurrentDictionary<string, int> counts) =>
        new(counts.ToDictionary(), StringComparer.Ordinal);
}
