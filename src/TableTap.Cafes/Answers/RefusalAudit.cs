using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Answers;

/// <summary>
/// Audits refusals that come in floods: one line with a count for each actor, command, reason and minute, so that no flood fills the
/// disk. Nothing was changed by what is counted here, so it need not be written before it is answered. Thread-safe.
/// </summary>
public sealed class RefusalAudit : IAsyncDisposable
{
    /// <summary>How long refusals are counted before their line is written.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    /// <summary>The most lines of a window; what is beyond is counted on the last one of its reason.</summary>
    private const int MaxLines = 10_000;

    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private Dictionary<(string, string, string, string), AuditLine> _counted = [];
    private Task _writing = Task.CompletedTask;
    private bool _running;

    /// <summary>Makes an audit that has counted nothing yet.</summary>
    /// <param name="journal">Where lines are written.</param>
    /// <param name="time">The clock by which lines are written.</param>
    /// <param name="loggers">Where to log.</param>
    public RefusalAudit(IJournal journal, TimeProvider time, ILoggerFactory loggers)
    {
        _journal = journal;
        _time = time;
        _log = loggers.CreateLogger<RefusalAudit>();
        _timer = time.CreateTimer(
            _ => Write(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Counts a refusal, to be written with those that are like it.</summary>
    /// <param name="line">Its line, as if it stood alone; null for a guest's, which is not audited.</param>
    public void Count(AuditLine? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_gate)
        {
            var key =
                _counted.Count < MaxLines
                    ? (line.Chain, line.Actor, line.Command, line.Result)
                    : (AuditTrail.Server, "", "", line.Result);
            _counted[key] = _counted.TryGetValue(key, out var first)
                ? first with
                {
                    Count = first.Count + 1,
                }
                : line;
            if (!_running)
            {
                _running = true;
                _timer.Change(Window, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes what was counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await _timer.DisposeAsync();
        Write();
        await _writing;
    }

    private void Write()
    {
        lock (_gate)
        {
            _running = false;
            if (_counted.Count > 0)
            {
                AuditLine[] lines = [.. _counted.Values];
                _counted = [];
                _writing = WriteAsync(_writing, lines);
            }
        }
    }

    private async Task WriteAsync(Task before, AuditLine[] lines)
    {
        await before;
        try
        {
            await _journal.AppendAsync(
                new(AuditTrail.Server, ExpectedVersion: null, [], [], [], lines),
                CancellationToken.None
            );
        }
        catch (Exception fault)
        {
            _log.RefusalsNotAudited(lines.Sum(line => line.Count), fault);
        }
    }
}
