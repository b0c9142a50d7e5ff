using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides <see cref="EndDay"/>: what is open at the day's cut-off is left over, and no longer counts for those who come after, and bills of
/// which nothing is due end (docs/protocol.md §5).
/// </summary>
internal static class DayEndDecider
{
    /// <summary>Says which orders are left over.</summary>
    public static Decision Decide(DecisionDraft draft)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer ends its day");
        }

        // Where the day of a bill alone has ended, later than it should, the orders of today go on.
        var isOfBills =
            BillSettlement.NextDayEnd(draft.Cafe) <= draft.Now
            && !(NextEndOfOrders(draft.Cafe) <= draft.Now);
        var open = OfToday(draft.Cafe)
            .OrderBy(order => order.QueuePlace)
            .Select(order => order.OrderId)
            .ToEquatableList();
        if (open.Count > 0 && !isOfBills)
        {
            draft.Emit(new DayEndedFact(draft.Now, open));
        }

        BillSettlement.EndDay(draft);

        return draft.Accept();
    }

    /// <summary>When the day of the orders, or of the settled bills, that are open now ends; null where there are none, or the café has no cut-off.</summary>
    public static DateTimeOffset? NextEnd(Cafe cafe)
    {
        var orders = NextEndOfOrders(cafe);
        return BillSettlement.NextDayEnd(cafe) is { } bills && !(orders <= bills) ? bills : orders;
    }

    private static DateTimeOffset? NextEndOfOrders(Cafe cafe) =>
        cafe.Profile.Limits.DayCutOff is { } timeOfDay
        && cafe.Work.Marks.Confirmed is [var (first, _), ..]
            ? LocalTime.NextCutOff(cafe.Profile, timeOfDay, first)
            : null;

    private static IEnumerable<Order> OfToday(Cafe cafe) =>
        cafe.OpenOrders.Values.Where(order =>
            order.ConfirmedAt is not null && !Staleness.IsLeftOver(cafe, order)
        );
}
