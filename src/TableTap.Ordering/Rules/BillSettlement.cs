using System.Collections.Immutable;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// The end of bills of which nothing is due any more, whatever made it so: a payment, what a card brought or gave back, a line that was
/// voided, an order that was cancelled, a discount (docs/protocol.md §5, "Bills"). No later party sits down to them.
/// </summary>
internal static class BillSettlement
{
    /// <summary>Ends the bills that something was due of before a decision, and nothing is after it.</summary>
    /// <param name="draft">The decision, complete but for this.</param>
    /// <param name="before">The café before it.</param>
    /// <param name="changes">What it comes to so far.</param>
    /// <returns>Whether one ended.</returns>
    public static bool Follow(DecisionDraft draft, Cafe before, ImmutableArray<AppliedFact> changes)
    {
        if (before.Bills.Count == 0)
        {
            return false;
        }

        var touched = changes
            .Select(change => change.Fact)
            .OfType<OrderFact>()
            .Select(fact => draft.Cafe.Order(fact.OrderId)?.BillId)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToList();
        var settled = touched
            .Where(billId =>
                before.Bills.TryGet(billId, out var was)
                && draft.Cafe.Bills.TryGet(billId, out var bill)
                && !SettledBills.IsSettled(was, before.Order)
                && SettledBills.IsSettled(bill, draft.Cafe.Order)
            )
            .ToList();
        foreach (var billId in settled)
        {
            End(draft, before, draft.Cafe.Bills.Items[billId]);
        }

        return settled.Count > 0;
    }

    /// <summary>Ends what is settled at the end of the day, so that the guests of the next one find no bill at their table.</summary>
    /// <param name="draft">The decision in the making.</param>
    public static void EndDay(DecisionDraft draft)
    {
        foreach (var bill in draft.Cafe.Bills.Values.ToList())
        {
            if (DayEndOf(draft.Cafe, bill) <= draft.Now)
            {
                End(draft, draft.Cafe, bill);
            }
        }
    }

    /// <summary>When the day ends that ends a bill; null where none does: something is due of all of them, or the café has no cut-off.</summary>
    /// <param name="cafe">The café.</param>
    public static DateTimeOffset? NextDayEnd(Cafe cafe) =>
        cafe.Bills.Count > 0
        && cafe.Profile.Limits.DayCutOff is { } timeOfDay
        && cafe.SettledBills.FirstOpenedAt is { } first
            ? LocalTime.NextCutOff(cafe.Profile, timeOfDay, first)
            : null;

    private static DateTimeOffset? DayEndOf(Cafe cafe, Bill bill) =>
        cafe.Profile.Limits.DayCutOff is { } timeOfDay && SettledBills.IsSettled(bill, cafe.Order)
            ? LocalTime.NextCutOff(cafe.Profile, timeOfDay, bill.OpenedAt)
            : null;

    /// <summary>Ends a bill of which nothing is due as the table lets the café itself: where nothing was sold it was never paid.</summary>
    private static void End(DecisionDraft draft, Cafe before, Bill bill)
    {
        var ending = BillLookup.Ending(draft.Cafe, bill);
        var row = BillTransitions.Allowed(bill.Status, Actor.System, ending).First();
        if (row.To == BillStatus.Paid)
        {
            RoundTax(draft, before, bill);
        }

        BillDecider.Close(draft, bill, row, Actor.System, ending);
    }

    /// <summary>
    /// Rounds the tax of a bill over all of it, where its orders are taxed so. Nobody pays another amount for it, and an order whose own
    /// receipt was out before keeps its tax.
    /// </summary>
    private static void RoundTax(DecisionDraft draft, Cafe before, Bill bill)
    {
        var differences = BillTax.Differences(
            [.. bill.OrderIds.Items.Select(draft.Cafe.Order).OfType<Order>()],
            order => before.Order(order.OrderId) is { } was && BillTax.HasReceipt(was)
        );
        foreach (var order in differences.GroupBy(one => one.OrderId))
        {
            draft.Emit(
                new OrderTaxRoundedFact(
                    draft.Now,
                    order.Key,
                    order.Select(one => one.Rounded).ToEquatableList()
                )
            );
        }
    }
}
