using System.Runtime.ExceptionServices;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Brings to this server's dispatcher what other servers say that they committed, in the order of the store, and decides when the store
/// itself has to be looked at: always where hints are missing, and seldom while they come. A look goes on beside the writer loop, so that
/// hints are handed over however far away the store is. Used by the writer loop alone.
/// </summary>
/// <param name="hints">What other servers say.</param>
/// <param name="feed">The way to the dispatcher.</param>
/// <param name="sweep">Looks at the store.</param>
/// <param name="health">How the store is doing.</param>
/// <param name="time">The clock.</param>
internal sealed class HintedCommits(
    CommitHints hints,
    CommittedFeed feed,
    Sweep sweep,
    PostgresHealth health,
    TimeProvider time
)
{
    // A hint that is ahead waits a little for those before it; with more of them something is lost.
    private const int MostEarly = 64;

    /// <summary>How often the store is looked at while hints come: what nobody told is heard so late at most.</summary>
    internal static readonly TimeSpan SlowSweep = TimeSpan.FromSeconds(1);

    // So late a hint may be; far from the store as late as the store's answer was, for both have the same way.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(50);

    private readonly SortedList<long, CommitHint> _early = [];
    private (long Position, long Since)? _suspect;
    private TimeSpan _took;
    private long? _lookedAt;
    private bool _isLooking;
    private EndedLook? _ended;

    /// <summary>Told when a look has ended and <see cref="FoundAsync"/> is due; quick and thread-safe.</summary>
    public Action? Looked { get; set; }

    /// <summary>Whether the store answered the last look that ended: where it does not, nobody needs to try to write.</summary>
    public bool IsReadable { get; private set; } = true;

    private bool AreComing => hints.AreComing && health.Now.Trouble is null;

    /// <summary>
    /// Hands over what hints told, as far as nothing is missing before it. Nothing while the store is in trouble, for who may hear it cannot
    /// be read by then: the look that finds the store again brings it.
    /// </summary>
    public async ValueTask TakeAsync()
    {
        while (hints.Take() is { } hint)
        {
            // A commit without messages moves streams alone, and must not take the place of the next one, which begins where it does.
            if (hint.Until <= hint.Before)
            {
                continue;
            }

            if (hint.Until <= feed.Published)
            {
                hints.Ended(HintEnd.Late);
                continue;
            }

            if (_early.Count >= MostEarly)
            {
                // Many came while the loop was busy: those that follow each other are not too many.
                await DeliverInHealthAsync();
            }

            if (_early.Count < MostEarly)
            {
                _early[hint.Before] = hint;
            }
        }

        await DeliverInHealthAsync();
    }

    /// <summary>A look may have ended: hands over what it found, or gives those who tell of it a little time.</summary>
    public async ValueTask FoundAsync()
    {
        if (Interlocked.Exchange(ref _ended, null) is not { } look)
        {
            return;
        }

        (_isLooking, IsReadable) = (false, look.Trouble is null);
        look.Trouble?.Throw();
        _took = look.Took;
        if (look.IsUrgent)
        {
            await ReadAsync(look.Position);
        }
        else
        {
            Suspect(look.Position);
        }
    }

    /// <summary>It is time to look whether something is there that was not told.</summary>
    public async ValueTask SweepAsync()
    {
        await FoundAsync();
        if (AreComing)
        {
            // What waited for others may have been passed by meanwhile: then nothing is ahead.
            await DeliverAsync();
            Suspect(_early.Count > 0 ? _early.Keys[0] : 0);
            if (
                _suspect is { } suspect
                && time.GetElapsedTime(suspect.Since) >= (_took > Grace ? _took : Grace)
            )
            {
                // It is there all the time, and still nobody has told it.
                hints.Missed();
                await ReadAsync(suspect.Position);
            }
        }

        var isUrgent = !AreComing;
        if (
            !_isLooking
            && (isUrgent || _lookedAt is not { } at || time.GetElapsedTime(at) >= SlowSweep)
        )
        {
            (_isLooking, _lookedAt) = (true, time.GetTimestamp());
            _ = LookAsync(isUrgent);
        }
    }

    // Beside the loop: nothing here is touched but what has ended.
    private async Task LookAsync(bool isUrgent)
    {
        var began = time.GetTimestamp();
        var position = 0L;
        ExceptionDispatchInfo? trouble = null;
        try
        {
            position = await sweep.LookAsync();
        }
        catch (Exception thrown)
        {
            trouble = ExceptionDispatchInfo.Capture(thrown);
        }

        Volatile.Write(
            ref _ended,
            new EndedLook(position, time.GetElapsedTime(began), isUrgent, trouble)
        );
        Looked?.Invoke();
    }

    // Something up to there is in the store and was not told yet. What was suspected before keeps its time.
    private void Suspect(long position)
    {
        if (_suspect is not { } old || old.Position <= feed.Published)
        {
            _suspect = position > feed.Published ? (position, time.GetTimestamp()) : null;
        }
    }

    private async ValueTask ReadAsync(long position)
    {
        _suspect = null;
        if (await sweep.ReachAsync(position))
        {
            await DeliverAsync();
        }
    }

    private async ValueTask DeliverInHealthAsync()
    {
        if (health.Now.Trouble is null)
        {
            await DeliverAsync();
        }
    }

    private async ValueTask DeliverAsync()
    {
        while (_early.Count > 0 && _early.Values[0] is var hint && hint.Before <= feed.Published)
        {
            if (hint.Until <= feed.Published)
            {
                hints.Ended(HintEnd.Late);
            }
            else if (hint.Before == feed.Published && !hints.Lacks(hint))
            {
                await feed.PublishAsync(hint.Messages);
                feed.Published = Math.Max(feed.Published, hint.Until);
                hints.Ended(HintEnd.Delivered);
            }
            else if (await sweep.ReachAsync(hint.Until))
            {
                hints.Ended(HintEnd.Read);
            }
            else
            {
                // The store does not answer; the next look finds it.
                return;
            }

            _early.RemoveAt(0);
        }
    }

    /// <summary>A look that has ended.</summary>
    /// <param name="Position">The last position that is there.</param>
    /// <param name="Took">How long the store took to answer.</param>
    /// <param name="IsUrgent">Whether hints could not be relied upon when it began: what it found is read at once.</param>
    /// <param name="Trouble">Why there was no answer; null where there was one.</param>
    private sealed record EndedLook(
        long Position,
        TimeSpan Took,
        bool IsUrgent,
        ExceptionDispatchInfo? Trouble
    );
}
