using TableTap.Cafes.Hosting;
using TableTap.Cafes.Loop;
using TableTap.Cafes.ProviderEvents;
using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Cafes.Payments;

/// <summary>A refund that is to be handed to its provider.</summary>
/// <param name="CafeId">The café that gives the money back.</param>
/// <param name="Currency">The café's currency, by ISO 4217.</param>
/// <param name="Pending">The refund, and how its handing over goes.</param>
public sealed record RefundTask(string CafeId, string Currency, PendingRefund Pending);

/// <summary>
/// The refunds that are to be handed to their providers, of all cafés. It keeps nothing itself: the cafés' facts say what is pending and
/// was not taken yet, so that a kill loses nothing (section 5, "Carrying refunds out"). Thread-safe.
/// </summary>
/// <param name="cafes">All cafés of the server.</param>
/// <param name="inbox">Takes what providers say of refunds.</param>
/// <param name="time">The clock.</param>
public sealed class RefundWorkList(CafeHost cafes, ProviderEventInbox inbox, TimeProvider time)
{
    /// <summary>What is due now, the oldest of each café first. What a voucher paid waits until its issuer has given the money.</summary>
    public IReadOnlyList<RefundTask> Due()
    {
        var now = time.GetUtcNow();
        return
        [
            .. cafes.Registry.All.SelectMany(loop =>
            {
                var cafe = loop.Cafe;
                return cafe
                    .PendingRefunds.Values.Where(pending =>
                        pending is { Refund.Provider: not null }
                        && pending.Delivery.NextAttemptAt <= now
                        && !cafe.Vouchers.Contains(pending.Refund.TransactionId)
                    )
                    .Select(pending => new RefundTask(cafe.CafeId, cafe.Profile.Currency, pending));
            }),
        ];
    }

    /// <summary>Whether a refund still waits for a try: nobody has settled it meanwhile.</summary>
    /// <param name="task">The refund.</param>
    public bool IsWanted(RefundTask task) =>
        cafes.Find(task.CafeId)?.PendingRefunds.TryGet(task.Pending.Refund.RefundId, out var now)
            == true
        && now.Delivery.NextAttemptAt is not null;

    /// <summary>Notes that a try failed; the next one comes later.</summary>
    /// <param name="task">The refund.</param>
    /// <param name="error">Why, in words that hold no secret.</param>
    /// <returns>Whether that is stored.</returns>
    public Task<bool> FailedAsync(RefundTask task, string error) =>
        NoteAsync(task, new ReportRefundAttempt(task.Pending.Refund.RefundId, error));

    /// <summary>Notes that the provider took it; what becomes of it, the provider reports.</summary>
    /// <param name="task">The refund.</param>
    /// <returns>Whether that is stored.</returns>
    public Task<bool> HandedOverAsync(RefundTask task) =>
        NoteAsync(task, new ReportRefundHandedOver(task.Pending.Refund.RefundId));

    /// <summary>Takes the provider's own word on how the refund is, as if it had come by webhook.</summary>
    /// <param name="task">The refund.</param>
    /// <param name="status">How it is.</param>
    /// <param name="providerRefundId">The provider's id of it; null where it made none.</param>
    /// <param name="reason">The provider's word for a failure.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Whether that is stored.</returns>
    public async Task<bool> ReportedAsync(
        RefundTask task,
        RefundStatus status,
        string? providerRefundId,
        string? reason,
        CancellationToken cancellationToken
    )
    {
        var refund = task.Pending.Refund;
        var outcome = await inbox.TakeAsync(
            new IncomingProviderEvent(
                refund.Provider!,
                $"tabletap_{refund.RefundId}_{status.Word}",
                status switch
                {
                    RefundStatus.Succeeded => ProviderEventKind.RefundSucceeded,
                    RefundStatus.Failed => ProviderEventKind.RefundFailed,
                    _ => ProviderEventKind.RefundPending,
                },
                task.Pending.OrderId,
                task.CafeId,
                refund.Amount,
                Money.Zero,
                task.Currency,
                refund.TransactionId,
                providerRefundId,
                reason
            )
            {
                CafeRefundId = refund.RefundId,
            },
            [task.CafeId],
            address: null,
            cancellationToken
        );
        return outcome.Done;
    }

    private async Task<bool> NoteAsync(RefundTask task, CafeCommand command)
    {
        var note = new CommandTask(command);
        return cafes.Registry.Find(task.CafeId) is { } loop
            && loop.TryPost(note)
            && (await note.Done).Refusal is null;
    }
}
