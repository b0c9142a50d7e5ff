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
