using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides <see cref="ReviewCafe"/>: what was promised is held against how it stands now, the intake against the load
/// (docs/protocol.md §5). It says only what moved, so it may come as often as one likes.
/// </summary>
public static class ReviewDecider
{
    /// <summary>How soon after a change a review is wanted; what comes together is checked once.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    /// <summary>How often one is wanted while time alone can move what was promised.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Whether time alone can move what was promised.</summary>
    public static bool IsWanted(Cafe cafe) =>
        cafe.OpenOrders.Count > cafe.Work.Marks.Scheduled.Count
        || cafe.Intake is { Mode: not IntakeMode.Normal }
        || WaitTimeUpdates.AreStale(cafe);

    /// <summary>When the next review is wanted if nothing happens; null where nothing can move.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="now">The present time.</param>
    public static DateTimeOffset? NextAt(Cafe cafe, DateTimeOffset now) =>
        (IsWanted(cafe) ? now : Firing.WatchFrom(cafe)) is { } from
            ? from > now
                ? from
                : now + Interval
            : null;

    internal static Decision Decide(DecisionDraft draft)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café itself reviews its promises");
        }

        Firing.Due(draft);
        EstimateUpdates.All(draft);
        LoadControl.Follow(draft);
        WaitTimeUpdates.UpdateMoved(draft);
        return draft.Accept();
    }
}
