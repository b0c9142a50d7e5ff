using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

namespace TableTap.Storage.Postgres;

/// <summary>
/// Brings to this server's dispatcher what other servers say that they committed, in the order of the store, and decides when the store
/// itself has to be looked at: always where hints are missing, and seldom while they come. Used by the writer loop alone.
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
    // A hint that is ahead waits for those before it until the next look; with more of them something is lost.
    private const int MostEarly = 64;

    /// <summary>How often the store is looked at while hints come: what nobody told is heard so late at most.</summary>
    internal static readonly TimeSpan SlowSweep = TimeSpan.FromSeconds(1);

    private readonly SortedList<long, CommitHint> _early = [];
    private long _suspect;
    private long? _lookedAt;

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
            }
            else if (_early.Count < MostEarly)
            {
                _early[hint.Before] = hint;
            }
        }

        if (health.Now.Trouble is null)
        {
            await DeliverAsync();
        }
    }

    /// <summary>It is time to look whether something is there that was not told.</summary>
    public async ValueTask SweepAsync()
    {
        if (!hints.AreComing || health.Now.Trouble is not null)
        {
            await LookAsync();
            return;
        }

        // What waited for others may have been passed by meanwhile: then nothing is ahead.
        await DeliverAsync();
        if (_suspect > feed.Published)
        {
            // It was there at the last look, and still nobody has told it.
            hints.Missed();
            await LookAsync();
        }
        else if (_early.Count > 0)
        {
            _suspect = _early.Keys[0];
        }
        else if (_lookedAt is not { } at || time.GetElapsedTime(at) >= SlowSweep)
        {
            _lookedAt = time.GetTimestamp();
            _suspect = await sweep.LookAsync();
        }
    }

    private async ValueTask LookAsync()
    {
        _lookedAt = time.GetTimestamp();
        _suspect = 0;
        await sweep.RunAsync();
        await DeliverAsync();
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
}
