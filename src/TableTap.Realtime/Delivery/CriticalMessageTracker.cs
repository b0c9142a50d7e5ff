using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Delivery;

/// <summary>Critical messages of a channel, and what was told between them.</summary>
/// <param name="To">The sequence of the last of them.</param>
/// <param name="Count">How many of them are critical.</param>
internal readonly record struct CriticalSpan(long To, int Count)
{
    /// <summary>How many of them were not confirmed; where some were, what is not critical may be among the rest.</summary>
    /// <param name="confirmed">The last sequence confirmed.</param>
    public long Unconfirmed(long confirmed) => Math.Clamp(To - confirmed, 0, Count);
}

/// <summary>
/// The critical messages to owners that were told lately, until it is certain whether they were confirmed in time: one
/// entry for each channel and look. Guarded by the fan-out's gate.
/// </summary>
internal sealed class CriticalMessageTracker
{
    private readonly Queue<(long At, Dictionary<ChannelName, CriticalSpan> Told)> _looks = [];
    private Dictionary<ChannelName, CriticalSpan> _fresh = [];

    /// <summary>A message was told; of several servers the one that committed it looks whether it is confirmed.</summary>
    public void Track(StoredMessage message)
    {
        if (
            message.Channel.Kind == ChannelKinds.CustomerOrders
            && message is { CommittedAt: not 0, IsCritical: true }
        )
        {
            var before = _fresh.GetValueOrDefault(message.Channel);
            _fresh[message.Channel] = new(Math.Max(before.To, message.Sequence), before.Count + 1);
        }
    }

    /// <summary>Looks: what was told since the last look begins its time here.</summary>
    /// <param name="now">The clock's timestamp.</param>
    /// <param name="isOver">Whether the time of what was told at a timestamp is over.</param>
    /// <returns>What had its time.</returns>
    public IReadOnlyList<KeyValuePair<ChannelName, CriticalSpan>> Due(
        long now,
        Func<long, bool> isOver
    )
    {
        if (_fresh.Count > 0)
        {
            _looks.Enqueue((now, _fresh));
            _fresh = [];
        }

        var over = new List<KeyValuePair<ChannelName, CriticalSpan>>();
        while (_looks.TryPeek(out var look) && isOver(look.At))
        {
            over.AddRange(_looks.Dequeue().Told);
        }

        return over;
    }
}
