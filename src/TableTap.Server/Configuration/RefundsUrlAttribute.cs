using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is an address to which money is told: by TLS, unless it is on this machine. Immutable.</summary>
public sealed class RefundsUrlAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed =>
        "an address like https://pay.example.com/refunds; http only on this machine";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length + uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
