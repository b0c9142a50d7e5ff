using System.Collections.Concurrent;
using TableTap.Protocol.Channels;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// Which channels somebody stands at, and which are wanted though they have no message (section 6). Changed under the
/// fan-out's gate; whoever is told of it is told outside of it, and asks for what holds by then. Reading is thread-safe.
/// </summary>
internal sealed class ChannelPresence
{
    private readonly ConcurrentDictionary<ChannelName, int> _counts = new();

    /// <summary>Told when the first comes to a channel, or the last goes.</summary>
    public Action<ChannelName>? Changed { get; set; }

    /// <summary>Told when a channel that keeps its last message is subscribed and has none.</summary>
    public Action<ChannelName>? PresenceRequested { get; set; }

    /// <summary>Whether somebody stands at a channel.</summary>
    public bool IsPresent(ChannelName channel) => _counts.ContainsKey(channel);

    /// <summary>Counts a subscription; once more is harmless. Gate held.</summary>
    public void Add(Subscription subscription)
    {
        if (subscription.CountsAsPresence)
        {
            return;
        }

        subscription.CountsAsPresence = true;
        if (_counts.AddOrUpdate(subscription.Channel, 1, (_, count) => count + 1) == 1)
        {
            Notify(Changed, subscription.Channel);
        }
    }

    /// <summary>Counts a subscription no more. Gate held.</summary>
    public void Remove(Subscription subscription)
    {
        if (!subscription.CountsAsPresence)
        {
            return;
        }

        subscription.CountsAsPresence = false;
        if (_counts.AddOrUpdate(subscription.Channel, 0, (_, count) => count - 1) == 0)
        {
            _counts.TryRemove(subscription.Channel, out _);
            Notify(Changed, subscription.Channel);
        }
    }

    /// <summary>Says that somebody wants a channel's last message. Gate held.</summary>
    public void RequestMessage(ChannelName channel) => Notify(PresenceRequested, channel);

    private static void Notify(Action<ChannelName>? told, ChannelName channel)
    {
        if (told is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(
                static work => work.told(work.channel),
                (told, channel),
                preferLocal: false
            );
        }
    }
}
