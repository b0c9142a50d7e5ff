using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Delivery;

/// <summary>What the client is subscribed to and how far it has come (sections 2, 3 and 7). Thread-safe.</summary>
/// <param name="unhandled">
/// The first message of a channel that asks for an <c>ack</c> and was not handled yet. A stated position counts as an ack, so
/// no position beyond it is ever stated.
/// </param>
internal sealed class SubscribedChannels(Func<string, long?> unhandled)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, ChannelProgress> _channels = [];
    private readonly SortedSet<string> _patterns = new(StringComparer.Ordinal);
    private string? _epoch;

    /// <summary>The epoch of all positions; null before the first subscription.</summary>
    public string? Epoch
    {
        get
        {
            lock (_gate)
            {
                return _epoch;
            }
        }
    }

    /// <summary>The channels that are subscribed, with those of patterns.</summary>
    public IReadOnlyList<string> Channels
    {
        get
        {
            lock (_gate)
            {
                return [.. _channels.Keys];
            }
        }
    }

    /// <summary>Whether a channel is subscribed now, by its name or a pattern.</summary>
    public bool Has(string channel)
    {
        lock (_gate)
        {
            return _channels.ContainsKey(channel);
        }
    }

    /// <summary>The last sequence received of each channel, where one is known.</summary>
    public IReadOnlyDictionary<string, long> Sequences
    {
        get
        {
            lock (_gate)
            {
                var sequences = new Dictionary<string, long>();
                foreach (var (channel, progress) in _channels)
                {
                    if (progress.Last is { } last)
                    {
                        sequences[channel] = last;
                    }
                }

                return sequences;
            }
        }
    }

    /// <summary>Takes the server's word on a request.</summary>
    /// <param name="asked">The request's entries.</param>
    /// <param name="confirmed">The server's answer to the request.</param>
    public void Confirm(IReadOnlyList<ChannelRequest> asked, SubscriptionConfirmed confirmed)
    {
        lock (_gate)
        {
            _epoch = confirmed.Epoch;
            var failed = confirmed.Failed.Select(entry => entry.Channel).ToHashSet();
            foreach (var entry in asked)
            {
                if (
                    ChannelPattern.TryParse(entry.Channel, out _) && !failed.Contains(entry.Channel)
                )
                {
                    _patterns.Add(entry.Channel);
                }
            }

            foreach (var (channel, liveAfter) in confirmed.Positions)
            {
                var after = asked.FirstOrDefault(entry => entry.Channel == channel).AfterSequence;
                _channels.TryAdd(channel, new ChannelProgress(after ?? liveAfter));
            }
        }
    }

    /// <summary>Adds what a pattern covers now.</summary>
    public void Extend(IReadOnlyList<string> channels)
    {
        lock (_gate)
        {
            foreach (var channel in channels)
            {
                _channels.TryAdd(channel, new ChannelProgress(start: null));
            }
        }
    }

    /// <summary>Forgets a channel or pattern; answers the last sequence received.</summary>
    public long? Remove(string channel)
    {
        lock (_gate)
        {
            _patterns.Remove(channel);
            return _channels.Remove(channel, out var position) ? position.Last : null;
        }
    }

    /// <summary>Judges a message; null for a channel that is not subscribed.</summary>
    /// <param name="channel">The name of the message's channel.</param>
    /// <param name="sequence">The message's sequence in the channel, from 1.</param>
    /// <param name="replayed">Whether it came in a replay, whose jumps are the server's word.</param>
    /// <param name="before">The last sequence before it.</param>
    public Arrival? Receive(string channel, long sequence, bool replayed, out long? before)
    {
        lock (_gate)
        {
            before = null;
            if (!_channels.TryGetValue(channel, out var position))
            {
                return null;
            }

            before = position.Last;
            return position.Receive(sequence, replayed);
        }
    }

    /// <summary>The last sequence received of a channel.</summary>
    public long? LastOf(string channel)
    {
        lock (_gate)
        {
            return _channels.GetValueOrDefault(channel)?.Last;
        }
    }

    /// <summary>The position to go on from in a channel; null where none is known.</summary>
    public long? PositionOf(string channel)
    {
        lock (_gate)
        {
            return Positions([channel]).TryGetValue(channel, out var position) ? position : null;
        }
    }

    /// <summary>The request that brings a new session to where the last one was; null where nothing is subscribed.</summary>
    public Reconnect? Resumption()
    {
        lock (_gate)
        {
            // Patterns go along so that channels that join later keep coming.
            return _channels.Count == 0
                ? null
                : new(
                    [.. _patterns, .. _channels.Keys],
                    Positions: Positions(_channels.Keys),
                    Epoch: _epoch
                );
        }
    }

    /// <summary>The request that fills holes; null where none of the channels is subscribed any more.</summary>
    public Reconnect? Filling(IEnumerable<string> behind)
    {
        lock (_gate)
        {
            string[] channels = [.. behind.Where(_channels.ContainsKey)];
            return channels.Length == 0
                ? null
                : new(channels, Positions: Positions(channels), Epoch: _epoch);
        }
    }

    private Dictionary<string, long> Positions(IEnumerable<string> channels)
    {
        var positions = new Dictionary<string, long>();
        foreach (var channel in channels)
        {
            if (_channels.GetValueOrDefault(channel)?.Last is { } last)
            {
                positions[channel] = unhandled(channel) is { } first
                    ? Math.Min(last, first - 1)
                    : last;
            }
        }

        return positions;
    }
}
