using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Server.Logging;

namespace TableTap.Server.Keys;

/// <summary>
/// Tells the signed head of each chain of the audit in the log, at the start and once a day: a log that is kept elsewhere then proves
/// what the audit held (section 9). Thread-safe.
/// </summary>
internal sealed class AuditHeadLog : IAsyncDisposable
{
    /// <summary>How often heads are told.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromDays(1);

    private readonly IJournal _journal;
    private readonly ServerKeys _keys;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private readonly Lock _gate = new();
    private Task _telling = Task.CompletedTask;

    /// <summary>Tells the heads now, and from now on each day.</summary>
    /// <param name="journal">Where the audit is.</param>
    /// <param name="keys">The keys that signed its heads.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where to tell.</param>
    public AuditHeadLog(IJournal journal, ServerKeys keys, TimeProvider time, ILogger log)
    {
        (_journal, _keys, _log) = (journal, keys, log);
        _timer = time.CreateTimer(_ => Tell(), null, TimeSpan.Zero, Period);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        await _telling;
    }

    private void Tell()
    {
        lock (_gate)
        {
            _telling = TellAsync(_telling);
        }
    }

    private async Task TellAsync(Task before)
    {
        await before;
        try
        {
            foreach (var (head, token) in await _journal.AuditHeadsAsync(CancellationToken.None))
            {
                if (token is not null && AuditHead.Read(token, _keys.Find) == head)
                {
                    ServerLog.AuditHeadTold(_log, head.Chain, head.Number, token);
                }
                else
                {
                    ServerLog.AuditChanged(_log, head.Chain);
                }
            }
        }
        catch (Exception unreadable)
        {
            ServerLog.AuditHeadsUnread(_log, unreadable);
        }
    }
}
