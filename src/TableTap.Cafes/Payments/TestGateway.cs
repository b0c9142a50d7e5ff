using System.Text.Json;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Terms;

namespace TableTap.Cafes.Payments;

/// <summary>
/// The demo's payment provider (section 5): its tokens decide how a payment goes, and its results come as any provider's
/// do, as <c>payment_record</c> of a service. Thread-safe.
/// </summary>
/// <param name="cafes">All cafés of the server.</param>
/// <param name="time">The clock that late results come by.</param>
/// <param name="loggers">Where to log.</param>
public sealed class TestGateway(CafeHost cafes, TimeProvider time, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(20);
    private static readonly MessageDescriptor Row = MessageCatalogue.Find("payment_record")!;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger _log = loggers.CreateLogger<TestGateway>();
    private readonly Lock _gate = new();
    private Task _late = Task.CompletedTask;

    /// <summary>Pays an order of the caller's.</summary>
    /// <param name="caller">The guest who pays.</param>
    /// <param name="orderId">Their order, by card or on a bill, and not paid yet.</param>
    /// <param name="token"><c>tok_ok</c>, <c>tok_declined</c>, <c>tok_timeout</c> or <c>tok_late</c>.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    public async Task<TestPayment> PayAsync(
        Identity caller,
        string orderId,
        string token,
        CancellationToken cancellationToken
    )
    {
        if (
            cafes.FindOrder(caller, orderId) is not { } found
            || found.Order.OwnerId != caller.UserId
        )
        {
            return new(null, CommandErrors.NotFound("order", orderId));
        }

        if (Check(found.Order) is { } refusal)
        {
            return new(null, refusal);
        }

        switch (token)
        {
            case "tok_ok":
                return await ResultAsync(found, Paid(found.Order), cancellationToken);
            case "tok_declined":
                return await ResultAsync(found, Declined(found.Order), cancellationToken);
            case "tok_late":
                lock (_gate)
                {
                    _late = Task.WhenAll(_late, PayLateAsync(found));
                }

                return new(TestPaymentStatus.Processing, null);
            case "tok_timeout":
                return new(TestPaymentStatus.Processing, null);
            default:
                return new(
                    null,
                    CommandErrors.Invalid([
                        new("token", "one of tok_ok, tok_declined, tok_timeout, tok_late"),
                    ])
                );
        }
    }

    /// <summary>Stops the late payments: results that have not come by now never come.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _late;
        _stopping.Dispose();
    }

    private static ErrorBody? Check(Order order) =>
        order is { BillId: not null, IsPayableByCard: true } ? null
        : order.BillId is not null
            ? new(ErrorCode.Conflict, "Nothing of this order is due", Current: Current(order))
        : order.Payment.Method != PaymentMethod.Card
            ? new(ErrorCode.Conflict, "This order is paid at the counter")
        : order.Payment.Captured.IsPositive
            ? new(ErrorCode.Conflict, "This order is paid", Current: Current(order))
        : order.Status != OrderStatus.Pending
            ? new(
                ErrorCode.InvalidOrderStatus,
                $"An order that is '{order.Status.Word}' cannot be paid",
                Current: Current(order)
            )
        : null;

    private static CurrentState Current(Order order) => new(order.Status, order.Version);

    // The provider's event ids follow from the order, so that a double tap is one payment.
    private static PaymentRecord Paid(Order order) =>
        new(
            order.OrderId,
            PaymentMethod.Card,
            order.DueByCard,
            ProviderEventId: $"txn_{order.OrderId}"
        );

    private static PaymentRecord Declined(Order order) =>
        new(
            order.OrderId,
            PaymentMethod.Card,
            order.DueByCard,
            PaymentResult.Failed,
            ProviderEventId: $"test_declined{order.Payment.Failures + 1}_{order.OrderId}",
            Reason: "insufficient_funds"
        );

    private async Task<TestPayment> ResultAsync(
        CafeOrder found,
        PaymentRecord result,
        CancellationToken cancellationToken
    )
    {
        var isRecorded = await RecordAsync(found, result, cancellationToken);
        var order = cafes.Find(found.Cafe.CafeId)?.Order(result.OrderId);
        return order is null ? new(null, CommandErrors.NotFound("order", result.OrderId))
            : order.Payment.Captured > found.Order.Payment.Captured
                ? new(TestPaymentStatus.Succeeded, null)
            : order.Payment.Failures > found.Order.Payment.Failures
                ? new(TestPaymentStatus.Failed, null)
            : !isRecorded ? new(null, CommandErrors.Unavailable)
            // A repeat is answered from the journal, a moment before the café itself is as it says.
            : result.Result == PaymentResult.Success ? new(TestPaymentStatus.Succeeded, null)
            : new(TestPaymentStatus.Failed, null);
    }

    private async Task PayLateAsync(CafeOrder found)
    {
        try
        {
            await Task.Delay(Late, time, _stopping.Token);
            await RecordAsync(found, Paid(found.Order), _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The provider is gone; its result will never come.
        }
        catch (Exception fault)
        {
            _log.LatePaymentFailed(fault);
        }
    }

    /// <summary>Records what the provider says; false where the café refuses it.</summary>
    private async Task<bool> RecordAsync(
        CafeOrder found,
        PaymentRecord result,
        CancellationToken cancellationToken
    )
    {
        var request = new CommandRequest(
            new Identity(
                "test-gateway",
                Role.Service,
                [found.Cafe.CafeId],
                Counters: null,
                Name: null,
                TokenId: null,
                Issuer: "tabletap:test-gateway",
                ExpiresAt: DateTimeOffset.MaxValue
            ),
            Row,
            result.ProviderEventId!,
            FrameWriter.Payload(result, CommandJson.Payloads.PaymentRecord),
            Address: null
        );
        using var answer = JsonDocument.Parse(
            await cafes.Commands.HandleAsync(request, null, cancellationToken)
        );
        return !answer.RootElement.GetProperty("data"u8).TryGetProperty("error"u8, out _);
    }
}
