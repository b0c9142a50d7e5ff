namespace TableTap.Server.Configuration;

/// <summary>Section <c>Demo</c>: the demo café, its test payment provider and pages that open signed in.</summary>
public sealed record DemoOptions
{
    /// <summary>Whether the demo runs; <c>--demo</c> sets it.</summary>
    /// <value>Default false.</value>
    public bool Enabled { get; init; }

    /// <summary>Reads the section.</summary>
    /// <param name="section">The section.</param>
    public static DemoOptions Read(SectionReader section) =>
        new() { Enabled = section.Flag("Enabled", fallback: false) };
}
