using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Checks of what clients send.</summary>
internal static class InputChecks
{
    /// <summary>The largest amount that a price, a delta or a tip may have, so that no sum ever overflows.</summary>
    public static readonly Money LargestAmount = new(100_000_000);

    /// <summary>A text as it is kept: without white space around it and without what turns the direction of others; null when nothing is left.</summary>
    public static string? Trimmed(string? text) =>
        text is null ? null
        : TextLimits.WithoutDirections(text).Trim() is { Length: > 0 } kept ? kept
        : null;

    /// <summary>What is wrong with an amount in the café's currency, if anything is: one that is no whole number of its minor units.</summary>
    public static FieldProblem? Payable(string path, Money? amount, CafeProfile cafe) =>
        Payable(path, amount, cafe.Currency);

    /// <summary>What is wrong with an amount in a currency, if anything is: one that is no whole number of its minor units.</summary>
    public static FieldProblem? Payable(string path, Money? amount, string currency) =>
        amount is null || Currencies.CanPay(currency, amount.Value)
            ? null
            : new FieldProblem(
                path,
                Currencies.DecimalsOf(currency) == 0
                    ? $"{currency} has no decimals"
                    : $"{currency} has at most two decimals"
            );

    /// <summary>What is wrong with a text, if anything is.</summary>
    public static FieldProblem? Text(string path, string? text, int longest) =>
        text is null ? null
        : TextLimits.LengthOf(text) is var length && length > longest
            ? new FieldProblem(
                path,
                $"at most {Counted.Of(longest, "character", "characters")}, this has {length}"
            )
        : text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            ? new FieldProblem(path, "control characters are not allowed")
        : null;

    /// <summary>What is wrong with a text that must be there, if anything is.</summary>
    public static FieldProblem? Needed(string path, string? text, int longest) =>
        Trimmed(text) is null ? new FieldProblem(path, "is needed") : Text(path, text, longest);

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
    public static Refusal? Refuse(params ReadOnlySpan<FieldProblem?> problems)
    {
        var wrong = problems.ToArray().OfType<FieldProblem>().ToArray();
        return wrong.Length == 0 ? null : Refusal.Invalid(wrong);
    }
}
