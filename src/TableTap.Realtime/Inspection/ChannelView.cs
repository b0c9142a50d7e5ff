namespace TableTap.Realtime.Inspection;

/// <summary>Which channels are told first.</summary>
public enum ChannelOrder
{
    /// <summary>Those with the most readers come first.</summary>
    Readers,

    /// <summary>Those come first whose slowest reader misses the most messages.</summary>
    Lag,

    /// <summary>They come in the order of their names.</summary>
    Name,
}

/// <summary>A channel that somebody hears, as operators see it. Immutable.</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="Head">The sequence of its last message.</param>
/// <param name="Readers">How many connections hear it.</param>
/// <param name="Behind">How many of them read from the journal, because they came back or did not keep up.</param>
/// <param name="Lag">How many messages the slowest of them has not been given yet.</param>
public sealed record ChannelView(string Channel, long Head, int Readers, int Behind, long Lag);
