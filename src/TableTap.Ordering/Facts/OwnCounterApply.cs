using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Facts;

/// <summary>
/// Remembers the own counter of a line while the line is away from it, so that after several failures each counter that comes back gets
/// its own work (docs/protocol.md §5).
/// </summary>
internal static class OwnCounterApply
{
    /// <summary>An order of which a counter got lines.</summary>
    /// <param name="before">The order before the assignment.</param>
    /// <param name="fact">The fact of the assignment.</param>
    /// <param name="after">The order with the lines at their new counter.</param>
    public static Order Assigned(Order before, OrderAssignedFact fact, Order after)
    {
        var own = before.OwnCounters;
        foreach (var lineId in fact.LineIds)
        {
            own = fact.IsStandIn(lineId) ? Away(before, own, lineId) : own.Remove(lineId);
        }

        return after with
        {
            OwnCounters = own,
            StoodIn = before
                .StoodIn.Items.Except(fact.LineIds.Items)
                .Concat(fact.LineIds.Items.Where(fact.IsStandIn))
                .ToEquatableList(),
        };
    }

    /// <summary>An order of which no counter has some lines any more.</summary>
    /// <param name="before">The order before it.</param>
    /// <param name="fact">What is held.</param>
    /// <param name="after">The order without a counter for these lines.</param>
    public static Order Held(Order before, OrderHeldFact fact, Order after) =>
        after with
        {
            OwnCounters = fact.LineIds.Items.Aggregate(
                before.OwnCounters,
                (own, lineId) => Away(before, own, lineId)
            ),
            StoodIn = before.StoodIn.Items.Except(fact.LineIds.Items).ToEquatableList(),
        };

    private static EquatableMap<string> Away(
        Order before,
        EquatableMap<string> own,
        string lineId
    ) =>
        own.Contains(lineId) || before.StoodIn.Contains(lineId) ? own
        : before.Line(lineId)?.CounterId is { } counterId ? own.Set(lineId, counterId)
        : own;
}
