using System.Collections.Concurrent;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Persistence;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;

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
    // A café of which nothing is told is looked for now and then.
    private static readonly TimeSpan BetweenNames = TimeSpan.FromSeconds(5);

    // A café that cannot follow must not keep all others from being heard.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> _moved = new(StringComparer.Ordinal);
    private long? _namesAt;

    /// <summary>Another server moved a stream. Quick.</summary>
    /// <param name="moved">The stream and its version.</param>
    public void Moved(StreamVersion moved)
    {
        if (CafeStream.CafeIdOf(moved.Stream) is { } cafeId)
        {
            _moved.AddOrUpdate(cafeId, moved.Version, (_, known) => Math.Max(known, moved.Version));
        }
    }

    /// <summary>
    /// Messages are about to be heard here. Where another server's tell that somebody's rights moved, the café here moves first, so that
    /// nobody goes on hearing what they may hear no longer (section 3).
    /// </summary>
    /// <param name="messages">The messages.</param>
    public async ValueTask ArrivingAsync(IReadOnlyList<StoredMessage> messages)
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

        foreach (var cafeId in cafes ?? [])
        {
            if (registry.Find(cafeId) is { } loop)
            {
                try
                {
                    await loop.FollowAsync().WaitAsync(Patience, tools.Time);
                }
                catch (TimeoutException)
                {
                    tools.Log.NotFollowed(cafeId);
                }
            }
        }
    }

    /// <summary>Takes over what was told since the last time, and cafés that nobody told of. One caller at a time.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        foreach (var (cafeId, version) in _moved)
        {
            _moved.TryRemove(KeyValuePair.Create(cafeId, version));
            if (registry.Find(cafeId) is { } loop)
            {
                loop.Follow(version);
            }
            else
            {
                await load(cafeId, cancellationToken);
            }
        }

        if (_namesAt is { } at && tools.Time.GetElapsedTime(at) < BetweenNames)
        {
            return;
        }

        foreach (var stream in await tools.Journal.StreamsAsync(cancellationToken))
        {
            if (CafeStream.CafeIdOf(stream) is { } cafeId && registry.Find(cafeId) is null)
            {
                await load(cafeId, cancellationToken);
            }
        }

        _namesAt = tools.Time.GetTimestamp();
    }

    private static bool MovesRights(StoredMessage message) =>
        message.Channel.Kind == ChannelKinds.CafeStaff
        && (
            message.Frame.Span.StartsWith("{\"type\":\"break_"u8)
            || message.Frame.Span.StartsWith("{\"type\":\"employee_status_changed\""u8)
        );
}
