using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What a guest wants, from placing it to holding it (docs/protocol.md §5).</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="OrderNumber">What people call it: <c>ORD-001234</c>.</param>
/// <param name="Type">Where the guest eats.</param>
/// <param name="TableNumber">The table of a dine-in order.</param>
/// <param name="OwnerId">The guest who may follow and cancel it; null for somebody without an account at the till.</param>
/// <param name="CustomerName">The guest's name, if it is known.</param>
/// <param name="CreatedBy">Who placed it.</param>
/// <param name="CreatedAt">When it was placed.</param>
/// <param name="Lines">What it consists of.</param>
/// <param name="SpecialInstructions">What the guest asked for in words.</param>
/// <param name="Payment">The state of its payment.</param>
public sealed record Order(
    string OrderId,
    string OrderNumber,
    OrderType Type,
    string? TableNumber,
    string? OwnerId,
    string? CustomerName,
    string CreatedBy,
    DateTimeOffset CreatedAt,
    EquatableList<OrderLine> Lines,
    string? SpecialInstructions,
    Payment Payment
)
{
    /// <summary>Where the order is on its way to the guest.</summary>
    public OrderStatus Status { get; init; }

    /// <summary>How many facts it consists of; <c>orderVersion</c> on the wire.</summary>
    public long Version { get; init; }

    /// <summary>How urgent it is in its counters' queues.</summary>
    /// <value>Default normal.</value>
    public OrderPriority Priority { get; init; } = OrderPriority.Normal;

    /// <summary>Who of the staff was given it by name.</summary>
    public string? AssigneeId { get; init; }

    /// <summary>When it will be ready, as was last announced to the guest.</summary>
    public DateTimeOffset EstimatedReadyAt { get; init; }

    /// <summary>When it would be ready, as was announced to the guest at the confirmation.</summary>
    public DateTimeOffset? PromisedReadyAt { get; init; }

    /// <summary>
    /// What the estimate was at the confirmation before it was corrected by the café's own error; null when nothing was to be made.
    /// </summary>
    public TimeSpan? Expected { get; init; }

    /// <summary>What came of the quote, once it was ready for the first time.</summary>
    public QuoteOutcome? Quote { get; init; }

    /// <summary>When the estimate was changed last, apart from the order's own moves.</summary>
    public DateTimeOffset? EstimateChangedAt { get; init; }

    /// <summary>Whether it takes longer than was promised.</summary>
    public bool Delayed { get; init; }

    /// <summary>When the guest wants to have it; null for as soon as it can be made.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>The room that it takes of counters that make so much in a quarter of an hour; none where no counter has a limit.</summary>
    public EquatableList<SlotShare> Slots { get; init; }

    /// <summary>
    /// Its place among what happened in the café when it was accepted for later, or was confirmed before a course of it was fired; null
    /// where <see cref="QueuePlace"/> says it.
    /// </summary>
    public long? AcceptedPlace { get; init; }

    /// <summary>When it was confirmed; null before.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    /// <summary>
    /// Its place in the queues, counted by what happened in the café, so that a clock that jumps moves nobody; null before the
    /// confirmation. An order of which nothing was left to make takes the place of the firing of its next course.
    /// </summary>
    public long? QueuePlace { get; init; }

    /// <summary>How far its courses are; null where it has none that is held.</summary>
    public OrderCourses? Courses { get; init; }

    /// <summary>Since when it has its place in the queues: since its confirmation, or since a course of it was fired; null before.</summary>
    public DateTimeOffset? QueuedAt => Courses?.FiredAt ?? ConfirmedAt;

    /// <summary>Lines that are with a counter that only stands in until one of their own is there again.</summary>
    public EquatableList<string> StoodIn { get; init; }

    /// <summary>
    /// The own counter of each line that is away from it, by line: it goes back there untouched when that counter is there again.
    /// </summary>
    public EquatableMap<string> OwnCounters { get; init; }

    /// <summary>How often a new estimate was announced to the guest because the last one had passed; 0 again when work begins.</summary>
    public int Overruns { get; init; }

    /// <summary>When it last became ready; null before.</summary>
    public DateTimeOffset? ReadyAt { get; init; }

    /// <summary>Where the guest fetches it, as was announced; null until it is ready.</summary>
    public string? PickupLocation { get; init; }

    /// <summary>When it was completed or cancelled.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When it was opened again last, because it was not handed over after all; null where it never was.</summary>
    public DateTimeOffset? ReopenedAt { get; init; }

    /// <summary>What it makes again, for nothing; null for an order of its own.</summary>
    public Remake? RemakeOf { get; init; }

    /// <summary>What the staff wrote to the guest, in its order.</summary>
    public EquatableList<StaffNote> Notes { get; init; }

    /// <summary>How old the guest has to be for all that is not voided; 0 for any age.</summary>
    public int MinAge => LiveLines.Select(line => line.MinAge).DefaultIfEmpty().Max();

    /// <summary>What the guest shows to get it; kept over a recall.</summary>
    public PickupCode? PickupCode { get; init; }

    /// <summary>What the guest thought of it.</summary>
    public Rating? Rating { get; init; }

    /// <summary>What it is charged by beside its prices; null where that is nothing.</summary>
    public OrderAccount? Account { get; init; }

    /// <summary>The bill that it is on, or was on when that ended; null where it is paid by itself.</summary>
    public string? BillId => Account?.BillId;

    /// <summary>Whether some of it was paid with its bill, and some is still due.</summary>
    public bool IsPaidInParts =>
        BillId is not null
        && Payment
            is {
                Captured.IsPositive: true,
                Status: PaymentStatus.Pending or PaymentStatus.Processing or PaymentStatus.Failed
            };

    /// <summary>How it is taxed; null where the café counted no tax when it was placed.</summary>
    public OrderTax? Tax => Account?.Tax;

    /// <summary>What makes it cost something else than its lines; null for nothing.</summary>
    public OrderAdjustments? Adjustments => Account?.Adjustments;

    /// <summary>What it costs, worked out in full; <see cref="Total"/> and <see cref="Taxes"/> alone cost less.</summary>
    public OrderPrice Price => OrderPrice.Of(LiveLines, Tax, Adjustments ?? new());

    /// <summary>What the guest pays for all that is not voided, with the tax.</summary>
    public Money Total =>
        Adjustments is { } adjustments
            ? OrderPrice.Of(LiveLines, Tax, adjustments).Total
            : OrderTax.Total(Tax, LiveLines);

    /// <summary>The tax in its total, by rate; none where no tax is counted.</summary>
    public EquatableList<TaxAmount> Taxes =>
        Tax is null ? default
        : Adjustments is { } adjustments ? OrderPrice.Of(LiveLines, Tax, adjustments).Taxes
        : Tax.Of(LiveLines);

    /// <summary>What the café has for its price: its money without what the rounding of cash added or took off.</summary>
    public Money KeptPrice
    {
        get
        {
            if (Adjustments is not { } adjustments || adjustments.Rounding == Money.Zero)
            {
                return Payment.Kept;
            }

            var price = OrderPrice.Of(LiveLines, Tax, adjustments);
            return Payment.Kept >= price.Total ? Payment.Kept - price.Rounding
                : Payment.Kept < price.BeforeRounding ? Payment.Kept
                : price.BeforeRounding;
        }
    }

    /// <summary>The tax in what the café has for it, by rate; none where no tax is counted.</summary>
    public EquatableList<TaxAmount> KeptTaxes =>
        Tax is null ? default : Tax.Within(Taxes, KeptPrice);

    /// <summary>Whether a pickup code is needed to complete it.</summary>
    public bool NeedsPickupCode => Type == OrderType.Takeaway && OwnerId is not null;

    /// <summary>Whether it waits for somebody of the staff to confirm it or to take its money: it is not to be paid by card.</summary>
    public bool WaitsForSomebody =>
        Status == OrderStatus.Pending && Payment.Method == PaymentMethod.Cash;

    /// <summary>Whether it is for later and no counter has it yet: until then its time can be changed.</summary>
    public bool IsPlanned =>
        ScheduledFor is not null && Status is OrderStatus.Pending or OrderStatus.Scheduled;

    /// <summary>Whether a counter should hold an item of it but none can.</summary>
    public bool IsHeld => Status.IsAtCounters && Lines.Items.Any(line => line.IsUnrouted);

    /// <summary>Whether the counters have it and nothing of it to make, because all that is left is of courses that are held.</summary>
    public bool IsResting
    {
        get
        {
            var holds = false;
            foreach (var line in Lines)
            {
                if (line.Status.IsOpen)
                {
                    return false;
                }

                holds |= line.Status == LineStatus.Held;
            }

            return holds && Status.IsAtCounters;
        }
    }

    /// <summary>Whether the queues of the counters have it.</summary>
    public bool IsQueued => Status.IsAtCounters && QueuePlace is not null && !IsResting;

    /// <summary>The lowest course that is held; null where none is.</summary>
    public int? NextCourse
    {
        get
        {
            int? next = null;
            foreach (var line in Lines)
            {
                if (line.Status == LineStatus.Held && !(line.Course >= next))
                {
                    next = line.Course;
                }
            }

            return next;
        }
    }

    /// <summary>What it adds to its bill: its total, and nothing once it is cancelled.</summary>
    public Money TotalOfBill => Status == OrderStatus.Cancelled ? Money.Zero : Total;

    /// <summary>What is still to be paid of it; of one that was paid nothing, also where some of it went back.</summary>
    public Money Due =>
        Payment.Status
            is PaymentStatus.Paid
                or PaymentStatus.Refunded
                or PaymentStatus.PartiallyRefunded
        || TotalOfBill - Payment.Kept is not { IsPositive: true } due
            ? Money.Zero
            : due;

    /// <summary>What has to come by card to pay it, as long as it is not paid.</summary>
    public Money DueByCard => IsPaidInParts ? Total - Payment.Kept : Total;

    /// <summary>Whether its guest can pay it by card: it waits for that, or is on a bill and something of it is due.</summary>
    public bool IsPayableByCard =>
        BillId is not null && Due.IsPositive
        || Status == OrderStatus.Pending
            && Payment.Method == PaymentMethod.Card
            && Total.IsPositive;

    /// <summary>The lines that are not voided.</summary>
    public IEnumerable<OrderLine> LiveLines => Lines.Items.Where(line => line.IsLive);

    /// <summary>The lines that a counter holds, voided ones left out.</summary>
    public IEnumerable<OrderLine> LinesAt(string counterId) =>
        LiveLines.Where(line => line.CounterId == counterId);

    /// <summary>The counters that have something left to make of it, each once, in the order of the lines.</summary>
    public EquatableList<string> CountersWithWork
    {
        get
        {
            var counters = EquatableList.Create<string>([]);
            foreach (var line in Lines)
            {
                if (
                    line is { CounterId: { } counterId, Status.IsOpen: true }
                    && !counters.Contains(counterId)
                )
                {
                    counters = counters.Add(counterId);
                }
            }

            return counters;
        }
    }

    /// <summary>The line with this id.</summary>
    public OrderLine? Line(string lineId)
    {
        foreach (var line in Lines)
        {
            if (line.LineId == lineId)
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>The counters that hold some of it, each once, in the order of the lines.</summary>
    public EquatableList<string> CounterIds =>
        LiveLines
            .Where(line => line.CounterId is not null)
            .Select(line => line.CounterId!)
            .Distinct()
            .ToEquatableList();

    /// <summary>When it becomes stale if nobody finishes it: a multiple of what was promised after its confirmation; null before that.</summary>
    /// <param name="limits">The café's numbers.</param>
    public DateTimeOffset? StaleAt(CafeLimits limits) =>
        this is { QueuedAt: { } queued, PromisedReadyAt: { } promised }
            ? queued + (promised - queued) * limits.StaleAfterPercent / 100
            : null;

    /// <summary>Minutes until it should be ready, seen from an instant; at least 1.</summary>
    public int MinutesLeft(DateTimeOffset now) =>
        Math.Max(1, (int)Math.Ceiling((EstimatedReadyAt - now).TotalMinutes));
}
