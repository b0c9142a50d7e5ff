namespace TableTap.Realtime.Options;

/// <summary>An option that is a span of time. Immutable.</summary>
/// <param name="least">The least that is allowed, as <see cref="DurationText"/> writes it.</param>
/// <param name="most">The most that is allowed, as <see cref="DurationText"/> writes it.</param>
public sealed class DurationAttribute(string least, string most)
    : RangeAttribute(Ticks(least), Ticks(most))
{
    /// <summary>The least that is allowed.</summary>
    public string Least { get; } = least;

    /// <summary>The most that is allowed.</summary>
    public string Most { get; } = most;

    /// <inheritdoc />
    protected override string Form => DurationText.Form;

    /// <inheritdoc />
    protected override bool TryParse(string text, out long measure)
    {
        var isSpan = DurationText.TryParse(text, out var value);
        measure = value.Ticks;
        return isSpan;
    }

    /// <inheritdoc />
    protected override string Text(long measure) => DurationText.Text(TimeSpan.FromTicks(measure));

    private static long Ticks(string bound) =>
        DurationText.TryParse(bound, out var value)
            ? value.Ticks
            : throw new ArgumentException($"'{bound}' is no span of time.", nameof(bound));
}
