namespace TableTap.Simulation.Verification;

/// <summary>A message as somebody had it: its place in the channel and which one it was.</summary>
/// <param name="Sequence">Its place in the channel, from 1.</param>
/// <param name="MessageId">The id of the message.</param>
public readonly record struct ReceivedSequence(long Sequence, string MessageId);

/// <summary>What a comparison found.</summary>
/// <param name="Expected">Messages there were.</param>
/// <param name="Received">Messages that came, whatever their worth.</param>
/// <param name="Missing">Those that never came, or came as something else.</param>
/// <param name="Doubled">Those that came once too often.</param>
/// <param name="Reordered">Those that came after a later one, or before an earlier one that was still to come.</param>
public readonly record struct SequenceFindings(
    long Expected,
    long Received,
    long Missing,
    long Doubled,
    long Reordered
)
{
    /// <summary>Adds up the findings of two comparisons.</summary>
    /// <param name="left">The findings of one comparison.</param>
    /// <param name="right">The findings of the other comparison.</param>
    public static SequenceFindings operator +(SequenceFindings left, SequenceFindings right) =>
        new(
            left.Expected + right.Expected,
            left.Received + right.Received,
            left.Missing + right.Missing,
            left.Doubled + right.Doubled,
            left.Reordered + right.Reordered
        );
}

/// <summary>Compares what a reader received of a channel with what the channel holds. Pure.</summary>
public static class SequenceCheck
{
    /// <summary>Counts the messages that the reader missed, had twice or had out of order.</summary>
    /// <param name="after">The sequence after which the reader began.</param>
    /// <param name="last">The last sequence the reader had to have when it left.</param>
    /// <param name="journal">What the channel holds, in order, from <paramref name="after"/> or before.</param>
    /// <param name="received">What the reader had, in the order in which it had it.</param>
    public static SequenceFindings Compare(
        long after,
        long last,
        IEnumerable<ReceivedSequence> journal,
        IEnumerable<ReceivedSequence> received
    )
    {
        var kept = new Dictionary<long, string>();
        foreach (var message in journal)
        {
            kept[message.Sequence] = message.MessageId;
        }

        var have = new HashSet<long>();
        long came = 0;
        long doubled = 0;
        long reordered = 0;
        long wrong = 0;
        var highest = after;
        foreach (var message in received)
        {
            // What lies outside was not promised: told again from before, or later than the reader stayed.
            if (message.Sequence <= after || message.Sequence > last)
            {
                continue;
            }

            came++;
            if (!have.Add(message.Sequence))
            {
                doubled++;
                continue;
            }

            if (message.Sequence < highest)
            {
                reordered++;
            }

            if (kept.GetValueOrDefault(message.Sequence) != message.MessageId)
            {
                wrong++;
            }

            highest = Math.Max(highest, message.Sequence);
        }

        var expected = Math.Max(0, last - after);
        return new(expected, came, expected - have.Count + wrong, doubled, reordered);
    }
}
