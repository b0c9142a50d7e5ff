namespace TableTap.Faults.History;

/// <summary>What one reader has of one channel.</summary>
/// <param name="channel">Its name.</param>
/// <param name="start">The sequence after which it was subscribed.</param>
internal sealed class ChannelHearing(string channel, long start)
{
    public string Channel => channel;

    /// <summary>The last sequence that was taken.</summary>
    public long Last { get; set; } = start;

    /// <summary>The highest sequence that was ever taken.</summary>
    public long Highest { get; set; } = start;

    /// <summary>Whether the client has lost its memory of it, and has not begun anew.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>The highest sequence that was confirmed, and the highest of which the server certainly knows it.</summary>
    public long Confirmed { get; set; }

    public long SurelyConfirmed { get; set; }
}

/// <summary>A stretch of one channel that came on one connection without anything of another channel in between.</summary>
/// <param name="Connection">The reader's connection, counted.</param>
/// <param name="Channel">The channel.</param>
/// <param name="First">The first sequence.</param>
internal sealed record Stretch(int Connection, string Channel, long First)
{
    public long Last { get; set; } = First;
}
