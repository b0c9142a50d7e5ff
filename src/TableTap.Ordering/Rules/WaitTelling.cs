namespace TableTap.Ordering;

/// <summary>
/// Tells guests how long a new order takes (docs/protocol.md §6): whenever the intake changes, else when it moves as much as an estimate
/// must, at most once a minute.
/// </summary>
internal static class WaitTelling
{
    /// <summary>Tells it for every kind of order.</summary>
    public static void TellAll(Draft draft)
    {
        foreach (var type in Enum.GetValues<OrderType>())
        {
            Tell(
                draft,
                type,
                Estimates.OfNew(draft.Cafe, type, Backlog.Ahead(draft.Cafe, null, draft.Now))
            );
        }
    }

    /// <summary>Tells it where it moved.</summary>
    public static void TellMoved(Draft draft)
    {
        var backlog = Backlog.Ahead(draft.Cafe, null, draft.Now);
        foreach (var type in Enum.GetValues<OrderType>())
        {
            var told = Told(draft.Cafe, type);
            var expected = Estimates.OfNew(draft.Cafe, type, backlog);
            var isNews = expected.NobodyThere
                ? told is not { NobodyThere: true }
                    || told.BackAt != Returning.Anywhere(draft.Cafe, draft.Now)
                : told is { NobodyThere: true }
                    || !Reestimating.WasToldLately(told?.At, draft)
                        && HasMoved(draft.Cafe, type, told, expected.Minutes(draft.Cafe));
            if (isNews)
            {
                Tell(draft, type, expected);
            }
        }
    }

    /// <summary>Whether guests still have a wait in mind that an empty café no longer has.</summary>
    public static bool AreStale(Cafe cafe) =>
        Enum.GetValues<OrderType>()
            .Any(type =>
                Told(cafe, type) is { NobodyThere: false } told
                && HasMoved(cafe, type, told, Estimates.IdleMinutes(cafe, type))
            );

    private static WaitTime? Told(Cafe cafe, OrderType type) =>
        cafe.WaitTimes.TryGet(WaitTime.Key(type), out var told) ? told : null;

    private static bool HasMoved(Cafe cafe, OrderType type, WaitTime? told, int minutes) =>
        Reestimating.HasMoved(
            cafe.Profile.Limits,
            TimeSpan.FromMinutes(told?.Minutes ?? Estimates.IdleMinutes(cafe, type)),
            TimeSpan.FromMinutes(minutes)
        );

    /// <summary>Where nobody works no time is promised: guests hear when somebody is back.</summary>
    private static void Tell(Draft draft, OrderType type, Outlook expected) =>
        draft.Tell(
            new WaitTimeTold(
                draft.Now,
                type,
                expected.Minutes(draft.Cafe),
                expected.NobodyThere,
                expected.NobodyThere ? Returning.Anywhere(draft.Cafe, draft.Now) : null
            )
        );
}
