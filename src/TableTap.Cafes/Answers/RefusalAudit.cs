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

    private readonly IJournal journal;
    private readonly TimeProvider time;
    private readonly ILogger log;
    private readonly Lock gate = new();
    private readonly ITimer timer;
    private Dictionary<(string, string, string, string), AuditLine> counted = [];
    private Task writing = Task.CompletedTask;
    private bool running;

    /// <summary>Makes the audit.</summary>
    /// <param name="journal">Where lines are written.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    public RefusalAudit(IJournal journal, TimeProvider time, ILoggerFactory loggers)
    {
        this.journal = journal;
        this.time = time;
        log = loggers.CreateLogger<RefusalAudit>();
        timer = time.CreateTimer(
            _ => Write(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
    }

    /// <summary>Counts a refusal.</summary>
    /// <param name="line">Its line, as if it stood alone; null for a guest's, which is not audited.</param>
    public void Count(AuditLine? line)
    {
        if (line is null)
        {
            return;
        }

        lock (gate)
        {
            var key =
                counted.Count < MaxLines
                    ? (line.Chain, line.Actor, line.Command, line.Result)
                    : (AuditTrail.Server, "", "", line.Result);
            counted[key] = counted.TryGetValue(key, out var first)
                ? first with
                {
                    Count = first.Count + 1,
                }
                : line;
            if (!running)
            {
                running = true;
                timer.Change(Window, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Writes what was counted.</summary>
    public async ValueTask DisposeAsync()
    {
        await timer.DisposeAsync();
        Write();
        await writing;
    }

    private void Write()
    {
        lock (gate)
        {
            running = false;
            if (counted.Count > 0)
            {
                AuditLine[] lines = [.. counted.Values];
                counted = [];
                writing = WriteAsync(writing, lines);
            }
        }
    }

    private async Task WriteAsync(Task before, AuditLine[] lines)
    {
        await before;
        try
        {
            await journal.AppendAsync(
                new(AuditTrail.Server, ExpectedVersion: null, [], [], [], lines),
                CancellationToken.None
            );
        }
        catch (Exception fault)
        {
            log.RefusalsNotAudited(lines.Sum(line => line.Count), fault);
        }
    }
}
