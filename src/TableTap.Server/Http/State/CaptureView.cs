using TableTap.Ordering.State;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>Money that came in for an order by one payment.</summary>
/// <param name="Tender"><c>cash</c>, <c>terminal</c>, <c>gateway</c> or <c>voucher</c>.</param>
/// <param name="Amount">How much came in, without the tip.</param>
/// <param name="Tip">The tip.</param>
/// <param name="At">When it came in.</param>
/// <param name="ReceiptNumber">The number of its receipt; absent where the café counts no tax.</param>
internal sealed record CaptureView(
    Tender Tender,
    [Bounds(0)] Money Amount,
    [Bounds(0)] Money Tip,
    DateTimeOffset At,
    [Bounds(1)] long? ReceiptNumber = null
)
{
    /// <summary>The payments of an order in their order; null where there is none, or an earlier version counted one and did not note when.</summary>
    /// <param name="payment">The money of the order.</param>
    public static IReadOnlyList<CaptureView>? Of(Payment payment) =>
        payment.Captures.Count == 0 || payment.Captures.Items.Any(one => one.At is null)
            ? null
            :
            [
                .. payment.Captures.Items.Select(one => new CaptureView(
                    one.PaidBy,
                    one.Amount - one.Tip,
                    one.Tip,
                    one.At!.Value,
                    one.ReceiptNumber
                )),
            ];
}
