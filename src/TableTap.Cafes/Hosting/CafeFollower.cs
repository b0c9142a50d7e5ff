using System.Collections.Concurrent;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Follows what other servers do with the cafés: takes in the ones that they add, and what they decide, so that rights, the answers of
/// HTTP and pages here are as old as a look at most. Decisions need none of it: they rest on the journal. Thread-safe.
/// </summary>
/// <param name="registry">The cafés of this server.</param>
/// <param name="tools">What it works with.</param>
/// <param name="load">Loads a café that is not here.</param>
public sealed class CafeFollower(
    CafeRegistry registry,
    LoopServices tools,
    Func<string, CancellationToken, Task> load
)
{
    // A look finds all cafés that moved; they are read by so many at a time.
    private const int ReadsAtOnce = 8;

    // What is told is followed before the next look, though not more often than there are looks.
    private static readonly TimeSpan BetweenTold = TimeSpan.FromMilliseconds(500);

    // Messages that wait are asked for again after that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenLines = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, long> _toldAt = new(StringComparer.Ordinal);
    private volatile IReadOnlyList<string> _missing = [];
    private long _loggedAt;

    /// <summary>Another server says that it moved a stream. Quick.</summary>
    /// <param name="moved">The stream and its version.</param>
    public void Moved(StreamVersion moved)
    {
        if (
            CafeStream.CafeIdOf(moved.Stream) is { } cafeId
            && registry.Find(cafeId) is { } loop
            && loop.Cafe.Version < moved.Version
            && !(
                _toldAt.TryGetValue(cafeId, out var at)
                && tools.Time.GetElapsedTime(at) < BetweenTold
            )
        )
        {
            _toldAt[cafeId] = tools.Time.GetTimestamp();
            loop.Follow(moved.Version);
        }
    }

    /// <summary>
    /// Messages are about to be heard here. Where another server's tell that somebody's rights moved, what was taken from somebody is taken
    /// here first, so that nobody goes on hearing what they may hear no longer (section 3).
    /// </summary>
    /// <param name="messages">The messages.</param>
    /// <returns>Whether they may be heard; where rights cannot be read now, they have to wait.</returns>
    public async ValueTask<bool> ArrivingAsync(IReadOnlyList<StoredMessage> messages)
    {
        HashSet<string>? cafes = null;
        foreach (var message in messages)
        {
            // Those of this server were committed here, and their rights moved before.
            if (message.CommittedAt == 0 && MovesRights(message))
            {
                (cafes ??= new(StringComparer.Ordinal)).Add(message.Channel.Id);
            }
        }

        if (cafes is null)
        {
            return true;
        }

        using var patience = new CancellationTokenSource(Patience, tools.Time);
        foreach (var cafeId in cafes)
        {
            try
            {
                // Nobody has a right in a café that is not here.
                if (registry.Find(cafeId) is { } loop)
                {
                    await LimitAsync(loop, patience.Token);
                }
            }
            catch (Exception trouble)
                when (trouble
                        is JournalUnavailableException
                            or UnreadableFactException
                            or OperationCanceledException
                )
            {
                Log(cafeId);
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Takes over how far all cafés have come: when it is over, nobody here has a right that another server took from them before it began.
    /// One caller at a time.
    /// </summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    /// <exception cref="UnreadableFactException">Another server wrote what this version does not know.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken) =>
        await FollowAsync(await tools.Journal.VersionsAsync(cancellationToken), cancellationToken);

    /// <summary>Takes over how far all cafés have come, as <see cref="FollowAsync(CancellationToken)"/> does. One caller at a time.</summary>
    /// <param name="versions">How far each stream has come: what was taken from somebody before that was read is taken here.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    /// <exception cref="UnreadableFactException">Another server wrote what this version does not know.</exception>
    public async Task FollowAsync(
        IReadOnlyList<StreamVersion> versions,
        CancellationToken cancellationToken
    )
    {
        var (behind, missing) = (new List<CafeLoop>(), new List<string>());
        foreach (var (stream, version) in versions)
        {
            if (CafeStream.CafeIdOf(stream) is not { } cafeId)
            {
                continue;
            }

            if (registry.Find(cafeId) is not { } loop)
            {
                missing.Add(cafeId);
            }
            else if (loop.Cafe.Version < version)
            {
                behind.Add(loop);
            }
        }

        _missing = missing;
        await Parallel.ForEachAsync(
            behind,
            new ParallelOptions
            {
                MaxDegreeOfParallelism = ReadsAtOnce,
                CancellationToken = cancellationToken,
            },
            LimitAsync
        );
    }

    /// <summary>Loads the cafés that the last look found and that are not here. One caller at a time.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    /// <exception cref="UnreadableFactException">Another server wrote what this version does not know.</exception>
    public async Task TakeInAsync(CancellationToken cancellationToken)
    {
        foreach (var cafeId in _missing)
        {
            await load(cafeId, cancellationToken);
        }

        _missing = [];
    }

    // Beside the loop: it may wait for a commit that waits for its readers, and those wait for this.
    private async ValueTask LimitAsync(CafeLoop loop, CancellationToken cancellationToken) =>
        loop.Limit(await CafeStream.CatchUpAsync(tools.Journal, loop.Cafe, cancellationToken));

    private void Log(string cafeId)
    {
        var at = Volatile.Read(ref _loggedAt);
        if (at == 0 || tools.Time.GetElapsedTime(at) >= BetweenLines)
        {
            Volatile.Write(ref _loggedAt, tools.Time.GetTimestamp());
            tools.Log.NotFollowed(cafeId);
        }
    }

    private static bool MovesRights(StoredMessage message) =>
        message.Channel.Kind == ChannelKinds.CafeStaff
        && (
            message.Frame.Span.StartsWith("{\"type\":\"break_"u8)
            || message.Frame.Span.StartsWith("{\"type\":\"employee_status_changed\""u8)
        );
}
