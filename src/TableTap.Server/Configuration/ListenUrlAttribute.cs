using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is an address to listen on. Immutable.</summary>
public sealed class ListenUrlAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed => "http://HOST:PORT or https://HOST:PORT";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => ListenAddress.TryParse(text, out _);
}
