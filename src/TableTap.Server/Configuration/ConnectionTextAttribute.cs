using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that says how a database is reached; it may hold a password. Immutable.</summary>
public sealed class ConnectionTextAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override bool IsSecret => true;

    /// <inheritdoc />
    public override string Allowed =>
        "Host=…;Database=…;Username=…;Password=… and further words of Npgsql";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => true;

    /// <inheritdoc />
    public override string Refusal(string text) => $"is not allowed; allowed: {Allowed}";
}
