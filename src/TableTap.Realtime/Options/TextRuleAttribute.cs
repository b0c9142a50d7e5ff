namespace TableTap.Realtime.Options;

/// <summary>An option that is a text of a certain form, or a list of such texts. Immutable.</summary>
public abstract class TextRuleAttribute : OptionRuleAttribute
{
    /// <inheritdoc />
    public sealed override object? Read(string text, Type type) => IsAllowed(text) ? text : null;

    /// <inheritdoc />
    public sealed override string Text(object value) => (string)value;

    /// <summary>Whether a text has the form.</summary>
    /// <param name="text">The text to check.</param>
    public abstract bool IsAllowed(string text);
}
