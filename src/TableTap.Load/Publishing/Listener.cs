using System.Buffers.Text;
using TableTap.Load.Measuring;

namespace TableTap.Load.Publishing;

/// <summary>
/// What a client hears of one channel: how long each message took, and whether one is missing, doubled or out of order. One
/// thread at a time.
/// </summary>
/// <param name="stamp">Knows the run's messages.</param>
/// <param name="latency">Takes how long each message took, until another one is named.</param>
internal sealed class Listener(Stamp stamp, LatencyHistogram latency)
{
    private long _heard;
    private long _misplaced;

    /// <summary>Takes how long each message took.</summary>
    public LatencyHistogram Latency { get; set; } = latency;

    /// <summary>How many messages of the run were heard.</summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <summary>How many messages did not follow the one before: something between them is missing, or they came twice or too late.</summary>
    public long Misplaced => Volatile.Read(ref _misplaced);

    /// <summary>The sequence of the last message; null before the first.</summary>
    public long? Last { get; private set; }

    /// <summary>When the last message came, as a timestamp.</summary>
    public long LastAt { get; private set; }

    /// <summary>Counts the messages of a frame.</summary>
    /// <param name="frame">The frame: one message, or a page of replay.</param>
    /// <param name="now">The present timestamp.</param>
    public void Hear(ReadOnlySpan<byte> frame, long now)
    {
        Order(frame);
        while (stamp.TryTake(ref frame, out var due))
        {
            Latency.Record(due);
            LastAt = now;
            Volatile.Write(ref _heard, _heard + 1);
        }
    }

    /// <summary>Every message of the channel counts here, also those of others: each has to follow the one before.</summary>
    private void Order(ReadOnlySpan<byte> frame)
    {
        var key = "\"sequence\":"u8;
        for (var at = frame.IndexOf(key); at >= 0; at = frame.IndexOf(key))
        {
            frame = frame[(at + key.Length)..];
            if (!Utf8Parser.TryParse(frame, out long sequence, out _))
            {
                continue;
            }

            if (Last is { } last && sequence != last + 1)
            {
                Volatile.Write(ref _misplaced, _misplaced + 1);
            }

            Last = sequence;
        }
    }
}
