using TableTap.Realtime.Journal;
using TableTap.Testing.Journals;

namespace TableTap.Testing.Defects;

/// <summary>A journal that keeps its word but for one lie. Thread-safe.</summary>
/// <param name="journal">The journal that does the work; it is closed with this one.</param>
/// <param name="defect">The lie; one that is not of journals changes nothing.</param>
/// <param name="time">The clock.</param>
public sealed class LyingJournal(IJournal journal, Defect defect, TimeProvider time)
    : JournalDecorator(journal)
{
    // Long enough that a crash finds it, also where a machine is slow to bring the answer to the client.
    private static readonly TimeSpan Lateness = TimeSpan.FromSeconds(2);

    // However it ends, and without leaving a schedule's thread.
    private const ConfigureAwaitOptions AsItEnds =
        ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext;

    private readonly Lock _gate = new();
    private readonly HashSet<AnswerKey> _promised = [];
    private Task _written = Task.CompletedTask;
    private Task<long>? _position;

    public override async ValueTask<AppendOutcome> AppendAsync(
        AppendBatch batch,
        CancellationToken cancellationToken
    )
    {
        switch (defect)
        {
            case Defect.ForgetCursor:
                return await base.AppendAsync(batch with { Cursors = [] }, cancellationToken);
            case Defect.AckBeforeCommit:
                var appended = AppendLater(batch, out var isPromised, out var position);
                if (!isPromised)
                {
                    return await appended;
                }

                var version = (batch.ExpectedVersion ?? 0) + batch.Facts.Count;
                return new(true, version, await position);
            default:
                return await base.AppendAsync(batch, cancellationToken);
        }
    }

    public override async ValueTask<StoredAnswer?> FindAnswerAsync(
        AnswerKey key,
        CancellationToken cancellationToken
    )
    {
        Task written;
        lock (_gate)
        {
            written = _promised.Contains(key) ? _written : Task.CompletedTask;
        }

        await written.ConfigureAwait(AsItEnds);
        return await base.FindAnswerAsync(key, cancellationToken);
    }

    public override async ValueTask DisposeAsync()
    {
        await _written.ConfigureAwait(AsItEnds);
        await base.DisposeAsync();
    }

    // Batches are written one after the other, as they came: only the answer is early, the order is the right one.
    private Task<AppendOutcome> AppendLater(
        AppendBatch batch,
        out bool isPromised,
        out Task<long> position
    )
    {
        lock (_gate)
        {
            // Only that it is durable is a lie; where it will stand is true, and rights are bounded by it.
            position = _position = PositionAfterAsync(_position, batch.Messages.Count);
            var answers = batch.Answers.Select(answer => answer.Key).ToList();
            isPromised = answers.Count > 0 && !answers.Exists(_promised.Contains);
            _promised.UnionWith(answers);
            var appended = AfterAsync(
                Task.WhenAll(_written, position),
                batch,
                isPromised ? Lateness : TimeSpan.Zero
            );
            _written = appended;
            return appended;
        }
    }

    private async Task<long> PositionAfterAsync(Task<long>? before, int messages) =>
        messages
        + (
            before is null
                ? (await HeadsAsync([], CancellationToken.None)).Position
                : await before.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext)
        );

    private async Task<AppendOutcome> AfterAsync(Task before, AppendBatch batch, TimeSpan lateness)
    {
        await Task.WhenAll(before, Task.Delay(lateness, time)).ConfigureAwait(AsItEnds);
        return await base.AppendAsync(batch, CancellationToken.None);
    }
}
