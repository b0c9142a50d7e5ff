using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is a text of any form that is not too long. Immutable.</summary>
public sealed class ShortTextAttribute : TextRuleAttribute
{
    private const int Most = 200;

    /// <inheritdoc />
    public override string Allowed => $"a text of 1 to {Most} characters";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => text.Length is >= 1 and <= Most;
}
