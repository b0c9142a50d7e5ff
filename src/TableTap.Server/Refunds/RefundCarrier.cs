using TableTap.Cafes.Payments;
using TableTap.Realtime.Journal;
using TableTap.Server.Configuration;
using TableTap.Server.Logging;
using TableTap.Terms;

namespace TableTap.Server.Refunds;

/// <summary>
/// Hands refunds to their providers, one task for each provider, so that one that hangs holds up no other. What is to be done, and what
/// came of it, is in the cafés' facts: a kill at any moment loses nothing, and what is done once more is known by its id.
/// </summary>
internal sealed class RefundCarrier : IAsyncDisposable
{
    private const int AtOnce = 4;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NotStored = TimeSpan.FromSeconds(10);

    /// <summary>What could not be tried for so long may have been done by hand: a person has it tried again.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromDays(3);

    private readonly LiveSettings _settings;
    private readonly RefundWorkList _work;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RefundHttp _http;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;

    /// <summary>Starts to hand over what is due.</summary>
    /// <param name="settings">The providers, with the secrets that count now.</param>
    /// <param name="work">What is to be done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For the operator.</param>
    public RefundCarrier(LiveSettings settings, RefundWorkList work, TimeProvider time, ILogger log)
    {
        (_settings, _work, _time, _log, _http) = (settings, work, time, log, new(time));
        _running = Task.WhenAll(
            settings.Now.Payments.Providers.SelectMany(provider =>
                new[]
                {
                    RunAsync(provider.Name, areVouchers: false, WayOf(provider)),
                    RunAsync(provider.Name, areVouchers: true, WayOfVouchers(provider)),
                }
            )
        );
    }

    /// <summary>Stops; what is under way is tried again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _http.Dispose();
    }

    private Func<RefundTask, CancellationToken, Task<RefundOutcome>>? WayOf(
        PaymentProviderOptions provider
    ) =>
        provider.SecretKey is not null ? new StripeRefunds(provider, _http, _time).CarryAsync
        : provider.RefundsUrl is { } address ? WebhookOf(provider, address).CarryAsync
        : null;

    /// <summary>What a voucher paid goes back to who issued it, however its cards are served.</summary>
    private Func<RefundTask, CancellationToken, Task<RefundOutcome>>? WayOfVouchers(
        PaymentProviderOptions provider
    ) =>
        (provider.RefundsUrl ?? provider.VouchersUrl) is { } address
            ? WebhookOf(provider, address).CarryAsync
            : null;

    private RefundWebhook WebhookOf(PaymentProviderOptions provider, string address) =>
        new(() => _settings.Now.Payments.Find(provider.Name)!, address, _http, _time);

    private async Task RunAsync(
        string provider,
        bool areVouchers,
        Func<RefundTask, CancellationToken, Task<RefundOutcome>>? carry
    )
    {
        if (carry is null)
        {
            return;
        }

        await Task.Yield();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(BetweenLooks, _time, _stopping.Token);
                await Parallel.ForEachAsync(
                    _work.Due().Where(task => IsFor(provider, areVouchers, task)),
                    new ParallelOptions
                    {
                        MaxDegreeOfParallelism = AtOnce,
                        CancellationToken = _stopping.Token,
                    },
                    async (task, stop) => await CarryAsync(task, carry, stop)
                );
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                ServerLog.RefundsHalted(_log, provider, fault);
                await Task.Delay(NotStored, _time, _stopping.Token)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private bool IsFor(string provider, bool areVouchers, RefundTask task) =>
        task.Pending.Refund.Provider == provider
        && (task.Pending.Refund.Tender == Tender.Voucher) == areVouchers
        && task.Pending.Delivery.NextAttemptAt > _time.GetUtcNow() - Stale;

    private async Task CarryAsync(
        RefundTask task,
        Func<RefundTask, CancellationToken, Task<RefundOutcome>> carry,
        CancellationToken cancellationToken
    )
    {
        if (!_work.IsWanted(task))
        {
            return;
        }

        var outcome = await carry(task, cancellationToken);
        if (outcome.Error is { } error)
        {
            ServerLog.RefundNotHandedOver(
                _log,
                task.Pending.Refund.RefundId,
                task.Pending.Refund.Provider!,
                error
            );
        }

        if (!await StoredAsync(task, outcome, cancellationToken))
        {
            throw new JournalUnavailableException("What came of a refund could not be stored.");
        }
    }

    private Task<bool> StoredAsync(
        RefundTask task,
        RefundOutcome outcome,
        CancellationToken cancellationToken
    ) =>
        outcome.Error is { } error ? _work.FailedAsync(task, error)
        : outcome.Status is { } status
            ? _work.ReportedAsync(
                task,
                status,
                outcome.ProviderRefundId,
                outcome.Reason,
                cancellationToken
            )
        : _work.HandedOverAsync(task);
}
