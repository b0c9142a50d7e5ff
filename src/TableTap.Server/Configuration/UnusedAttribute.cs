using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that no provider of today reads. It may be there and empty; a value would do nothing and is refused, unseen. Immutable.</summary>
/// <param name="because">Why it does nothing, as the end of a sentence.</param>
public sealed class UnusedAttribute(string because) : OptionRuleAttribute
{
    /// <summary>Why it does nothing, as the end of a sentence.</summary>
    public string Because { get; } = because;

    /// <inheritdoc />
    public override string Allowed => "nothing yet";

    /// <inheritdoc />
    public override bool IsSecret => true;

    /// <inheritdoc />
    public override object? Read(string text, Type type) => text.Length == 0 ? text : null;

    /// <inheritdoc />
    public override string Text(object value) => "";

    /// <inheritdoc />
    public override string Refusal(string text) => $"does nothing {Because}; leave it out";
}
