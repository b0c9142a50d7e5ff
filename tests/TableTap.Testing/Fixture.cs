namespace TableTap.Testing;

/// <summary>
/// A golden frame of <c>protocol/fixtures</c>: <c>{type}.json</c>, and <c>{type}.{variant}.json</c> where a message has
/// several shapes.
/// </summary>
/// <param name="Name">The file's name without its ending.</param>
/// <param name="Frame">The frame, pretty-printed.</param>
public sealed record Fixture(string Name, ReadOnlyMemory<byte> Frame)
{
    /// <summary>Every fixture, by name.</summary>
    public static IReadOnlyList<Fixture> All { get; } =
    [.. Read().OrderBy(fixture => fixture.Name, StringComparer.Ordinal)];

    /// <summary>The type of the message.</summary>
    public string Type => Name.Split('.')[0];

    /// <summary>The fixture of a name.</summary>
    public static Fixture Of(string name) => All.Single(fixture => fixture.Name == name);

    public override string ToString() => Name;

    private static IEnumerable<Fixture> Read()
    {
        const string Ending = ".json";
        var assembly = typeof(Fixture).Assembly;
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.EndsWith(Ending, StringComparison.Ordinal))
        )
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var frame = new byte[stream.Length];
            stream.ReadExactly(frame);
            yield return new(name[..^Ending.Length], frame);
        }
    }
}
