using TableTap.Cafes.Answers;
using TableTap.Cafes.Hosting;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.ProviderEvents;

/// <summary>
/// Takes in what payment providers say: to its café, or into the waiting room from where it is tried again.
/// <see cref="StartAsync"/> comes first. Thread-safe.
/// </summary>
public sealed class ProviderEventInbox : IAsyncDisposable
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(30);

    private readonly ProviderEventHandler desk;
    private readonly PendingProviderEvents waiting;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private Task retrying = Task.CompletedTask;

    /// <summary>Makes the intake; nothing is read yet.</summary>
    /// <param name="cafes">The cafés.</param>
    /// <param name="journal">Where events wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    public ProviderEventInbox(
        CafeHost cafes,
        IJournal journal,
        TimeProvider time,
        ILoggerFactory loggers
    )
    {
        desk = new(cafes.Fleet, journal);
        this.time = time;
        waiting = new(journal, time);
        log = loggers.CreateLogger<ProviderEventInbox>();
    }

    /// <summary>Reads what waits, and begins to try it again.</summary>
    /// <param name="cancellationToken">Stops the start.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await waiting.ReadAsync(cancellationToken);
        retrying = RetryAsync();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await retrying;
        stopping.Dispose();
        waiting.Dispose();
    }

    /// <summary>Takes an event; when this returns without a refusal it is durable, or nothing here is meant by it.</summary>
    /// <param name="notice">The event.</param>
    /// <param name="served">The cafés that its provider serves; empty for all.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalUnavailableException">Nothing can be stored now.</exception>
    public async ValueTask<ProviderEventOutcome> TakeAsync(
        IncomingProviderEvent notice,
        IReadOnlyList<string> served,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var outcome = await desk.HandleAsync(notice, served, address, cancellationToken);
        if (outcome.Done || outcome.Refusal is not null || notice.OrderId is null)
        {
            return outcome;
        }

        var line = AuditTrail.Line(
            notice.Provider,
            address,
            notice.EventId,
            refusal: null,
            time.GetUtcNow()
        ) with
        {
            Target = notice.OrderId,
        };
        return await waiting.KeepAsync(notice, served, line)
            ? new(Done: true, null)
            : new(Done: false, CommandErrors.Busy);
    }

    private async Task RetryAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(TryAgain, time, stopping.Token);
                await TryAllAsync();
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                log.ProviderEventsNotRetried(fault);
            }
        }
    }

    private async Task TryAllAsync()
    {
        await waiting.ReadAsync(stopping.Token);
        var old = await waiting.OldAsync(stopping.Token);
        foreach (var one in await waiting.ListAsync(stopping.Token))
        {
            if (old.Contains(one.Key))
            {
                log.ProviderEventDropped(one.Notice.Provider, one.Notice.EventId);
                await waiting.LeaveAsync(one.Key, expired: true);
            }
            else if (
                (await desk.HandleAsync(one.Notice, one.Cafes, address: null, stopping.Token)).Done
            )
            {
                await waiting.LeaveAsync(one.Key, expired: false);
            }
        }
    }
}
