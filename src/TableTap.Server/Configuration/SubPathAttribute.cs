using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is a path below a host. Immutable.</summary>
public sealed class SubPathAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed => "empty, or a path like /tabletap, without a slash at its end";

    /// <inheritdoc />
    public override bool IsAllowed(string text) =>
        text.Length == 0
        || text is ['/', .., not '/']
            && text[1..]
                .Split('/')
                .All(part => part.Length > 0 && part.All(IsAllowed) && !IsDots(part));

    private static bool IsAllowed(char letter) =>
        char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '~';

    private static bool IsDots(string part) => part is "." or "..";
}
