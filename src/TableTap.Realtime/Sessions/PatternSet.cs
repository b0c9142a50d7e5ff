using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Sessions;

/// <summary>
/// The patterns a connection subscribed, each with the channels it has stood for: what is new later is added, what was
/// unsubscribed by name stays out. Guarded by the fan-out's gate.
/// </summary>
internal sealed class PatternSet
{
    private Dictionary<string, KnownPattern>? _patterns;

    public bool IsEmpty => _patterns is not { Count: > 0 };

    public IEnumerable<ChannelPattern> All =>
        _patterns?.Values.Select(entry => entry.Pattern).ToArray() ?? [];

    public void Add(ChannelPattern pattern, IEnumerable<ChannelName> channels)
    {
        _patterns ??= [];
        if (!_patterns.TryGetValue(pattern.Text, out var entry))
        {
            _patterns[pattern.Text] = entry = new(pattern, []);
        }

        entry.Known.UnionWith(channels);
    }

    /// <summary>Those of the channels that the pattern has not stood for yet.</summary>
    public IReadOnlyList<ChannelName> New(
        ChannelPattern pattern,
        IEnumerable<ChannelName> channels
    ) =>
        _patterns?.GetValueOrDefault(pattern.Text) is { } entry
            ? [.. channels.Where(channel => !entry.Known.Contains(channel))]
            : [];

    /// <summary>Forgets a pattern, so that channels which are new later are not added by it.</summary>
    /// <returns>The channels it has stood for.</returns>
    public IReadOnlyCollection<ChannelName> Remove(string pattern) =>
        _patterns is not null && _patterns.Remove(pattern, out var entry) ? entry.Known : [];

    /// <summary>Forgets that patterns stood for a channel: it may come back as a new one.</summary>
    public void Forget(ChannelName channel)
    {
        foreach (var entry in _patterns?.Values.AsEnumerable() ?? [])
        {
            entry.Known.Remove(channel);
        }
    }

    private sealed record KnownPattern(ChannelPattern Pattern, HashSet<ChannelName> Known);
}
