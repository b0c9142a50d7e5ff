using System.Globalization;

namespace TableTap.Realtime.Sending;

/// <summary>A place in a stream of events: a commit, which is a place in all of its channels (section 10). Opaque to clients.</summary>
/// <param name="Epoch">The history that it belongs to.</param>
/// <param name="Position">The commit position up to which everything was told.</param>
internal readonly record struct EventCursor(string Epoch, long Position)
{
    private const int MaxLength = 100;
    private const char Separator = '.';

    /// <summary>Reads a cursor as it was told.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The cursor; null where the text is none.</returns>
    public static EventCursor? Parse(string text) =>
        text.Length <= MaxLength
        && text.LastIndexOf(Separator) is var at and > 0
        && long.TryParse(
            text.AsSpan(at + 1),
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var position
        )
            ? new(text[..at], position)
            : null;

    /// <summary>The cursor as it is told.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Epoch}{Separator}{Position}");
}
