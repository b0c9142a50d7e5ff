using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Server.Configuration;

/// <summary>An option that is a text of any form that is not too long. Immutable.</summary>
public sealed class ShortTextAttribute : TextRuleAttribute
{
    private const int Most = 200;

    /// <inheritdoc />
    public override string Allowed =>
        $"a text of 1 to {Counted.Of(Most, "character", "characters")}";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => text.Length is >= 1 and <= Most;
}
