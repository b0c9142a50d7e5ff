using System.Globalization;

namespace TableTap.Realtime.Options;

/// <summary>An option that is a whole number. Immutable.</summary>
/// <param name="least">The least that is allowed.</param>
/// <param name="most">The most that is allowed.</param>
public sealed class NumberAttribute(long least, long most) : RangeAttribute(least, most)
{
    /// <summary>The least that is allowed.</summary>
    public long Least { get; } = least;

    /// <summary>The most that is allowed.</summary>
    public long Most { get; } = most;

    /// <inheritdoc />
    protected override string Form => "a whole number";

    /// <inheritdoc />
    protected override bool TryParse(string text, out long measure) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out measure);

    /// <inheritdoc />
    protected override string Text(long measure) => $"{measure}";
}
