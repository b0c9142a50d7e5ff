using TableTap.Ordering.Decisions;

namespace TableTap.Ordering.Rules;

/// <summary>When somebody outside is asked again: later each time, a fifth more or less by chance, so that not all come at once.</summary>
internal static class RetryPauses
{
    /// <summary>After so many tries somebody has to look.</summary>
    public const int MaxAttempts = 12;

    private const int Growth = 3;
    private const int JitterPercent = 20;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);
    private static readonly TimeSpan FirstWhileWaitedFor = TimeSpan.FromSeconds(1);

    /// <summary>When the next try is due; null where the last one was the last.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="attempts">How many tries have failed.</param>
    /// <param name="isWaitedFor">Whether somebody stands there and waits.</param>
    public static DateTimeOffset? Next(
        DecisionDraft draft,
        int attempts,
        bool isWaitedFor = false
    ) =>
        attempts < MaxAttempts
            ? draft.Now + After(draft, attempts, isWaitedFor ? FirstWhileWaitedFor : First)
            : null;

    /// <summary>When the next try of what is never given up is due, after the last one, too.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="attempts">How many tries have failed.</param>
    public static DateTimeOffset NextForEver(DecisionDraft draft, int attempts) =>
        draft.Now + After(draft, attempts, First);

    private static TimeSpan After(DecisionDraft draft, int attempts, TimeSpan first)
    {
        var pause = first;
        for (var one = 1; one < attempts && pause < Longest; one++)
        {
            pause *= Growth;
        }

        var spread = draft.Ids.RandomBelow((2 * JitterPercent) + 1) - JitterPercent;
        return (pause < Longest ? pause : Longest) * ((100 + spread) / 100.0);
    }
}
