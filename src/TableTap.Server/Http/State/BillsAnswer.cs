using TableTap.Cafes.Announcements;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>The answer of <c>GET /v1/cafes/{id}/bills</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Currency">The code of the currency, by ISO 4217.</param>
/// <param name="Bills">Each as <c>bill_changed</c> told it last: the open ones, and the latest that ended; the latest opened first.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record BillsAnswer(
    [Id] string CafeId,
    string Currency,
    IReadOnlyList<BillChanged> Bills,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The bills that the reader may see: a guest those that they are on, everybody else all.</summary>
    public static BillsAnswer Of(StateView view)
    {
        var isGuest = view.Caller.Role == Role.Customer;
        return new(
            view.Cafe.CafeId,
            view.Cafe.Profile.Currency,
            [
                .. view
                    .Cafe.Bills.Values.Concat(view.Cafe.ClosedBills.Values)
                    .Where(bill => !isGuest || bill.GuestIds.Contains(view.Caller.UserId))
                    .OrderByDescending(bill => bill.BillNumber, StringComparer.Ordinal)
                    .Select(bill =>
                        isGuest
                            ? BillAnnouncements.ForGuest(
                                view.Cafe,
                                bill,
                                view.Caller.UserId,
                                view.Links
                            )
                            : BillAnnouncements.Wire(view.Cafe, bill, forStaff: true)
                    ),
            ],
            view.Epoch,
            view.Positions
        );
    }
}
