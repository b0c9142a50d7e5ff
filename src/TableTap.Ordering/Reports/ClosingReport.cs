using System.Globalization;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Reports;

/// <summary>
/// What a closing has: made of a café at any instant it is its X report, and changes nothing; when the day is closed it becomes the next
/// Z report (docs/protocol.md §5, "The day's closing").
/// </summary>
public static class ClosingReport
{
    /// <summary>What the next closing of a café would be.</summary>
    /// <param name="cafe">The café at the instant.</param>
    /// <param name="now">The instant.</param>
    /// <param name="by">Who asks, or closes.</param>
    /// <param name="counted">What was counted in the drawer; null where nobody counted.</param>
    public static Closing Of(Cafe cafe, DateTimeOffset now, string by, Money? counted = null) =>
        new(
            (cafe.LastClosing?.Number ?? 0) + 1,
            LocalTime.DayOf(cafe.Profile, now).ToString("O", CultureInfo.InvariantCulture),
            now,
            by,
            cafe.Figures.Sales ?? new(now),
            cafe.Profile.Closing?.Float ?? Money.Zero,
            counted,
            Open(cafe).ToEquatableList()
        );

    /// <summary>
    /// What is not paid yet: open bills first, then the orders that never were on one, each the oldest first. What nobody paid of a bill that
    /// was closed is written off.
    /// </summary>
    private static IEnumerable<OpenMoney> Open(Cafe cafe) =>
        cafe
            .Bills.Values.OrderBy(bill => bill.BillNumber, StringComparer.Ordinal)
            .Select(bill => new OpenMoney(
                bill.BillId,
                bill.BillNumber,
                IsBill: true,
                BillSums.Of(cafe, bill).Due
            ))
            .Concat(
                cafe.OpenOrders.Values.Concat(cafe.ClosedOrders.ById.Values)
                    .Where(order => order.BillId is null)
                    .OrderBy(order => order.OrderNumber, StringComparer.Ordinal)
                    .Select(order => new OpenMoney(
                        order.OrderId,
                        order.OrderNumber,
                        IsBill: false,
                        BillSums.DueOf(order)
                    ))
                    .Where(one => one.Due.IsPositive)
            );
}
