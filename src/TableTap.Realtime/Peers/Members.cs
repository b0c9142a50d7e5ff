using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace TableTap.Realtime.Peers;

/// <summary>
/// Which peers live, by their beats. Nobody is given up while this server itself is not heard: then it is the line that is silent. Thread-safe.
/// </summary>
/// <param name="self">The name of this server.</param>
/// <param name="time">The clock.</param>
internal sealed class Members(string self, TimeProvider time)
{
    /// <summary>Who was not heard for so long is gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Member> _peers = [];
    private long? _echo;
    private long? _silentUntil;

    /// <summary>What this server itself tells of its counts.</summary>
    public OwnBeats Own { get; } = new(time);

    /// <summary>Whether what this server sends comes back to itself: the backplane carries.</summary>
    public bool IsHeard
    {
        get
        {
            lock (_gate)
            {
                return _echo is { } at && time.GetElapsedTime(at) < Silence;
            }
        }
    }

    /// <summary>The names of all peers that live.</summary>
    public IReadOnlyList<string> Names
    {
        get
        {
            lock (_gate)
            {
                return [.. _peers.Keys];
            }
        }
    }

    /// <summary>All peers that live, as they said last, by their names.</summary>
    public IReadOnlyList<PeerView> Views
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _peers
                        .Select(one => one.Value.View(one.Key, time))
                        .OrderBy(view => view.Id, StringComparer.Ordinal),
                ];
            }
        }
    }

    /// <summary>This server's own beat came back.</summary>
    public void Echo()
    {
        lock (_gate)
        {
            if (_echo is not { } at || time.GetElapsedTime(at) >= Silence)
            {
                // After a break everybody has time to be heard again.
                _silentUntil = time.GetTimestamp();
            }

            _echo = time.GetTimestamp();
        }
    }

    /// <summary>A peer message of a peer's counts came.</summary>
    /// <param name="node">Whose.</param>
    /// <param name="number">Its number.</param>
    /// <param name="isNew">Whether the peer was not known.</param>
    /// <returns>False where a later one came before.</returns>
    public bool Hear(string node, long number, out bool isNew)
    {
        lock (_gate)
        {
            isNew = !_peers.TryGetValue(node, out var member);
            if (member is null)
            {
                _peers[node] = member = new();
            }

            member.HeardAt = time.GetTimestamp();
            if (number <= member.Number)
            {
                return false;
            }

            member.Number = number;
            return true;
        }
    }

    /// <summary>The highest number that was heard of a peer; 0 where it is not known.</summary>
    public long NumberOf(string node)
    {
        lock (_gate)
        {
            return _peers.TryGetValue(node, out var member) ? member.Number : 0;
        }
    }

    /// <summary>Takes what a peer says of itself.</summary>
    /// <param name="node">The peer.</param>
    /// <param name="beat">Its beat.</param>
    /// <returns>The channels at which somebody came to stand there, or went.</returns>
    public IReadOnlyList<string> Describe(string node, BeatMessage beat)
    {
        var screens = beat.Screens.ToHashSet(StringComparer.Ordinal);
        lock (_gate)
        {
            if (!_peers.TryGetValue(node, out var member))
            {
                return [];
            }

            var changed = member.Screens.Except(screens).Concat(screens.Except(member.Screens));
            var list = changed.ToList();
            (member.TakesCommands, member.Screens) = (beat.TakesCommands, screens);
            (member.Profile, member.Connections) = (beat.Profile, beat.Connections);
            return list;
        }
    }

    /// <summary>Whether somebody stands at a channel at a peer.</summary>
    public bool HasScreen(string channel)
    {
        lock (_gate)
        {
            return _peers.Values.Any(member => member.Screens.Contains(channel));
        }
    }

    /// <summary>A peer left, or was given up.</summary>
    /// <returns>The channels at which somebody stood there.</returns>
    public IReadOnlyCollection<string> Remove(string node)
    {
        lock (_gate)
        {
            return _peers.Remove(node, out var member) ? [.. member.Screens] : [];
        }
    }

    /// <summary>The peers that have been silent for too long.</summary>
    public IReadOnlyList<string> Silent()
    {
        lock (_gate)
        {
            return
                _echo is { } echo
                && time.GetElapsedTime(echo) < Silence
                && _silentUntil is { } since
                && time.GetElapsedTime(since) >= Silence
                ?
                [
                    .. _peers
                        .Where(one => time.GetElapsedTime(one.Value.HeardAt) >= Silence)
                        .Select(one => one.Key),
                ]
                : [];
        }
    }

    /// <summary>
    /// The server that decides for a café when several are asked to: the same for everybody who knows the same peers, and another for few
    /// cafés only when one comes or goes (rendezvous hashing).
    /// </summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="selfTakes">Whether this server takes commands.</param>
    public string HomeOf(string cafeId, bool selfTakes)
    {
        lock (_gate)
        {
            var (home, highest) = (self, selfTakes ? Weight(self, cafeId) : 0);
            foreach (var (node, member) in _peers)
            {
                if (member.TakesCommands && Weight(node, cafeId) is var weight && weight > highest)
                {
                    (home, highest) = (node, weight);
                }
            }

            return home;
        }
    }

    private static ulong Weight(string node, string cafeId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{node}\n{cafeId}"), hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }

    private sealed class Member
    {
        public long HeardAt { get; set; }

        public long Number { get; set; }

        public bool TakesCommands { get; set; }

        public IReadOnlySet<string> Screens { get; set; } = new HashSet<string>();

        public PeerProfile? Profile { get; set; }

        public int Connections { get; set; }

        public PeerView View(string node, TimeProvider time) =>
            new(
                node,
                (int)time.GetElapsedTime(HeardAt).TotalSeconds,
                Profile?.Host,
                Profile?.Version,
                Profile is null ? null : Connections
            );
    }
}
