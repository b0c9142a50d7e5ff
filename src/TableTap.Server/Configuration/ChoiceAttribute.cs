using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>An option that is one of some words: a text, or an enumeration whose names are the words. Immutable.</summary>
/// <param name="words">The words that the option takes.</param>
public sealed class ChoiceAttribute(params string[] words) : OptionRuleAttribute
{
    /// <summary>The words that the option takes.</summary>
    public IReadOnlyList<string> Words { get; } = words;

    /// <inheritdoc />
    public override string Allowed => string.Join(" or ", Words);

    /// <inheritdoc />
    public override object? Read(string text, Type type) =>
        !Words.Contains(text, StringComparer.Ordinal) ? null
        : (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: true } words
            ? Enum.Parse(words, text, ignoreCase: true)
        : text;

    /// <inheritdoc />
    public override string Text(object value) =>
        Words.First(word => word.Equals($"{value}", StringComparison.OrdinalIgnoreCase));
}
