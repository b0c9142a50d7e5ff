using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Decisions;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Maintenance;

/// <summary>
/// Keeps the maintenance of the server in the journal and tells its beginning and its end when the time comes: the step, its messages and
/// the answer that caused it are one commit, so that a restart in between loses nothing and tells nothing twice. Thread-safe.
/// </summary>
/// <param name="cafes">The ids of all cafés.</param>
/// <param name="tools">What it works with.</param>
public sealed class MaintenanceClock(Func<IEnumerable<string>> cafes, LoopServices tools)
    : IAsyncDisposable
{
    private const string Stream = "maintenance";

    // Wall clocks are set: a time far away is looked at again and again.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _changed = new(0);
    private Task _running = Task.CompletedTask;
    private MaintenancePlan _plan = new();
    private long _version;

    /// <summary>Reads what was announced before and begins to tell what is due.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken);
        _running = RunAsync(_stop.Token);
    }

    /// <summary>Announces a maintenance, another time for one, or its end.</summary>
    /// <param name="request">The command.</param>
    /// <param name="hash">What tells it from another under the same id.</param>
    /// <param name="wanted">What is announced.</param>
    /// <param name="isKnown">Whether it is about one that was announced before.</param>
    /// <returns>The answer; null where another answer to the same id was first.</returns>
    /// <exception cref="JournalUnavailableException">Nothing was announced.</exception>
    internal async Task<CommandReply?> AnnounceAsync(
        CommandRequest request,
        byte[] hash,
        ScheduledMaintenance wanted,
        bool isKnown
    )
    {
        await _turn.WaitAsync();
        try
        {
            await ReadAsync(CancellationToken.None);
            while (true)
            {
                var now = tools.Time.GetUtcNow();
                if (isKnown && !_plan.Knows(wanted.MaintenanceId))
                {
                    return CommandReply.Refused(
                        AuditTrail.Server,
                        request,
                        hash,
                        CommandErrors.NotFound("announcement", wanted.MaintenanceId),
                        now
                    );
                }

                var answer = CommandReply.Processed(
                    AuditTrail.Server,
                    request,
                    hash,
                    new CommandResult(AnnouncementId: wanted.MaintenanceId),
                    now
                );
                if (await TryWriteAsync(_plan.Announce(wanted, now), now, answer))
                {
                    _changed.Release();
                    return answer;
                }

                var key = CommandReply.KeyOf(request);
                if (await tools.Journal.FindAnswerAsync(key, CancellationToken.None) is not null)
                {
                    return null;
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
        _turn.Dispose();
        _changed.Dispose();
    }

    private async Task RunAsync(CancellationToken stopped)
    {
        await Task.Yield();
        while (!stopped.IsCancellationRequested)
        {
            try
            {
                await WaitAsync(await TellAsync(), stopped);
            }
            catch (OperationCanceledException) when (stopped.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // What is due stays due.
                tools.Log.MaintenanceNotTold(fault);
                await Task.Delay(LongestWait, tools.Time, stopped)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Tells what is due, and says how long nothing else will be.</summary>
    private async Task<TimeSpan> TellAsync()
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            var now = tools.Time.GetUtcNow();
            while (_plan.Due(now) is { Count: > 0 } steps && !await TryWriteAsync(steps, now, null))
            { }

            // All that was due is told: what is due all the same must not be looked at without an end.
            var wait = _plan.DueAt - now;
            return wait is not { } time || time > LongestWait ? LongestWait
                : time <= TimeSpan.Zero ? Again
                : time;
        }
        finally
        {
            _turn.Release();
        }
    }

    // Until the time, or until something else is announced.
    private async Task WaitAsync(TimeSpan time, CancellationToken stopped)
    {
        using var timer = new CancellationTokenSource(time, tools.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, stopped);
        try
        {
            await _changed.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stopped.IsCancellationRequested)
        {
            // The time has come.
        }
    }

    /// <summary>Writes steps with what they tell; where another server was first, reads what it wrote instead.</summary>
    private async Task<bool> TryWriteAsync(
        IReadOnlyList<MaintenanceStep> steps,
        DateTimeOffset now,
        CommandReply? answer
    )
    {
        var messages = new MessageBatch(tools.Ids);
        foreach (var step in steps)
        {
            step.Announce(messages, cafes(), now);
        }

        var outcome = await tools.Journal.AppendAsync(
            new(
                Stream,
                _version,
                [.. steps.Select(step => step.ToFact(now))],
                messages.Drafts,
                answer?.Remembered is { } remembered ? [remembered] : [],
                answer?.Line is { } line ? [line] : []
            ),
            CancellationToken.None
        );
        await ReadAsync(CancellationToken.None);
        return outcome.Committed;
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await foreach (
            var fact in tools.Journal.ReadStreamAsync(Stream, _version, cancellationToken)
        )
        {
            _plan = _plan.After(MaintenanceStep.Of(fact));
            _version = fact.Version;
        }
    }
}
