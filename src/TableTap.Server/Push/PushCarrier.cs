using TableTap.Cafes.Hosting;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Server.Logging;

namespace TableTap.Server.Push;

/// <summary>
/// Tells the phones of guests that their orders are ready. It looks each second at what the cafés are, and waits for nobody: a kill at any
/// moment loses nothing, and what is sent once more takes the place of what was sent before (RFC 8030, section 5.4). A push service that
/// hangs holds up no other.
/// </summary>
internal sealed class PushCarrier : IAsyncDisposable
{
    private const int AtOnce = 64;
    private const int AtOnceAtAHost = 8;
    private const string Ready = "order_ready";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenFollows = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan NotStored = TimeSpan.FromSeconds(10);

    private readonly PushSubscriptions _subscriptions;
    private readonly PushSender _sender;
    private readonly PushMetrics _metrics;
    private readonly CafeHost _cafes;
    private readonly bool _isAlone;
    private readonly TimeSpan _forATry;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<string, UnderWay> _underWay = new(StringComparer.Ordinal);
    private TaskCompletionSource _room = NewRoom();
    private bool _isFull;
    private readonly Task _running;

    /// <summary>Starts to tell who is to be told.</summary>
    /// <param name="subscriptions">The phones.</param>
    /// <param name="sender">Hands notifications over.</param>
    /// <param name="metrics">What came of them.</param>
    /// <param name="cafes">The cafés.</param>
    /// <param name="isAlone">Whether no other server uses the journal.</param>
    /// <param name="patience">How long the answer of a push service is waited for.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">For the operator.</param>
    public PushCarrier(
        PushSubscriptions subscriptions,
        PushSender sender,
        PushMetrics metrics,
        CafeHost cafes,
        bool isAlone,
        TimeSpan patience,
        TimeProvider time,
        ILogger log
    )
    {
        (_subscriptions, _sender, _metrics) = (subscriptions, sender, metrics);
        (_cafes, _isAlone, _time, _log) = (cafes, isAlone, time, log);
        // After that the one who began it is gone: it, or another server, tries again.
        _forATry = 2 * patience;
        _running = RunAsync();
    }

    /// <summary>Stops; what is under way is tried again after the next start.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        await SettledAsync();
        _stopping.Dispose();
    }

    /// <summary>Begins to tell each phone that is to be told now, and forgets those of orders that are over.</summary>
    /// <exception cref="JournalUnavailableException">What is over could not be forgotten; the next look does.</exception>
    public async Task LookAsync()
    {
        foreach (var held in _subscriptions.All)
        {
            var cafe = _cafes.Find(held.Kept.CafeId);
            var step = PushPlan.Of(held, cafe, _time.GetUtcNow());
            if (step == PushStep.Forget)
            {
                await _subscriptions.ChangeAsync(held, null);
            }
            else if (step == PushStep.Tell)
            {
                Begin(held, cafe!);
            }
        }
    }

    /// <summary>Waits until what is under way now has its outcome, and that is kept.</summary>
    public Task SettledAsync()
    {
        lock (_underWay)
        {
            return Task.WhenAll(_underWay.Values.Select(one => one.Told));
        }
    }

    private async Task RunAsync()
    {
        await Task.Yield();
        var followed = _time.GetTimestamp();
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await WaitAsync();
                if (!_isAlone && _time.GetElapsedTime(followed) >= BetweenFollows)
                {
                    await _subscriptions.FollowAsync(_stopping.Token);
                    followed = _time.GetTimestamp();
                }

                await LookAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception fault)
            {
                await HaltAsync(fault);
            }
        }
    }

    /// <summary>Waits for the next look, or for room where there was too little.</summary>
    private async Task WaitAsync()
    {
        Task room;
        lock (_underWay)
        {
            room = _room.Task;
        }

        await Task.WhenAny(Task.Delay(BetweenLooks, _time, _stopping.Token), room);
        _stopping.Token.ThrowIfCancellationRequested();
        // Before the look: what makes room while it goes on is heard by the next waiting.
        lock (_underWay)
        {
            if (_room.Task.IsCompleted)
            {
                _room = NewRoom();
            }
        }
    }

    private static TaskCompletionSource NewRoom() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Tells a phone, unless it is being told, or too many are at once.</summary>
    private void Begin(HeldSubscription held, Cafe cafe)
    {
        var (orderId, host) = (held.Kept.OrderId, held.Kept.Host);
        lock (_underWay)
        {
            if (_underWay.ContainsKey(orderId))
            {
                return;
            }

            if (
                _underWay.Count < AtOnce
                && _underWay.Values.Count(one => one.Host == host) < AtOnceAtAHost
            )
            {
                _underWay.Add(orderId, new(host, TellAsync(held, cafe)));
            }
            else
            {
                _isFull = true;
            }
        }
    }

    private async Task TellAsync(HeldSubscription held, Cafe cafe)
    {
        // It is entered as under way before it begins, and so before it can end.
        await Task.Yield();
        try
        {
            var order = cafe.Order(held.Kept.OrderId)!;
            var tried = held.Kept with
            {
                Attempts = held.Kept.Attempts + 1,
                NextAttemptAt = _time.GetUtcNow() + _forATry,
            };
            // Of several servers the one whose write came first tells it.
            if (await _subscriptions.ChangeAsync(held, tried) is not { } claimed)
            {
                return;
            }

            var outcome = await _sender.SendAsync(
                tried,
                new(Ready, order.OrderId, order.OrderNumber, cafe.CafeId, cafe.Profile.Name),
                PushPlan.Left(order.ReadyAt!.Value, _time.GetUtcNow()),
                _stopping.Token
            );
            _metrics.Count(outcome);
            Log(tried, outcome);
            await _subscriptions.ChangeAsync(claimed, After(tried, outcome, order));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // It is tried again after the next start.
        }
        catch (Exception fault)
        {
            await HaltAsync(fault);
        }
        finally
        {
            lock (_underWay)
            {
                _underWay.Remove(held.Kept.OrderId);
                if (_isFull)
                {
                    _isFull = false;
                    _room.TrySetResult();
                }
            }
        }
    }

    private KeptSubscription? After(KeptSubscription tried, PushOutcome outcome, Order order) =>
        outcome switch
        {
            { IsTold: true } => tried with
            {
                ToldOf = PushPlan.Moment(order.ReadyAt!.Value),
                Attempts = 0,
                NextAttemptAt = null,
            },
            { Error: not null } => tried with
            {
                NextAttemptAt = _time.GetUtcNow() + PushPlan.Pause(tried.Attempts, outcome.After),
            },
            _ => null,
        };

    private void Log(KeptSubscription tried, PushOutcome outcome)
    {
        if (outcome.Error is { } error)
        {
            ServerLog.PushNotTaken(_log, tried.Host, error);
        }
        else if (outcome.Refusal > 0)
        {
            ServerLog.PushRefused(_log, tried.Host, outcome.Refusal);
        }
    }

    private async Task HaltAsync(Exception fault)
    {
        // The journal itself tells of its trouble.
        if (fault is not JournalUnavailableException)
        {
            ServerLog.PushHalted(_log, fault);
        }

        await Task.Delay(NotStored, _time, _stopping.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>A phone that is being told.</summary>
    /// <param name="Host">The host of its push service.</param>
    /// <param name="Told">Ends with its outcome; never fails.</param>
    private readonly record struct UnderWay(string Host, Task Told);
}
