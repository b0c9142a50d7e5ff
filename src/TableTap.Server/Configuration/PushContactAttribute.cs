using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that says where an operator is reached: an address of mail, or of a page (RFC 8292, section 2.1). Immutable.</summary>
public sealed class PushContactAttribute : TextRuleAttribute
{
    private const string Mail = "mailto:";
    private const string Page = "https://";
    private const int Most = 200;

    /// <inheritdoc />
    public override string Allowed =>
        "mailto:you@example.com, or an address like https://example.com/contact";

    // It stands in the text of a token as it is.
    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        text.Length <= Most
        && text.All(letter => char.IsAscii(letter) && letter > ' ' && letter is not ('"' or '\\'))
        && Uri.IsWellFormedUriString(text, UriKind.Absolute)
        && (
            text.StartsWith(Page, StringComparison.OrdinalIgnoreCase)
            || (
                text.StartsWith(Mail, StringComparison.Ordinal)
                && text.IndexOf('@', StringComparison.Ordinal) > Mail.Length
            )
        );
}
