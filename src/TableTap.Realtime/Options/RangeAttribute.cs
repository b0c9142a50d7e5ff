using System.Globalization;

namespace TableTap.Realtime.Options;

/// <summary>An option that is measured, and lies within two bounds that are both included. Immutable.</summary>
/// <param name="least">The least that is allowed.</param>
/// <param name="most">The most that is allowed.</param>
public abstract class RangeAttribute(long least, long most) : OptionRuleAttribute
{
    /// <inheritdoc />
    public sealed override string Allowed => $"{Form}, from {Text(least)} to {Text(most)}";

    /// <summary>How a value is written, as a phrase.</summary>
    protected abstract string Form { get; }

    /// <inheritdoc />
    public sealed override object? Read(string text, Type type) =>
        TryParse(text, out var measure) && measure >= least && measure <= most
            ? ToValue(measure, type)
            : null;

    /// <inheritdoc />
    public sealed override string Text(object value) =>
        Text(
            value is TimeSpan time
                ? time.Ticks
                : Convert.ToInt64(value, CultureInfo.InvariantCulture)
        );

    /// <summary>Reads how much a text says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="measure">How much it is.</param>
    protected abstract bool TryParse(string text, out long measure);

    /// <summary>Writes a measure as settings have it, for messages about what is allowed.</summary>
    /// <param name="measure">How much it is.</param>
    protected abstract string Text(long measure);

    private static object ToValue(long measure, Type type) =>
        type == typeof(TimeSpan) ? TimeSpan.FromTicks(measure)
        : type == typeof(int) ? (object)checked((int)measure)
        : measure;
}
