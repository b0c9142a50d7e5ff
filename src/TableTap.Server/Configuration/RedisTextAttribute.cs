using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that says how Redis is reached; it may hold a password. Immutable.</summary>
public sealed class RedisTextAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override bool IsSecret => true;

    /// <inheritdoc />
    public override string Allowed =>
        "host:port,host:port,password=… and further words of StackExchange.Redis, of a cluster several hosts, of Sentinel serviceName=…";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => true;

    /// <inheritdoc />
    public override string Refusal(string text) => $"is not allowed; allowed: {Allowed}";
}
