using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;

namespace TableTap.Simulation.Reporting;

/// <summary>Recounts a closing of the day from what guests were told and what the staff did. Pure.</summary>
internal static class ClosingCheck
{
    /// <summary>Says where the closing and the day are not the same, in sentences.</summary>
    /// <param name="closed">What the closing says.</param>
    /// <param name="told">What guests were told of their money.</param>
    /// <param name="staff">What the staff alone knows.</param>
    public static IReadOnlyList<string> Failures(
        ClosingSums closed,
        TenderSums told,
        StaffMoney staff
    )
    {
        var compared = new (string What, Money Closed, Money Seen)[]
        {
            ("of tips", closed.Tips, staff.Tips),
            ("in cash", Left(closed, Tender.Cash), told.Cash + staff.CashTips),
            ("at the terminal", Left(closed, Tender.Terminal), staff.Terminal + staff.TerminalTips),
            ("through the provider", Left(closed, Tender.Gateway), told.Card - staff.Terminal),
            ("by voucher", Left(closed, Tender.Voucher), told.Voucher),
            ("of discounts", closed.Discounts, staff.Discounts),
            ("of comps", closed.Comps, staff.Comps),
        };
        return
        [
            .. compared
                .Where(one => one.Closed != one.Seen)
                .Select(one =>
                    $"The closing has {one.Closed} {one.What}, and the day had {one.Seen}."
                ),
        ];
    }

    private static Money Left(ClosingSums closed, Tender tender) =>
        closed.Tenders.GetValueOrDefault(tender);
}
