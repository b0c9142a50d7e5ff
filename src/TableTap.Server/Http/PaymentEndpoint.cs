using TableTap.Cafes.Payments;
using TableTap.Protocol.Errors;
using TableTap.Server.Http.Operations;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary><c>POST /v1/payments/test</c>: the demo's provider, for the order's owner (section 5). Thread-safe.</summary>
/// <param name="auth">Finds out who pays.</param>
/// <param name="gateway">The demo's payment provider.</param>
internal sealed class PaymentEndpoint(BearerAuth auth, TestGateway gateway)
{
    /// <summary>What the address does.</summary>
    public static ApiOperation Operation { get; } =
        new("payWithTestCard", "POST", "/v1/payments/test", ApiTags.Demo, "Pays with a test card")
        {
            Callers = Roles.Customer,
            Request = new(
                "tok_ok, tok_declined, tok_timeout or tok_late.",
                "TestPayment",
                () => HttpJson.Default.TestPaymentRequest
            )
            {
                Example = """{"orderId":"order_uuid","token":"tok_ok"}""",
            },
            Answer = new(
                "How the try stands.",
                "TestPaymentAnswer",
                () => HttpJson.Default.TestPaymentAnswer
            )
            {
                Example = """{"orderId":"order_uuid","status":"succeeded"}""",
            },
            Refusals =
            [
                ErrorCode.MalformedMessage,
                ErrorCode.ValidationFailed,
                ErrorCode.NotFound,
                ErrorCode.InvalidOrderStatus,
                ErrorCode.ServiceUnavailable,
            ],
        };

    /// <summary>Has the demo's provider take a guest's payment, and answers with its status.</summary>
    /// <param name="context">The request.</param>
    public async Task AnswerAsync(HttpContext context)
    {
        if (await auth.IdentifyAsync(context) is not { } guest)
        {
            return;
        }

        var request = await RequestBody.ReadAsync(
            context,
            HttpJson.Default.TestPaymentRequest,
            """{"orderId": "…", "token": "tok_ok"}"""
        );
        if (request is null)
        {
            return;
        }

        var payment = await gateway.PayAsync(
            guest,
            request.OrderId,
            request.Token,
            context.RequestAborted
        );
        await (
            payment.Status is { } status
                ? JsonAnswer.WriteAsync(
                    context,
                    new TestPaymentAnswer(request.OrderId, status),
                    HttpJson.Default.TestPaymentAnswer
                )
                : ProblemDocument.WriteAsync(context, payment.Refusal!)
        );
    }
}
