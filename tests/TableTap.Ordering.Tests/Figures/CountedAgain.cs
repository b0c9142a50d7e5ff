using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Figures;

/// <summary>
/// The figures of a café, counted from scratch from all of its facts in the plainest way: nothing is kept along the way, every list is
/// as long as the day.
/// </summary>
internal sealed class CountedAgain
{
    private readonly IReadOnlyList<Fact> _facts;
    private readonly TimeZoneInfo _zone;
    private readonly DateTimeOffset _now;
    private readonly (DateTime, TimeSpan) _hour;

    public CountedAgain(IReadOnlyList<Fact> facts, string timeZone, DateTimeOffset now)
    {
        _facts = facts;
        _now = now;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        _hour = Hour(now);
    }

    private IReadOnlyList<Fact> InHour =>
        field ??= [.. _facts.Where(fact => Hour(fact.At) == _hour)];

    public int Received => InHour.OfType<OrderConfirmedFact>().Count();

    /// <summary>What was handed over in the hour, less what was opened again within it.</summary>
    public int Completed =>
        InHour.OfType<OrderCompletedFact>().Count()
        - InHour
            .OfType<OrderReopenedFact>()
            .Count(opened =>
                Hour(
                    _facts
                        .TakeWhile(one => !ReferenceEquals(one, opened))
                        .OfType<OrderCompletedFact>()
                        .Last(one => one.OrderId == opened.OrderId)
                        .At
                ) == Hour(opened.At)
            );

    /// <summary>
    /// What came in for each order itself less what went back of it, where that happened in the hour; a refund takes the tip last, and what it
    /// took of it stays taken.
    /// </summary>
    public long Revenue
    {
        get
        {
            var kept = new Dictionary<string, long>();
            var refunds = new Dictionary<string, long>();
            var revenue = 0L;
            foreach (var fact in _facts.OfType<OrderFact>())
            {
                var before = kept.GetValueOrDefault(fact.OrderId);
                var now = before;
                switch (fact)
                {
                    case PaymentProcessedFact paid:
                        now += paid.Amount.Thousandths;
                        break;
                    case PaymentRefundedFact back:
                        // What is more than the café has is the tip's.
                        refunds[back.RefundId] = Math.Min(before, back.Amount.Thousandths);
                        now -= refunds[back.RefundId];
                        break;
                    case RefundReportedFact { RefundStatus: RefundStatus.Failed } failed:
                        now += refunds[failed.RefundId];
                        break;
                    default:
                        continue;
                }

                kept[fact.OrderId] = now;
                revenue += Hour(fact.At) == _hour ? now - before : 0;
            }

            return revenue;
        }
    }

    public IReadOnlyList<(string Name, int Units)> TopItems =>
        [
            .. InHour
                .OfType<OrderConfirmedFact>()
                .SelectMany(fact => LinesAt(fact))
                .GroupBy(line => line.ItemId)
                .Select(group =>
                    (group.Last().Name, Units: group.Sum(line => line.Quantity), group.Key)
                )
                .OrderByDescending(item => item.Units)
                .ThenBy(item => item.Name, StringComparer.Ordinal)
                .ThenBy(item => item.Key, StringComparer.Ordinal)
                .Take(5)
                .Select(item => (item.Name, item.Units)),
        ];

    /// <summary>Seconds from confirmed to ready of what became ready in the hour and was not taken back, in their order.</summary>
    public IReadOnlyList<int> Waits =>
        [.. Ready.Select(one => (int)(one.Ready - one.Confirmed).TotalSeconds).Order()];

    public double? OnTimeRate =>
        Quotes.Count == 0
            ? null
            : (double)Quotes.Count(one => one.Actual <= one.Quoted + TimeSpan.FromMinutes(1))
                / Quotes.Count;

    public double? QuoteAccuracy =>
        Rank(
            [
                .. Quotes
                    .Select(one =>
                        100m * Math.Abs(one.Actual.Ticks - one.Quoted.Ticks) / one.Quoted.Ticks
                    )
                    .Select(miss => Math.Round(miss, MidpointRounding.AwayFromZero))
                    .Select(miss => (int)Math.Min(100, miss))
                    .Order(),
            ],
            50
        )
            is { } miss
            ? (100 - miss) / 100.0
            : null;

    /// <summary>What became ready in the hour and was not taken back.</summary>
    private IEnumerable<(DateTimeOffset Confirmed, DateTimeOffset Ready)> Ready =>
        from ready in InHour.OfType<OrderReadyFact>()
        let later = _facts.SkipWhile(fact => !ReferenceEquals(fact, ready))
        let recalled = later.OfType<OrderRecalledFact>().Any(fact => fact.OrderId == ready.OrderId)
        where !recalled
        select (QueuedAt(ready).At, ready.At);

    /// <summary>What was quoted and how long it took, of what became ready in the hour for the first time and had to be made.</summary>
    private List<(TimeSpan Quoted, TimeSpan Actual)> Quotes =>
        field ??= [
            .. from ready in InHour.OfType<OrderReadyFact>()
            where
                _facts.OfType<OrderReadyFact>().First(one => one.OrderId == ready.OrderId) == ready
            where IsMade(ready)
            let queued = QueuedAt(ready)
            select (TimeSpan.FromMinutes(queued.EstimatedTime), ready.At - queued.At),
        ];

