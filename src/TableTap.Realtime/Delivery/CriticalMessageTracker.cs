using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Delivery;

/// <summary>A span of a channel's sequences.</summary>
/// <param name="From">The first sequence of the span.</param>
/// <param name="To">The last sequence of the span.</param>
internal readonly record struct SequenceSpan(long From, long To);

/// <summary>
/// The critical messages to owners that were told lately, until it is certain whether they were confirmed in time: one
/// entry for each channel and look. Guarded by the fan-out's gate.
/// </summary>
internal sealed class CriticalMessageTracker
{
    private readonly Queue<(long At, Dictionary<ChannelName, SequenceSpan> Told)> _looks = [];
    private Dictionary<ChannelName, SequenceSpan> _fresh = [];

    /// <summary>A message was told.</summary>
    public void Track(StoredMessage message)
    {
        if (message.Channel.Kind == ChannelKinds.CustomerOrders)
        {
            _fresh[message.Channel] = _fresh.TryGetValue(message.Channel, out var span)
                ? span with
                {
                    To = Math.Max(span.To, message.Sequence),
                }
                : new(message.Sequence, message.Sequence);
        }
    }

    /// <summary>Looks: what was told since the last look begins its time here.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="isOver">Whether the time of what was told at a timestamp is over.</param>
    /// <returns>What had its time.</returns>
    public IReadOnlyList<KeyValuePair<ChannelName, SequenceSpan>> Due(
        long now,
        Func<long, bool> isOver
    )
    {
        if (_fresh.Count > 0)
        {
            _looks.Enqueue((now, _fresh));
            _fresh = [];
        }

        var over = new List<KeyValuePair<ChannelName, SequenceSpan>>();
        while (_looks.TryPeek(out var look) && isOver(look.At))
        {
            over.AddRange(_looks.Dequeue().Told);
        }

        return over;
    }
}
