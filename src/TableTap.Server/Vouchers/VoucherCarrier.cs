using TableTap.Cafes.Payments;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Server.Configuration;
using TableTap.Server.Logging;
using TableTap.Server.Refunds;

namespace TableTap.Server.Vouchers;

/// <summary>
/// Asks the issuers of vouchers, each by itself, so that one that hangs holds up no other. What is to be asked, and what came of it, is in
/// the cafés' facts: a kill at any moment loses nothing, and what is asked once more is known by its id.
/// </summary>
internal sealed class VoucherCarrier : IAsyncDisposable
{
    /// <summary>The most requests to one issuer at a time.</summary>
    private const int AtOnce = 8;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NotStored = TimeSpan.FromSeconds(10);

    private readonly VoucherWorkList _work;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly RefundHttp _http;
    private readonly Dictionary<string, VoucherWebhook> _issuers;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _asked = new(0, 1);

    /// <summary>The issuer of each payment that is being asked for.</summary>
    private readonly Dictionary<string, string> _underWay = new(StringComparer.Ordinal);

    private readonly Task _running;

    /// <summary>Starts to ask what is due.</summary>
    /// <param name="settings">The providers, with the secrets that count now.</param>
    /// <param name="work">What is to be asked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For the operator.</param>
    public VoucherCarrier(
        LiveSettings settings,
        VoucherWorkList work,
        TimeProvider time,
        ILogger log
    )
    {
        (_work, _time, _log, _http) = (work, time, log, new(time));
        _issuers = settings
            .Now.Payments.Providers.Where(provider => provider.VouchersUrl is not null)
            .ToDictionary(
                provider => provider.Name,
                provider => new VoucherWebhook(
                    () => settings.Now.Payments.Find(provider.Name)!,
                    _http,
                    time
                ),
                StringComparer.Ordinal
            );
        work.Codes.Asked = Wake;
        _running = RunAsync();
    }

    /// <summary>Stops; what is under way is asked again at the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
        _asked.Dispose();
        _http.Dispose();
    }

    /// <summary>Somebody stands there and waits: no look later, but now.</summary>
    private void Wake()
    {
        try
        {
            _asked.Release();
        }
        catch (Exception known) when (known is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake already, or for ever asleep.
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var all = new List<Task>();
        while (!_stopping.IsCancellationRequested)
        {
            foreach (var task in _work.Due())
            {
                if (Begins(task.Voucher))
                {
                    all.Add(CarryAsync(task));
                }
            }

            all.RemoveAll(one => one.IsCompleted);
            await WaitAsync();
        }

        await Task.WhenAll(all);
    }

    /// <summary>Whether a payment is to be asked for now: it is not yet, and its issuer has room.</summary>
    private bool Begins(VoucherPayment voucher)
    {
        lock (_underWay)
        {
            return _underWay.Values.Count(issuer => issuer == voucher.Issuer) < AtOnce
                && _underWay.TryAdd(voucher.VoucherId, voucher.Issuer);
        }
    }

    /// <summary>Until somebody asks, or a second has passed.</summary>
    private async Task WaitAsync()
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        var clock = Task.Delay(BetweenLooks, _time, either.Token);
        var asked = _asked.WaitAsync(either.Token);
        await Task.WhenAny(clock, asked);
        await either.CancelAsync();
        await clock.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await asked.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task CarryAsync(VoucherTask task)
    {
        try
        {
            var outcome = _issuers.TryGetValue(task.Voucher.Issuer, out var issuer)
                ? await issuer.AskAsync(task, _stopping.Token)
                : VoucherOutcome.Retry("the settings know no address of it");
            if (outcome.Error is { } error)
            {
                ServerLog.VoucherNotAsked(_log, task.Voucher.VoucherId, task.Voucher.Issuer, error);
            }

            if (!await StoredAsync(task, outcome))
            {
                throw new JournalUnavailableException(
                    "What came of a voucher could not be stored."
                );
            }

            Wake();
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is asked again at the next start.
        }
        catch (Exception fault)
        {
            ServerLog.VouchersHalted(_log, task.Voucher.Issuer, fault);
            await Task.Delay(NotStored, _time, _stopping.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            lock (_underWay)
            {
                _underWay.Remove(task.Voucher.VoucherId);
            }
        }
    }

    private Task<bool> StoredAsync(VoucherTask task, VoucherOutcome outcome) =>
        outcome.Error is { } error ? _work.FailedAsync(task, error)
        : outcome.Refusal is { } reason ? _work.RefusedAsync(task, reason)
        : outcome.Amount is { } amount ? _work.HeldAsync(task, amount)
        : _work.SettledAsync(task);
}
