namespace TableTap.Server.Configuration;

/// <summary>Section <c>Storage</c>: where everything is kept.</summary>
public sealed record StorageOptions
{
    /// <summary>The directory of the embedded journal and of the generated keys; made if missing, used by one server at a time.</summary>
    /// <value>A path, relative to the working directory; default <c>data</c>.</value>
    public string Directory { get; init; } = "data";

    /// <summary>The embedded journal's file in it.</summary>
    public string JournalPath => Path.Combine(Directory, "tabletap.db");

    /// <summary>After how many facts a café's state is written beside them, so that a start reads it and what follows.</summary>
    /// <value>100 to 1,000,000; default 5,000.</value>
    public int SnapshotEvery { get; init; } = 5_000;

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static StorageOptions Read(SectionReader section) =>
        new()
        {
            Directory = section.Text(
                "Directory",
                new StorageOptions().Directory,
                "a path",
                text => text.Length > 0 && text.IndexOfAny(Path.GetInvalidPathChars()) < 0
            ),
            SnapshotEvery = section.Count(
                "SnapshotEvery",
                new StorageOptions().SnapshotEvery,
                100,
                1_000_000
            ),
        };
}
