namespace TableTap.Server.Configuration;

/// <summary>Section <c>Storage</c>: where everything is kept.</summary>
public sealed record StorageOptions
{
    /// <summary>The directory of the embedded journal and of the generated keys; made if missing, used by one server at a time.</summary>
    /// <value>A path, relative to the working directory; default <c>data</c>.</value>
    public string Directory { get; init; } = "data";

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
        };
}
