namespace TableTap.Ordering;

/// <summary>How long things take (docs/protocol.md §5): what was measured, else what the menu says, else the café's default.</summary>
public static class Estimates
{
    /// <summary>How long one piece of an item takes at a counter.</summary>
    public static TimeSpan PieceTime(Cafe cafe, string? counterId, OrderLine line) =>
        counterId is not null
        && cafe.PreparationTimes.TryGet(PreparationTimes.Key(counterId, line.ItemId), out var times)
            ? times.Median
            : line.MenuTime ?? cafe.Profile.Limits.UnknownItemTime;

    /// <summary>The work of lines that one counter makes for one order: the longest piece, and a part of each other one.</summary>
    public static TimeSpan TicketWork(Cafe cafe, string? counterId, IEnumerable<OrderLine> lines)
    {
        var longest = TimeSpan.Zero;
        var sum = TimeSpan.Zero;
        foreach (var line in lines)
        {
            var piece = PieceTime(cafe, counterId, line);
            longest = piece > longest ? piece : longest;
            sum += piece * line.Quantity;
        }

        return longest + (sum - longest) * cafe.Profile.Limits.FurtherItemPercent / 100;
    }

    /// <summary>What is left of an order's work at a counter: what is started has been worked on since.</summary>
    public static TimeSpan WorkLeft(Cafe cafe, string? counterId, Order order, DateTimeOffset now)
    {
        var open = order
            .Lines.Items.Where(line => line.CounterId == counterId && line.Status.IsOpen)
            .ToList();
        var started = open.Where(line => line.Status == LineStatus.Started)
            .Select(line => now - line.StartedAt!.Value);
        var left = TicketWork(cafe, counterId, open) - started.DefaultIfEmpty(TimeSpan.Zero).Max();
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>How long a counter is busy with what is ahead: of an order, or of one that comes last when none is given.</summary>
    public static TimeSpan Wait(
        Cafe cafe,
        string counterId,
        DateTimeOffset now,
        Order? before = null
    )
    {
        var ahead = Queue
            .Ahead(cafe, counterId, before)
            .Aggregate(TimeSpan.Zero, (sum, order) => sum + WorkLeft(cafe, counterId, order, now));
        var lanes = cafe.Profile.Counter(counterId)?.Lanes ?? 1;
        return ahead / Math.Max(1, Math.Min(Crew.StaffAt(cafe, counterId), lanes));
    }

    /// <summary>Minutes until a counter should have finished its part of an order; at least 1.</summary>
    public static int CounterMinutes(
        Cafe cafe,
        Order order,
        string counterId,
        DateTimeOffset now
    ) => Minutes(Wait(cafe, counterId, now, order) + WorkLeft(cafe, counterId, order, now));

    /// <summary>Minutes until the whole order should be ready: its latest counter, and the packing; at least 1.</summary>
    public static int OrderMinutes(Cafe cafe, Order order, DateTimeOffset now)
    {
        var open = order.Lines.Items.Where(line => line.Status.IsOpen).ToList();
        var latest = open.Where(line => line.CounterId is not null)
            .Select(line => line.CounterId!)
            .Distinct()
            .Select(counterId =>
                Wait(cafe, counterId, now, order) + WorkLeft(cafe, counterId, order, now)
            )
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();
        var held = order.Lines.Items.Any(line => line.IsUnrouted)
            ? WorkLeft(cafe, null, order, now) + DownFor(cafe, order, now)
            : TimeSpan.Zero;
        return Minutes((held > latest ? held : latest) + Packing(cafe, order.Type));
    }

    /// <summary>Minutes that an item of the default time would take if it were ordered now at the busiest counter; at least 1.</summary>
    public static int WaitMinutes(Cafe cafe, OrderType type, DateTimeOffset now) =>
        Minutes(
            cafe.Profile.Counters.Items.Where(counter =>
                    cafe.StatusOf(counter.CounterId) == CounterStatus.Active
                )
                .Where(counter => Crew.StaffAt(cafe, counter.CounterId) > 0)
                .Select(counter =>
                    Wait(cafe, counter.CounterId, now) + cafe.Profile.Limits.UnknownItemTime
                )
                .DefaultIfEmpty(TimeSpan.Zero)
                .Max() + Packing(cafe, type)
        );

    /// <summary>How long until the first counter that could make what is held said to be back; nothing when none said so.</summary>
    private static TimeSpan DownFor(Cafe cafe, Order order, DateTimeOffset now) =>
        cafe.Profile.Counters.Items.Where(counter =>
                order.Lines.Items.Any(line => line.IsUnrouted && counter.Serves(line.Tag!))
            )
            .Select(counter =>
                cafe.CounterStates.TryGet(counter.CounterId, out var state)
                    ? state.BackAt - now
                    : null
            )
            .Where(left => left > TimeSpan.Zero)
            .Min()
        ?? TimeSpan.Zero;

    internal static TimeSpan Packing(Cafe cafe, OrderType type) =>
        type == OrderType.Takeaway ? cafe.Profile.Limits.TakeawayPacking : TimeSpan.Zero;

    internal static int Minutes(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalMinutes));
}
