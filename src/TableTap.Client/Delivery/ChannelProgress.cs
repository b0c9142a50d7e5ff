namespace TableTap.Client.Delivery;

/// <summary>What the client makes of a message's sequence.</summary>
internal enum Arrival
{
    /// <summary>It is the next one: give it to the application.</summary>
    Next,

    /// <summary>It is from before the subscription's start: give it to the application once.</summary>
    Redelivered,

    /// <summary>It was given to the application already.</summary>
    Duplicate,

    /// <summary>Something before it is missing.</summary>
    Hole,
}

/// <summary>How far one channel was received (section 2). Not thread-safe.</summary>
/// <param name="start">The sequence after which the subscription begins; null where the server did not say.</param>
internal sealed class ChannelProgress(long? start)
{
    private long _start = start ?? 0;
    private long _redelivered;

    /// <summary>The last sequence that was received; null before the first of a channel without a known start.</summary>
    public long? Last { get; private set; } = start;

    /// <summary>Judges a sequence and moves on.</summary>
    public Arrival Receive(long sequence, bool acceptHole)
    {
        if (Last is not { } last)
        {
            // A channel that joined through a pattern begins with what comes first.
            _start = sequence - 1;
            last = _start;
        }

        if (sequence <= _start && sequence > _redelivered)
        {
            _redelivered = sequence;
            return Arrival.Redelivered;
        }

        if (sequence <= last)
        {
            return Arrival.Duplicate;
        }

        if (sequence > last + 1 && !acceptHole)
        {
            return Arrival.Hole;
        }

        Last = sequence;
        return Arrival.Next;
    }
}
