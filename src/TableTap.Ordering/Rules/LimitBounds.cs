using TableTap.Ordering.Decisions;

namespace TableTap.Ordering.Rules;

/// <summary>Whether one number of a profile is within its bounds, and in words what they are.</summary>
internal static class LimitBounds
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    /// <summary>What is wrong with a number that has to be within bounds; null where nothing is.</summary>
    /// <param name="name">The name of the limit.</param>
    /// <param name="value">What it is.</param>
    /// <param name="least">What it has to be at least.</param>
    /// <param name="most">What it may be at most.</param>
    public static FieldProblem? Count(string name, int value, int least, int most) =>
        value >= least && value <= most
            ? null
            : new FieldProblem($"limits.{name}", $"from {least} to {most}");

    /// <summary>What is wrong with a time that has to be within bounds; null where nothing is.</summary>
    /// <param name="name">The name of the limit.</param>
    /// <param name="value">What it is.</param>
    /// <param name="least">What it has to be at least.</param>
    /// <param name="most">What it may be at most; seven days where nothing is said.</param>
    public static FieldProblem? Time(
        string name,
        TimeSpan value,
        TimeSpan least,
        TimeSpan? most = null
    ) =>
        value >= least && value <= (most ?? Longest)
            ? null
            : new FieldProblem(
                $"limits.{name}",
                $"from {InputChecks.Words(least)} to {InputChecks.Words(most ?? Longest)}"
            );
}
