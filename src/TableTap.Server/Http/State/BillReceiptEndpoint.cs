using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;

namespace TableTap.Server.Http.State;

/// <summary>Answers the staff with what goes on the receipt of a bill. Thread-safe.</summary>
/// <param name="state">Asks who reads, and reads the café.</param>
/// <param name="cafes">The cafés.</param>
/// <param name="channels">Which channels a state comes with.</param>
internal sealed class BillReceiptEndpoint(
    StateEndpoint state,
    CafeHost cafes,
    StateChannels channels
)
{
    /// <summary>What reading the address does.</summary>
    public static ApiOperation Operation { get; } =
        new(
            "getBillReceipt",
            "GET",
            "/v1/cafes/{id}/bills/{billId}/receipt",
            ApiTags.State,
            "What goes on the receipt of a bill, and of each of its payments"
        )
        {
            Callers = StateTable.BillReceipt.Readers,
            Text = StateRoutes.OneCommit,
            Answer = new("The receipt.", "BillReceipt", () => StateJson.Default.BillReceiptAnswer)
            {
                Example = ApiSamples.BillReceipt,
            },
            Refusals =
            [
                ErrorCode.InsufficientPermissions,
                ErrorCode.NotFound,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>Answers with the receipt of the bill that the address names.</summary>
    /// <param name="context">The request.</param>
    public Task AnswerAsync(HttpContext context)
    {
        var billId = context.Request.RouteValues["billId"] as string ?? "";
        return state.AnswerAsync(
            context,
            StateTable.BillReceipt,
            (caller, cafeId) =>
                cafes.ReadAsync(
                    cafeId,
                    new(
                        (cafe, orders) =>
                            channels.Of(StateTable.BillReceipt.Changes, caller, cafe, orders)
                    )
                    {
                        OrderIds = Forgotten(cafes.Find(cafeId)!, billId),
                    },
                    context.RequestAborted
                ),
            view =>
                BillReceiptAnswer.Of(view, billId) is { } answer
                    ? JsonAnswer.WriteAsync(context, answer, StateJson.Default.BillReceiptAnswer)
                    : ProblemDocument.WriteAsync(
                        context,
                        new(ErrorCode.NotFound, "There is no such bill, or it ended long ago.")
                    )
        );
    }

    /// <summary>The orders of a bill that have left the café's memory and are read from the journal.</summary>
    private static IReadOnlyList<string> Forgotten(Cafe cafe, string billId) =>
        BillReceiptAnswer.Find(cafe, billId) is { } bill
            ? [.. bill.OrderIds.Items.Where(orderId => cafe.Order(orderId) is null)]
            : [];
}
