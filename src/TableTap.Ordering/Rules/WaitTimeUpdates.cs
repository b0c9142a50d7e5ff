using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Tells guests how long a new order takes (docs/protocol.md §6): whenever the intake changes, else when it moves as much as an estimate
/// must, at most once a minute.
/// </summary>
internal static class WaitTimeUpdates
{
    /// <summary>Announces the wait for every kind of order.</summary>
    public static void UpdateAll(DecisionDraft draft)
    {
        foreach (var type in Enum.GetValues<OrderType>())
        {
            Update(
                draft,
                type,
                Estimates.OfNew(draft.Cafe, type, Backlog.Ahead(draft.Cafe, null, draft.Now))
            );
        }
    }

    /// <summary>Announces the wait for the kinds of order where it moved enough.</summary>
    public static void UpdateMoved(DecisionDraft draft)
    {
        var backlog = Backlog.Ahead(draft.Cafe, null, draft.Now);
        foreach (var type in Enum.GetValues<OrderType>())
        {
            var told = LastAnnounced(draft.Cafe, type);
            var expected = Estimates.OfNew(draft.Cafe, type, backlog);
            var isNews = expected.NobodyThere
                ? told is not { NobodyThere: true }
                    || told.BackAt != ReturnTimes.Anywhere(draft.Cafe, draft.Now)
                : told is { NobodyThere: true }
                    || !EstimateUpdates.WasUpdatedLately(told?.At, draft)
                        && HasMoved(draft.Cafe, type, told, expected.Minutes(draft.Cafe));
            if (isNews)
            {
                Update(draft, type, expected);
            }
        }
    }

    /// <summary>Whether guests still have a wait in mind that an empty café no longer has.</summary>
    public static bool AreStale(Cafe cafe) =>
        Enum.GetValues<OrderType>()
            .Any(type =>
                LastAnnounced(cafe, type) is { NobodyThere: false } told
                && HasMoved(cafe, type, told, Estimates.IdleMinutes(cafe, type))
            );

    private static WaitTime? LastAnnounced(Cafe cafe, OrderType type) =>
        cafe.WaitTimes.TryGet(WaitTime.Key(type), out var told) ? told : null;

    private static bool HasMoved(Cafe cafe, OrderType type, WaitTime? told, int minutes) =>
        EstimateUpdates.HasMoved(
            cafe.Profile.Limits,
            TimeSpan.FromMinutes(told?.Minutes ?? Estimates.IdleMinutes(cafe, type)),
            TimeSpan.FromMinutes(minutes)
        );

    /// <summary>Where nobody works no time is promised: guests hear when somebody is back.</summary>
    private static void Update(DecisionDraft draft, OrderType type, ReadyEstimate expected) =>
        draft.Emit(
            new WaitTimeChangedFact(
                draft.Now,
                type,
                expected.Minutes(draft.Cafe),
                expected.NobodyThere,
                expected.NobodyThere ? ReturnTimes.Anywhere(draft.Cafe, draft.Now) : null
            )
        );
}
