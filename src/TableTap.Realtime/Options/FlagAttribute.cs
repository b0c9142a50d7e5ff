namespace TableTap.Realtime.Options;

/// <summary>An option that is yes or no. Immutable.</summary>
public sealed class FlagAttribute : OptionRuleAttribute
{
    /// <inheritdoc />
    public override string Allowed => "true or false";

    /// <inheritdoc />
    public override object? Read(string text, Type type) =>
        bool.TryParse(text, out var value) ? value : null;

    /// <inheritdoc />
    public override string Text(object value) => value is true ? "true" : "false";
}
