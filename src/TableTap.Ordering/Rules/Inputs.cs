namespace TableTap.Ordering;

/// <summary>Checks of what clients send.</summary>
internal static class Inputs
{
    /// <summary>The longest id.</summary>
    public const int IdLength = 64;

    /// <summary>The largest amount that a price, a delta or a tip may have, so that no sum ever overflows.</summary>
    public static readonly Money LargestAmount = new(100_000_000);

    /// <summary>A text without white space around it; null when nothing is left.</summary>
    public static string? Trimmed(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    /// <summary>What is wrong with a text, if anything is.</summary>
    public static Problem? Text(string path, string? text, int longest) =>
        text is null ? null
        : text.Length > longest
            ? new Problem(
                path,
                $"at most {Counted.Of(longest, "character", "characters")}, this has {text.Length}"
            )
        : text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            ? new Problem(path, "control characters are not allowed")
        : null;

    /// <summary>What is wrong with a text that must be there, if anything is.</summary>
    public static Problem? Needed(string path, string? text, int longest) =>
        Trimmed(text) is null ? new Problem(path, "is needed") : Text(path, text, longest);

    /// <summary>Whether a text is an id (docs/protocol.md §2).</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= IdLength }
        && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    /// <summary>A span of time as an operator writes it: <c>90s</c>, <c>15m</c>, <c>24h</c>, <c>7d</c>.</summary>
    public static string Words(TimeSpan time) =>
        time switch
        {
            { TotalDays: > 1 } when time.Ticks % TimeSpan.TicksPerDay == 0 => $"{time.TotalDays}d",
            { TotalHours: >= 1 } when time.Ticks % TimeSpan.TicksPerHour == 0 =>
                $"{time.TotalHours}h",
            { TotalMinutes: >= 1 } when time.Ticks % TimeSpan.TicksPerMinute == 0 =>
                $"{time.TotalMinutes}m",
            _ => $"{time.TotalSeconds}s",
        };

    /// <summary>The refusal of what is wrong, if anything is.</summary>
    public static Refusal? Refuse(params ReadOnlySpan<Problem?> problems)
    {
        var wrong = problems.ToArray().OfType<Problem>().ToArray();
        return wrong.Length == 0 ? null : Refusal.Invalid(wrong);
    }
}
