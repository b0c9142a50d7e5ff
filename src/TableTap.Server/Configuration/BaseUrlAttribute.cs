using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is an address to which an id is appended. Immutable.</summary>
public sealed class BaseUrlAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed => "an address like https://app.example.com/rate, without query";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => IsBase(text);

    internal static bool IsBase(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.Query.Length + uri.Fragment.Length + uri.UserInfo.Length == 0;
}
