namespace TableTap.Realtime.Peers;

/// <summary>The body of a peer message of counts.</summary>
internal static class CountMessage
{
    private const int Most = 1 << 20;

    /// <summary>Writes counts with their keys.</summary>
    public static void Write(BinaryWriter writer, IReadOnlyList<(CountKey Key, int Count)> counts)
    {
        writer.Write7BitEncodedInt(counts.Count);
        foreach (var (key, count) in counts)
        {
            writer.Write(key.Value);
            writer.Write7BitEncodedInt(count);
        }
    }

    /// <summary>Reads counts with their keys.</summary>
    /// <exception cref="IOException">They are cut short.</exception>
    /// <exception cref="FormatException">They are none.</exception>
    public static IReadOnlyList<(CountKey Key, int Count)> Read(BinaryReader reader)
    {
        var left = reader.Read7BitEncodedInt();
        if (left is < 0 or > Most)
        {
            throw new FormatException("The message has too many counts.");
        }

        var counts = new List<(CountKey, int)>();
        for (; left > 0; left--)
        {
            counts.Add((new(reader.ReadUInt64()), reader.Read7BitEncodedInt()));
        }

        return counts;
    }
}

/// <summary>The body of a beat.</summary>
/// <param name="TakesCommands">Whether the server decides commands for others.</param>
/// <param name="Slice">Which slice of its counts comes along.</param>
/// <param name="Counts">All that is in the slice.</param>
/// <param name="Screens">The channels that somebody stands at there.</param>
internal sealed record BeatMessage(
    bool TakesCommands,
    int Slice,
    IReadOnlyList<(CountKey Key, int Count)> Counts,
    IReadOnlyList<string> Screens
)
{
    private const int MostScreens = 100_000;

    /// <summary>Writes the beat as a body.</summary>
    public void Write(BinaryWriter writer)
    {
        writer.Write(TakesCommands);
        writer.Write((byte)Slice);
        CountMessage.Write(writer, Counts);
        writer.Write7BitEncodedInt(Screens.Count);
        foreach (var screen in Screens)
        {
            writer.Write(screen);
        }
    }

    /// <summary>Reads a beat from its body.</summary>
    /// <exception cref="IOException">It is cut short.</exception>
    /// <exception cref="FormatException">It is none.</exception>
    public static BeatMessage Read(BinaryReader reader)
    {
        var (takes, slice) = (reader.ReadBoolean(), reader.ReadByte());
        if (slice >= CountKey.Slices)
        {
            throw new FormatException("There is no such slice.");
        }

        var (counts, screens) = (CountMessage.Read(reader), new List<string>());
        var left = reader.Read7BitEncodedInt();
        if (left is < 0 or > MostScreens)
        {
            throw new FormatException("The beat has too many screens.");
        }

        for (; left > 0; left--)
        {
            screens.Add(reader.ReadString());
        }

        return new(takes, slice, counts, screens);
    }
}
