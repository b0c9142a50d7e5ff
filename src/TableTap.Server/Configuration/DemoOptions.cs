using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>The demo café, its test payment provider and pages that open signed in. Immutable.</summary>
public sealed record DemoOptions
{
    /// <summary>Whether the demo café and its test payment provider are there; <c>--demo</c> sets it.</summary>
    [Setting("Demo:Enabled"), Flag]
    public bool Enabled { get; init; }
}
