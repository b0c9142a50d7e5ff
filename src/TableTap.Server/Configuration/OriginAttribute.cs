using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is the origin of a page. Immutable.</summary>
public sealed class OriginAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed =>
        "an origin like https://app.example.com or capacitor://localhost, without path";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Host.Length > 0
        && string.Equals(
            text,
            uri.GetLeftPart(UriPartial.Authority),
            StringComparison.OrdinalIgnoreCase
        );
}
