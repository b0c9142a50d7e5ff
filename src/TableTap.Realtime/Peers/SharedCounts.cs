namespace TableTap.Realtime.Peers;

/// <summary>
/// What this server counts and its peers must know, and what they count: readers of channels, connections of users and cafés. Each
/// change is told at once; besides, each beat tells a slice of everything, so that what was lost on the way is made good within
/// <see cref="CountKey.Slices"/> beats. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
public sealed class SharedCounts(TimeProvider time)
{
    // Who comes back soon finds the peers knowing it.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly Dictionary<CountKey, int>[] _own =
    [
        .. Enumerable.Range(0, CountKey.Slices).Select(_ => new Dictionary<CountKey, int>()),
    ];
    private readonly Dictionary<CountKey, long> _expected = [];
    private readonly HashSet<CountKey> _changed = [];
    private readonly Dictionary<string, PeerCounts> _peers = [];

    /// <summary>Whether peer messages come through, so that what peers have is known. Set before the first use; quick and thread-safe.</summary>
    internal Func<bool> AreKnown { get; set; } = () => true;

    /// <summary>Told when there is a change to tell the peers; quick, called under a lock.</summary>
    internal Action? Changed { get; set; }

    /// <summary>Says how much this server has of something.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="count">How much; 0 for nothing.</param>
    public void Set(CountKey key, int count)
    {
        lock (_gate)
        {
            Put(key, count);
        }
    }

    /// <summary>Says that there is one more, or one less.</summary>
    /// <param name="key">Of what.</param>
    /// <param name="change">How many more.</param>
    public void Add(CountKey key, int change)
    {
        if (change == 0)
        {
            return;
        }

        lock (_gate)
        {
            Put(key, Own(key).GetValueOrDefault(key) + change);
        }
    }

    /// <summary>Says that a reader of a channel came; how many there are is nobody's concern.</summary>
    /// <param name="key">The channel.</param>
    public void Listen(CountKey key)
    {
        lock (_gate)
        {
            var known = IsKnown(key);
            Own(key)[key] = Own(key).GetValueOrDefault(key) + 1;
            if (!known)
            {
                Tell(key);
            }
        }
    }

    /// <summary>Says that a reader of a channel went. The last one may soon be back: until then nothing is told.</summary>
    /// <param name="key">The channel.</param>
    public void Leave(CountKey key)
    {
        lock (_gate)
        {
            if (Own(key).GetValueOrDefault(key) is > 1 and var count)
            {
                Own(key)[key] = count - 1;
            }
            else
            {
                Own(key).Remove(key);
                _expected[key] = time.GetTimestamp();
            }
        }
    }

    /// <summary>
    /// Somebody here is about to listen to a channel: what is committed from now on is not passed over. Comes before the channel's
    /// head is read.
    /// </summary>
    /// <param name="key">The channel.</param>
    public void Expect(CountKey key)
    {
        lock (_gate)
        {
            var known = IsKnown(key);
            _expected[key] = time.GetTimestamp();
            if (!known)
            {
                Tell(key);
            }
        }
    }

    /// <summary>Whether somebody here listens to a channel, is about to, or did a moment ago.</summary>
    /// <param name="key">The channel.</param>
    public bool IsHeard(CountKey key)
    {
        lock (_gate)
        {
            return IsKnown(key);
        }
    }

    /// <summary>
    /// How much all peers together have of something, for a limit; 0 while no peer messages come through: a peer that died meanwhile must not
    /// hold places that nobody can free.
    /// </summary>
    /// <param name="key">Of what.</param>
    public int Elsewhere(CountKey key) => AreKnown() ? LastKnown(key) : 0;

    /// <summary>How much all peers together had of something when they were heard last.</summary>
    /// <param name="key">Of what.</param>
    public int LastKnown(CountKey key)
    {
        lock (_gate)
        {
            var sum = 0;
            foreach (var peer in _peers.Values)
            {
                sum += peer.Of(key);
            }

            return sum;
        }
    }

    /// <summary>Whether a peer has something, or may have it: it has not told everything yet.</summary>
    /// <param name="node">The peer.</param>
    /// <param name="key">Of what.</param>
    internal bool MayHave(string node, CountKey key)
    {
        lock (_gate)
        {
            return !_peers.TryGetValue(node, out var peer) || peer.MayHave(key);
        }
    }

    /// <summary>Takes a slice of what a peer counts, all of it.</summary>
    internal void TakeSlice(string node, int slice, IEnumerable<(CountKey Key, int Count)> counts)
    {
        lock (_gate)
        {
            Peer(node).Replace(slice, counts);
        }
    }

    /// <summary>Takes a change of what a peer counts.</summary>
    internal void TakeChange(string node, IEnumerable<(CountKey Key, int Count)> counts)
    {
        lock (_gate)
        {
            Peer(node).Change(counts);
        }
    }

    /// <summary>Forgets a peer with all that it counted.</summary>
    internal void Forget(string node)
    {
        lock (_gate)
        {
            _peers.Remove(node);
        }
    }

    /// <summary>What changed since it was asked last.</summary>
    /// <param name="most">So many at most.</param>
    internal IReadOnlyList<(CountKey Key, int Count)> TakeChanges(int most)
    {
        lock (_gate)
        {
            var taken = _changed.Take(most).Select(key => (key, Now(key))).ToList();
            foreach (var (key, _) in taken)
            {
                _changed.Remove(key);
            }

            return taken;
        }
    }

    /// <summary>All that this server has in a slice; forgets what nobody came back to.</summary>
    internal IReadOnlyList<(CountKey Key, int Count)> Slice(int slice)
    {
        lock (_gate)
        {
            foreach (var (key, since) in _expected)
            {
                if (time.GetElapsedTime(since) > Linger)
                {
                    _expected.Remove(key);
                }
            }

            return
            [
                .. _own[slice].Select(one => (one.Key, one.Value)),
                .. _expected
                    .Keys.Where(key => key.Slice == slice && !_own[slice].ContainsKey(key))
                    .Select(key => (key, 0)),
            ];
        }
    }

    private bool IsKnown(CountKey key) => Own(key).ContainsKey(key) || _expected.ContainsKey(key);

    private Dictionary<CountKey, int> Own(CountKey key) => _own[key.Slice];

    private PeerCounts Peer(string node)
    {
        if (!_peers.TryGetValue(node, out var peer))
        {
            _peers[node] = peer = new();
        }

        return peer;
    }

    // 0 is told too: somebody is expected there.
    private int Now(CountKey key) =>
        Own(key).TryGetValue(key, out var count) ? count
        : _expected.ContainsKey(key) ? 0
        : PeerCounts.Gone;

    private void Put(CountKey key, int count)
    {
        if (count == 0)
        {
            Own(key).Remove(key);
        }
        else
        {
            Own(key)[key] = count;
        }

        Tell(key);
    }

    private void Tell(CountKey key)
    {
        if (_changed.Add(key))
        {
            Changed?.Invoke();
        }
    }
}
