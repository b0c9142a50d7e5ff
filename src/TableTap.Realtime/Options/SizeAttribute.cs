namespace TableTap.Realtime.Options;

/// <summary>An option that is a size in bytes. Immutable.</summary>
/// <param name="least">The least that is allowed, as <see cref="ByteSize"/> writes it.</param>
/// <param name="most">The most that is allowed, as <see cref="ByteSize"/> writes it.</param>
public sealed class SizeAttribute(string least, string most)
    : RangeAttribute(Bytes(least), Bytes(most))
{
    /// <summary>The least that is allowed.</summary>
    public string Least { get; } = least;

    /// <summary>The most that is allowed.</summary>
    public string Most { get; } = most;

    /// <inheritdoc />
    protected override string Form => ByteSize.Form;

    /// <inheritdoc />
    protected override bool TryParse(string text, out long measure) =>
        ByteSize.TryParse(text, out measure);

    /// <inheritdoc />
    protected override string Text(long measure) => ByteSize.Text(measure);

    private static long Bytes(string bound) =>
        ByteSize.TryParse(bound, out var bytes)
            ? bytes
            : throw new ArgumentException($"'{bound}' is no size.", nameof(bound));
}
