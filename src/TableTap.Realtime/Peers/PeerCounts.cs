namespace TableTap.Realtime.Peers;

/// <summary>What one peer counts, as far as it has told it. Guarded by <see cref="SharedCounts"/>.</summary>
internal sealed class PeerCounts
{
    /// <summary>Says on the wire that there is nothing any more; 0 says that somebody is expected.</summary>
    public const int Gone = -1;

    private readonly Dictionary<CountKey, int>?[] _slices = new Dictionary<CountKey, int>?[
        CountKey.Slices
    ];

    // What changed in a slice that was not told yet.
    private readonly Dictionary<CountKey, int> _early = [];

    public int Of(CountKey key) => (_slices[key.Slice] ?? _early).GetValueOrDefault(key);

    public bool MayHave(CountKey key) =>
        _slices[key.Slice] is not { } slice || slice.ContainsKey(key);

    public void Replace(int slice, IEnumerable<(CountKey Key, int Count)> counts)
    {
        _slices[slice] = counts.ToDictionary(one => one.Key, one => one.Count);
        foreach (var key in _early.Keys)
        {
            if (key.Slice == slice)
            {
                _early.Remove(key);
            }
        }
    }

    public void Change(IEnumerable<(CountKey Key, int Count)> counts)
    {
        foreach (var (key, count) in counts)
        {
            var slice = _slices[key.Slice] ?? _early;
            if (count == Gone)
            {
                slice.Remove(key);
            }
            else
            {
                slice[key] = count;
            }
        }
    }
}
