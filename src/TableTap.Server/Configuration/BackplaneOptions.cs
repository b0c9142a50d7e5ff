using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>How servers of the same cafés tell each other what is new. Immutable.</summary>
public sealed record BackplaneOptions
{
    /// <summary>What carries the hints between servers: <c>none</c> is one server alone.</summary>
    [Setting("Backplane:Provider"), Choice("none", Later = "redis")]
    public string Provider { get; init; } = "none";

    /// <summary>How the provider is reached.</summary>
    [Setting("Backplane:ConnectionString"), Unused("with the provider none")]
    public string ConnectionString { get; init; } = "";
}
