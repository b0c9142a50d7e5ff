using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Server.Configuration;

/// <summary>An option that is the id of a café. Immutable.</summary>
public sealed class CafeIdAttribute : TextRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed => "ids of cafés";

    /// <inheritdoc />
    public override bool IsAllowed(string text) => Identifier.IsValid(text);
}
