namespace TableTap.Realtime.Peers;

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

    // What stands before the profile; a server of version 1.0 writes neither.
    private const byte HasProfile = 1;

    /// <summary>What the server says of itself.</summary>
    /// <value>Default null: it says nothing.</value>
    public PeerProfile? Profile { get; init; }

    /// <summary>How many connections the server has; counts only with a profile.</summary>
    /// <value>Default 0.</value>
    public int Connections { get; init; }

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

        if (Profile is { } profile)
        {
            writer.Write(HasProfile);
            writer.Write(profile.Host);
            writer.Write(profile.Version);
            writer.Write7BitEncodedInt(Connections);
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

        var beat = new BeatMessage(takes, slice, counts, screens);
        var stream = reader.BaseStream;
        return stream.Position < stream.Length && reader.ReadByte() == HasProfile
            ? beat with
            {
                Profile = new(reader.ReadString(), reader.ReadString()),
                Connections = reader.Read7BitEncodedInt(),
            }
            : beat;
    }
}
