using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.ProviderEvents;

/// <summary>
/// Takes in what payment providers say: to its café, or among those that wait and are tried again.
/// <see cref="StartAsync"/> comes first. Thread-safe.
/// </summary>
public sealed class ProviderEventInbox : IAsyncDisposable
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(30);

    private readonly ProviderEventHandler _handler;
    private readonly PendingProviderEvents _waiting;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private Task _retrying = Task.CompletedTask;

    /// <summary>Makes the inbox; nothing is read yet.</summary>
    /// <param name="cafes">All cafés of the server.</param>
    /// <param name="journal">Where events wait.</param>
    /// <param name="time">The clock of the inbox.</param>
    /// <param name="loggers">Where to log.</param>
    public ProviderEventInbox(
        CafeHost cafes,
        IJournal journal,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        _handler = new(cafes.Registry, journal);
        _time = time;
        _waiting = new(journal, time);
        _log = loggers.CreateLogger<ProviderEventInbox>();
    }

    /// <summary>Reads what waits, and begins to try it again.</summary>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _waiting.ReadAsync(cancellationToken);
        _retrying = RetryAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _retrying;
        _stopping.Dispose();
        _waiting.Dispose();
    }

    /// <summary>Takes an event; when this returns without a refusal it is durable, or nothing here is meant by it.</summary>
    /// <param name="incoming">The event as it came.</param>
    /// <param name="served">The cafés that its provider serves; empty for all.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Stops waiting; the event may still be taken.</param>
    /// <exception cref="JournalUnavailableException">Nothing can be stored now.</exception>
    public async ValueTask<ProviderEventOutcome> TakeAsync(
        IncomingProviderEvent incoming,
        IReadOnlyList<string> served,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var outcome = await _handler.HandleAsync(incoming, served, address, cancellationToken);
        if (outcome.Done || outcome.Refusal is not null || incoming.OrderId is null)
        {
            return outcome;
        }

        var line = AuditTrail.Line(
            incoming.Provider,
            address,
            incoming.EventId,
            refusal: null,
            _time.GetUtcNow()
        ) with
        {
            Target = incoming.OrderId,
        };
        return await _waiting.KeepAsync(incoming, served, line)
            ? new(Done: true, null)
            : new(Done: false, CommandErrors.Busy);
    }

    private async Task RetryAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TryAgain, _time, _stopping.Token);
                await TryAllAsync();
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                _log.ProviderEventsNotRetried(fault);
            }
        }
    }

    private async Task TryAllAsync()
    {
        await _waiting.ReadAsync(_stopping.Token);
        var old = await _waiting.OldAsync(_stopping.Token);
        foreach (var one in await _waiting.ListAsync(_stopping.Token))
        {
            if (old.Contains(one.Key))
            {
                _log.ProviderEventDropped(one.Event.Provider, one.Event.EventId);
                await _waiting.LeaveAsync(one.Key, expired: true);
            }
            else if (
                (
                    await _handler.HandleAsync(one.Event, one.Cafes, address: null, _stopping.Token)
                ).Done
            )
            {
                await _waiting.LeaveAsync(one.Key, expired: false);
            }
        }
    }
}
