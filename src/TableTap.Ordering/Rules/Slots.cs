using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Rules;

/// <summary>
/// The room at counters that make so many pieces in a quarter of an hour (docs/protocol.md §5, "Room at the counters"). What is more than
/// a whole quarter takes those before it too.
/// </summary>
internal static class Slots
{
    /// <summary>Whether a café has such counters.</summary>
    public static bool AreCounted(CafeProfile cafe) =>
        cafe.Counters.Items.Any(counter => counter.Capacity is not null);

    /// <summary>The room that lines take so that they are ready at a time; none where no counter has a limit.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="lines">The lines; those that a counter has are made there.</param>
    /// <param name="readyAt">When they are to be ready.</param>
    public static EquatableList<SlotShare> Of(
        Cafe cafe,
        IEnumerable<OrderLine> lines,
        DateTimeOffset readyAt
    )
    {
        if (!AreCounted(cafe.Profile))
        {
            return default;
        }

        var last = SlotShare.SlotOf(readyAt);
        var shares = new List<SlotShare>();
        foreach (
            var ticket in lines
                .Where(line => line is { NeedsPreparation: true, IsLive: true })
                .GroupBy(line => CounterOf(cafe, line, last))
        )
        {
            if (ticket.Key is { Capacity: { } capacity } counter)
            {
                shares.AddRange(Filled(ticket, counter.CounterId, capacity, last));
            }
        }

        return shares.ToEquatableList();
    }

    /// <summary>The counter that has no room for some shares, or would have had to begin in the past; null where there is room.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="shares">What is to be made when.</param>
    /// <param name="now">The present time.</param>
    public static string? Full(Cafe cafe, EquatableList<SlotShare> shares, DateTimeOffset now) =>
        shares
            .Items.GroupBy(share => share.Key)
            .FirstOrDefault(slot =>
                slot.First().Slot < SlotShare.SlotOf(now)
                || (cafe.SlotUse.TryGet(slot.Key, out var taken) ? taken : 0)
                    + slot.Sum(share => share.Pieces)
                    > cafe.Profile.Counter(slot.First().CounterId)?.Capacity
            )
            ?.First()
            .CounterId;

    /// <summary>The café as it would be without an order's room.</summary>
    public static Cafe Without(Cafe cafe, Order order) =>
        order.Slots.Count == 0
            ? cafe
            : cafe with
            {
                SlotUse = SlotApply.Counted(cafe.SlotUse, SlotApply.Live(order), -1),
            };

    /// <summary>The counter that a line takes room of: the one that has it, else the one with most room left.</summary>
    private static CounterProfile? CounterOf(Cafe cafe, OrderLine line, DateTimeOffset slot) =>
        line.CounterId is { } known
            ? cafe.Profile.Counter(known)
            : LeadTime
                .CountersFor(cafe, line.Tag!)
                .OrderByDescending(counter =>
                    counter.Capacity
                        - (
                            cafe.SlotUse.TryGet(TimeKeyOf(counter.CounterId, slot), out var taken)
                                ? taken
                                : 0
                        )
                    ?? int.MaxValue
                )
                .ThenBy(counter => counter.Priority)
                .ThenBy(counter => counter.CounterId, StringComparer.Ordinal)
                .FirstOrDefault();

    private static string TimeKeyOf(string counterId, DateTimeOffset slot) =>
        new SlotShare("", counterId, slot, 0).Key;

    /// <summary>Fills the last slot first, then those before it, each to what the counter makes in one.</summary>
    private static IEnumerable<SlotShare> Filled(
        IEnumerable<OrderLine> lines,
        string counterId,
        int capacity,
        DateTimeOffset slot
    )
    {
        var left = capacity;
        foreach (var line in lines)
        {
            for (var pieces = line.Quantity; pieces > 0; )
            {
                if (left == 0)
                {
                    (left, slot) = (capacity, slot - SlotShare.Length);
                }

                var part = Math.Min(left, pieces);
                yield return new(line.LineId, counterId, slot, part);
                (left, pieces) = (left - part, pieces - part);
            }
        }
    }
}
