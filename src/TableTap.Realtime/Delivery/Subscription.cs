using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>A channel as one reader hears it. Guarded by the fan-out's gate.</summary>
/// <param name="reader">Who hears it.</param>
/// <param name="channel">The channel.</param>
internal sealed class Subscription(Reader reader, ChannelName channel)
{
    public Reader Reader { get; } = reader;

    public ChannelName Channel { get; } = channel;

    /// <summary>The last sequence that went into the outbox: the next to be sent is the one after it.</summary>
    public long Have { get; set; }

    /// <summary>The last sequence that the client confirmed.</summary>
    public long Acknowledged { get; set; }

    /// <summary>Its place among the readers of the channel.</summary>
    public int Index { get; set; }
}
