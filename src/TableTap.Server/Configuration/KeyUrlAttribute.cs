using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is the address of a key set: by TLS, or on this machine. Immutable.</summary>
public sealed class KeyUrlAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed =>
        "an https:// address like https://id.example.com/.well-known/jwks.json; http:// only on this machine";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length + uri.Fragment.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback);
}
