namespace TableTap.Ordering;

/// <summary>When things will be ready (docs/protocol.md §5), in whole minutes from an instant, never less than 1.</summary>
public static class Estimates
{
    /// <summary>Minutes until the whole order should be ready: its latest counter, and the packing.</summary>
    public static int OrderMinutes(Cafe cafe, Order order, DateTimeOffset now) =>
        OrderMinutes(cafe, order, Backlog.Ahead(cafe, order, now), now);

    /// <summary>Minutes until every order at the counters should be ready, by order.</summary>
    public static IReadOnlyDictionary<string, int> AllMinutes(Cafe cafe, DateTimeOffset now)
    {
        var latest = new Dictionary<string, TimeSpan>(StringComparer.Ordinal);
        foreach (var counter in cafe.Profile.Counters)
        {
            var ahead = TimeSpan.Zero;
            var hands = Backlog.Hands(cafe, counter.CounterId);
            foreach (var order in Queue.At(cafe, counter.CounterId))
            {
                var left = Work.Left(cafe, counter.CounterId, order, now);
                var finish = ahead / hands + left;
                latest[order.OrderId] = Later(latest.GetValueOrDefault(order.OrderId), finish);
                ahead += left;
            }
        }

        return cafe
            .OpenOrders.Values.Where(order => order.Status.IsAtCounters)
            .ToDictionary(
                order => order.OrderId,
                order => Minutes(cafe, order, latest.GetValueOrDefault(order.OrderId), now),
                StringComparer.Ordinal
            );
    }

    /// <summary>Minutes that an item of the default time would take if it were ordered now at the busiest counter.</summary>
    public static int WaitMinutes(Cafe cafe, OrderType type, DateTimeOffset now)
    {
        var backlog = Backlog.Ahead(cafe, null, now);
        var busiest = cafe
            .Profile.Counters.Items.Where(counter =>
                cafe.StatusOf(counter.CounterId) == CounterStatus.Active
            )
            .Where(counter => Crew.StaffAt(cafe, counter.CounterId) > 0)
            .Select(counter =>
                backlog.Wait(counter.CounterId) + cafe.Profile.Limits.UnknownItemTime
            )
            .DefaultIfEmpty(TimeSpan.Zero)
            .Max();
        return InMinutes(busiest + Packing(cafe, type));
    }

    /// <summary>Minutes until the whole order should be ready, with what is ahead of it counted already.</summary>
    internal static int OrderMinutes(Cafe cafe, Order order, Backlog ahead, DateTimeOffset now)
    {
        var latest = TimeSpan.Zero;
        foreach (var counterId in order.CountersWithWork)
        {
            latest = Later(latest, ahead.Wait(counterId) + Work.Left(cafe, counterId, order, now));
        }

        return Minutes(cafe, order, latest, now);
    }

    /// <summary>Minutes until a counter should have finished its part of an order.</summary>
    internal static int CounterMinutes(
        Cafe cafe,
        Order order,
        string counterId,
        Backlog ahead,
        DateTimeOffset now
    ) => InMinutes(ahead.Wait(counterId) + Work.Left(cafe, counterId, order, now));

    private static int Minutes(Cafe cafe, Order order, TimeSpan latest, DateTimeOffset now)
    {
        var held = order.Lines.Items.Any(line => line.IsUnrouted)
            ? Work.Left(cafe, null, order, now) + DownFor(cafe, order, now)
            : TimeSpan.Zero;
        return InMinutes(Later(held, latest) + Packing(cafe, order.Type));
    }

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

    private static TimeSpan Packing(Cafe cafe, OrderType type) =>
        type == OrderType.Takeaway ? cafe.Profile.Limits.TakeawayPacking : TimeSpan.Zero;

    private static TimeSpan Later(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static int InMinutes(TimeSpan time) =>
        Math.Max(1, (int)Math.Ceiling(time.TotalMinutes));
}
