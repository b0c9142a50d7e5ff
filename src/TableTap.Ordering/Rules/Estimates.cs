using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// When things will be ready (docs/protocol.md §5). What guests read is in whole minutes from an instant, never less than 1.
/// </summary>
public static class Estimates
{
    /// <summary>When the whole order should be ready: its latest counter, and the packing.</summary>
    public static ReadyEstimate Of(Cafe cafe, Order order, DateTimeOffset now) =>
        Of(cafe, order, Backlog.Ahead(cafe, order, now), now);

    /// <summary>When every order at the counters should be ready, by order; one walk over the queues.</summary>
    public static IReadOnlyDictionary<string, ReadyEstimate> All(Cafe cafe, DateTimeOffset now)
    {
        var all = new Dictionary<string, ReadyEstimate>(StringComparer.Ordinal);
        var ahead = Backlog.Empty(cafe);
        foreach (var order in CounterQueue.All(cafe))
        {
            all[order.OrderId] = Of(cafe, order, ahead, now);
            ahead.Add(order, now);
        }

        return all;
    }

    /// <summary>Minutes that an item of the default time would take if it were ordered now at the busiest counter.</summary>
    public static int WaitMinutes(Cafe cafe, OrderType type, DateTimeOffset now) =>
        OfNew(cafe, type, Backlog.Ahead(cafe, null, now)).Minutes(cafe);

    /// <summary>Minutes that it would take if nobody else had ordered anything.</summary>
    public static int IdleMinutes(Cafe cafe, OrderType type) =>
        OfNew(cafe, type, Backlog.Empty(cafe)).Minutes(cafe);

    /// <summary>When an item of the default time would be ready if it were ordered now at the busiest counter.</summary>
    internal static ReadyEstimate OfNew(Cafe cafe, OrderType type, Backlog backlog)
    {
        var busiest = cafe
            .Profile.Counters.Items.Where(counter => IsAtWork(cafe, counter.CounterId))
            .MaxBy(counter => backlog.Wait(counter.CounterId))
            ?.CounterId;
        return busiest is null
            ? new ReadyEstimate(Packing(cafe, type), null, 0) { NobodyThere = true }
            : OfNew(cafe, type, busiest, backlog);
    }

    /// <summary>When an item of the default time would be ready if it were ordered now at a counter.</summary>
    internal static ReadyEstimate OfNew(
        Cafe cafe,
        OrderType type,
        string counterId,
        Backlog backlog
    ) =>
        new(
            backlog.Wait(counterId) + cafe.Profile.Limits.UnknownItemTime + Packing(cafe, type),
            counterId,
            backlog.Orders(counterId)
        );

    /// <summary>When the whole order should be ready, with what is ahead of it counted already.</summary>
    internal static ReadyEstimate Of(Cafe cafe, Order order, Backlog ahead, DateTimeOffset now)
    {
        var latest = new ReadyEstimate(TimeSpan.Zero, null, 0);
        foreach (var counterId in order.CountersWithWork)
        {
            var away = ReturnTimes.Away(cafe, counterId, now);
            var finish =
                ahead.Wait(counterId)
                + PreparationEstimate.Left(cafe, counterId, order, now)
                + (away ?? default);
            latest = latest with { NobodyThere = latest.NobodyThere || away is not null };
            if (latest.CounterId is null || finish > latest.Left)
            {
                latest = latest with
                {
                    Left = finish,
                    CounterId = counterId,
                    Ahead = ahead.Orders(counterId),
                };
            }
        }

        if (order.Lines.Items.Any(line => line.IsUnrouted))
        {
            var back = AwayFor(cafe, order, now) ?? TimeSpan.Zero;
            var held = PreparationEstimate.Left(cafe, null, order, now) + back;
            latest = latest with { NobodyThere = true };
            latest =
                held >= latest.Left
                    ? latest with
                    {
                        Left = held,
                        CounterId = null,
                        Ahead = 0,
                    }
                    : latest;
        }

        return latest with
        {
            Left = latest.Left + Packing(cafe, order.Type),
        };
    }

    /// <summary>Minutes until a counter should have finished its part of an order.</summary>
    internal static int CounterMinutes(
        Cafe cafe,
        Order order,
        string counterId,
        Backlog ahead,
        DateTimeOffset now
    ) => InMinutes(ahead.Wait(counterId) + PreparationEstimate.Left(cafe, counterId, order, now));

    /// <summary>
    /// How long until the first counter that could make what is held is back, or somebody is there; null when none said so.
    /// </summary>
    internal static TimeSpan? AwayFor(Cafe cafe, Order order, DateTimeOffset now) =>
        cafe
            .Profile.Counters.Items.Where(counter =>
                order.Lines.Items.Any(line =>
                    line is { IsUnrouted: true, Tag: { } tag } && counter.Serves(tag)
                )
            )
            .Select(counter =>
                cafe.StatusOf(counter.CounterId) == CounterStatus.Active
                    ? ReturnTimes.Away(cafe, counter.CounterId, now)
                    : cafe.CounterStates.Items[counter.CounterId].BackAt - now
            )
            .Where(left => left > TimeSpan.Zero)
            .Min();

    /// <summary>A time as guests read it: whole minutes, never less than 1.</summary>
    internal static int InMinutes(TimeSpan time) =>
        Math.Max(1, (int)Math.Ceiling(time.TotalMinutes));

    /// <summary>Whether a counter is active and somebody is there.</summary>
    internal static bool IsAtWork(Cafe cafe, string counterId) =>
        cafe.StatusOf(counterId) == CounterStatus.Active
        && CounterStaffing.StaffAt(cafe, counterId) > 0;

    private static TimeSpan Packing(Cafe cafe, OrderType type) =>
        type == OrderType.Takeaway ? cafe.Profile.Limits.TakeawayPacking : TimeSpan.Zero;
}
