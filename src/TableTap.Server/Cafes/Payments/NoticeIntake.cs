using TableTap.Protocol;
using TableTap.Realtime;

namespace TableTap.Server.Cafes;

/// <summary>
/// Takes the notices of payment providers in: to their café, or into the waiting room from where they are tried again.
/// <see cref="StartAsync"/> comes first. Thread-safe.
/// </summary>
public sealed class NoticeIntake : IAsyncDisposable
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(30);

    private readonly CafeHost cafes;
    private readonly WaitingNotices waiting;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly CancellationTokenSource stopping = new();
    private Task retrying = Task.CompletedTask;

    /// <summary>Makes the intake; nothing is read yet.</summary>
    /// <param name="cafes">The cafés.</param>
    /// <param name="journal">Where notices wait.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    public NoticeIntake(CafeHost cafes, IJournal journal, TimeProvider time, ILoggerFactory loggers)
    {
        this.cafes = cafes;
        this.time = time;
        waiting = new(journal, time);
        log = loggers.CreateLogger<NoticeIntake>();
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

    /// <summary>Takes a notice; when this returns without a refusal it is durable, or nothing here is meant by it.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="served">The cafés that its provider serves; empty for all.</param>
    /// <param name="address">Where it came from.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="JournalUnavailableException">Nothing can be stored now.</exception>
    internal async ValueTask<NoticeOutcome> TakeAsync(
        ProviderNotice notice,
        IReadOnlyList<string> served,
        string? address,
        CancellationToken cancellationToken
    )
    {
        var outcome = await cafes.NotifyAsync(notice, served, address, cancellationToken);
        if (outcome.Done || outcome.Refusal is not null || notice.OrderId is null)
        {
            return outcome;
        }

        var line = new AuditLine(
            AuditTrail.Server,
            notice.Provider,
            AuditTrail.Service,
            address,
            AuditTrail.Webhook,
            notice.EventId,
            AuditTrail.Processed,
            time.GetUtcNow()
        )
        {
            Target = notice.OrderId,
        };
        return await waiting.KeepAsync(notice, served, line)
            ? new(Done: true, null)
            : new(Done: false, Refusals.Busy);
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
                log.NoticesNotTried(fault);
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
                log.NoticeGivenUp(one.Notice.Provider, one.Notice.EventId);
                await waiting.LeaveAsync(one.Key, expired: true);
            }
            else if (
                (await cafes.NotifyAsync(one.Notice, one.Cafes, address: null, stopping.Token)).Done
            )
            {
                await waiting.LeaveAsync(one.Key, expired: false);
            }
        }
    }
}