    /// <summary>When it was confirmed, or the last course before it was ready was fired, and what was promised then.</summary>
    private (DateTimeOffset At, int EstimatedTime) QueuedAt(OrderReadyFact ready) =>
        _facts
            .TakeWhile(fact => !ReferenceEquals(fact, ready))
            .Select(fact =>
                fact switch
                {
                    OrderConfirmedFact f when f.OrderId == ready.OrderId => (f.At, f.EstimatedTime),
                    CourseFiredFact f when f.OrderId == ready.OrderId => (f.At, f.EstimatedTime),
                    _ => ((DateTimeOffset At, int EstimatedTime)?)null,
                }
            )
            .OfType<(DateTimeOffset, int)>()
            .Last();

    /// <summary>Whether something of it was made by then; what was voided after a later recall was made all the same.</summary>
    private bool IsMade(OrderReadyFact ready)
    {
        var voided = VoidedBefore(ready);
        return _facts
            .OfType<OrderCreatedFact>()
            .Single(one => one.OrderId == ready.OrderId)
            .Lines.Items.Any(line => line.Tag is not null && !voided.Contains(line.LineId));
    }

    /// <summary>The smallest value that a part of all does not exceed.</summary>
    public static int? Rank(IReadOnlyList<int> sorted, int percent) =>
        sorted.Count == 0
            ? null
            : sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * percent / 100.0) - 1)];

    /// <summary>Every ticket that a counter finished in the last half an hour, and how long it took.</summary>
    public IReadOnlyList<TimeSpan> TicketTimes(string counterId) =>
        [
            .. _facts
                .OfType<OrderCreatedFact>()
                .SelectMany(created => Finished(created, counterId))
                .Where(one => Minute(one.At) > _now.AddMinutes(-30))
                .Select(one => one.Took),
        ];

    private IEnumerable<(DateTimeOffset At, TimeSpan Took)> Finished(
        OrderCreatedFact created,
        string counterId
    )
    {
        var lines = created.Lines.Items.ToDictionary(
            line => line.LineId,
            line => (line.Status, Counter: (string?)null)
        );
        var status = OrderStatus.Pending;
        DateTimeOffset? since = null;
        foreach (
            var fact in _facts.OfType<OrderFact>().Where(one => one.OrderId == created.OrderId)
        )
        {
            switch (fact)
            {
                case OrderAssignedFact given:
                    given
                        .LineIds.Items.ToList()
                        .ForEach(id => lines[id] = (lines[id].Status, given.CounterId));
                    break;
                case OrderHeldFact held:
                    held.LineIds.Items.ToList().ForEach(id => lines[id] = (lines[id].Status, null));
                    break;
                case CourseHeldFact kept:
                    kept.Lines.Items.ToList()
                        .ForEach(line => lines[line.LineId] = (LineStatus.Held, line.CounterId));
                    break;
                case CourseFiredFact fired:
                    fired
                        .LineIds.Items.ToList()
                        .ForEach(id => lines[id] = (LineStatus.Queued, lines[id].Counter));
                    break;
                case LineMovedFact moved:
                    lines[moved.LineId] = (moved.To, lines[moved.LineId].Counter);
                    break;
                case OrderMovedFact moved:
                    status = moved.To;
                    break;
            }

            var isOpen =
                status is OrderStatus.Confirmed or OrderStatus.Preparing
                && lines.Values.Any(line =>
                    line.Counter == counterId
                    && line.Status is LineStatus.Queued or LineStatus.Started
                    && line.Counter == counterId
                );
            if (isOpen)
            {
                since ??= fact.At;
            }
            else if (since is { } start)
            {
                since = null;
                if (fact is LineMovedFact { To: LineStatus.Ready })
                {
                    yield return (fact.At, fact.At - start);
                }
            }
        }
    }

    private IEnumerable<OrderLine> LinesAt(OrderConfirmedFact fact) =>
        _facts
            .OfType<OrderCreatedFact>()
            .Single(one => one.OrderId == fact.OrderId)
            .Lines.Items.Where(line => !VoidedBefore(fact).Contains(line.LineId));

    private HashSet<string> VoidedBefore(OrderFact fact) =>
        [
            .. _facts
                .TakeWhile(one => !ReferenceEquals(one, fact))
                .OfType<LineMovedFact>()
                .Where(moved => moved.OrderId == fact.OrderId && moved.To == LineStatus.Voided)
                .Select(moved => moved.LineId),
        ];

    /// <summary>What the wall clock shows of the hour; an hour that comes twice has another offset the second time.</summary>
    private (DateTime, TimeSpan) Hour(DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, _zone);
        return (local.Date.AddHours(local.Hour), local.Offset);
    }

    private static DateTimeOffset Minute(DateTimeOffset at) =>
        new(at.Year, at.Month, at.Day, at.Hour, at.Minute, 0, at.Offset);
}
