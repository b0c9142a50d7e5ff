using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is an address with an order's id in it, or one to which the id is appended. Immutable.</summary>
public sealed class PageUrlAttribute : TextRuleAttribute
{
    private const string Somewhere = "an-order-somewhere";

    /// <inheritdoc />
    public override string Allowed =>
        "an address like https://pay.example.com/orders, or one with {orderId} in it";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        text.Contains("{orderId}", StringComparison.Ordinal)
            ? Uri.TryCreate(
                text.Replace("{orderId}", Somewhere, StringComparison.Ordinal),
                UriKind.Absolute,
                out var uri
            )
                && uri.Scheme is "http" or "https"
                && uri.UserInfo.Length == 0
                && !uri.Authority.Contains(Somewhere, StringComparison.Ordinal)
            : BaseUrlAttribute.IsBase(text);
}
