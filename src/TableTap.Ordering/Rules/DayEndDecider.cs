using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="EndDay"/>: what is open at the day's cut-off is left over, and no longer counts for those who come after (docs/protocol.md §5).</summary>
internal static class DayEndDecider
{
    /// <summary>Says which orders are left over.</summary>
    public static Decision Decide(DecisionDraft draft)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer ends its day");
        }

        var open = OfToday(draft.Cafe)
            .OrderBy(order => order.QueuePlace)
            .Select(order => order.OrderId)
            .ToEquatableList();
        if (open.Count > 0)
        {
            draft.Emit(new DayEndedFact(draft.Now, open));
        }

        return draft.Accept();
    }

    /// <summary>When the day of the orders that are open now ends; null where none is open, or the café has no cut-off.</summary>
    public static DateTimeOffset? NextEnd(Cafe cafe) =>
        cafe.Profile.Limits.DayCutOff is { } timeOfDay
        && cafe.Work.Marks.Confirmed is [var (first, _), ..]
            ? LocalTime.NextCutOff(cafe.Profile, timeOfDay, first)
            : null;

    private static IEnumerable<Order> OfToday(Cafe cafe) =>
        cafe.OpenOrders.Values.Where(order =>
            order.ConfirmedAt is not null && !Staleness.IsLeftOver(cafe, order)
        );
}
