using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>How servers of the same cafés tell each other what is new. Immutable.</summary>
public sealed record BackplaneOptions
{
    private const string Alone = "none";
    private const string Redis = "redis";

    /// <summary>
    /// What carries the hints between servers: <c>none</c> is one server alone, or several that look at their database all the time;
    /// <c>redis</c> is a Redis of version 7 or newer.
    /// </summary>
    [Setting("Backplane:Provider"), Choice(Alone, Redis)]
    public string Provider { get; init; } = Alone;

    /// <summary>How the provider is reached, with the provider <c>redis</c> alone.</summary>
    [Setting("Backplane:ConnectionString"), RedisText]
    public string ConnectionString { get; init; } = "";

    /// <summary>
    /// Whether the server is far from its database, in another region: then it hands all commands, and what is published, to servers near
    /// the database, as long as it hears one, and speaks for no café.
    /// </summary>
    [Setting("Backplane:FarFromDatabase"), Flag]
    public bool FarFromDatabase { get; init; }

    /// <summary>Whether there is one.</summary>
    public bool IsThere => Provider != Alone;
}
