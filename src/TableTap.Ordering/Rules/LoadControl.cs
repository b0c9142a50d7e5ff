namespace TableTap.Ordering;

/// <summary>
/// Lets the intake follow the load (docs/protocol.md §6): busy above 15 min, paused above 30, and back below 80 % of that. What a person
/// decided stands: a pause until its end, an intake opened by hand until the wait is short again.
/// </summary>
internal static class LoadControl
{
    /// <summary>Changes the mode if the load has left the one the café is in, and tells guests.</summary>
    public static void Follow(Draft draft)
    {
        var intake = draft.Cafe.Intake;
        if (intake is { IsByHand: true, Mode: IntakeMode.Paused })
        {
            return;
        }

        var wait = Wait(draft);
        var mode = intake.IsByHand
            ? Left(draft.Limits, draft.Limits.BusyAfter, wait)
                ? IntakeMode.Normal
                : IntakeMode.Busy
            : After(draft.Limits, intake.Mode, wait);
        if (mode != intake.Mode)
        {
            draft.Tell(new IntakeChanged(draft.Now, mode, null, null, OrderMoved.System));
            WaitTelling.TellAll(draft);
        }
    }

    /// <summary>What the load alone makes of the intake.</summary>
    public static IntakeMode Mode(Draft draft) =>
        After(draft.Limits, IntakeMode.Normal, Wait(draft));

    /// <summary>What an intake that somebody opens becomes: busy while the wait is long, but not paused by it again.</summary>
    public static IntakeMode WhenOpened(Draft draft) =>
        Left(draft.Limits, draft.Limits.BusyAfter, Wait(draft))
            ? IntakeMode.Normal
            : IntakeMode.Busy;

    private static IntakeMode After(CafeLimits limits, IntakeMode mode, TimeSpan wait) =>
        wait > limits.PausedAfter
        || mode == IntakeMode.Paused && !Left(limits, limits.PausedAfter, wait)
            ? IntakeMode.Paused
        : wait > limits.BusyAfter
        || mode != IntakeMode.Normal && !Left(limits, limits.BusyAfter, wait)
            ? IntakeMode.Busy
        : IntakeMode.Normal;

    private static bool Left(CafeLimits limits, TimeSpan entered, TimeSpan wait) =>
        wait * 100 < entered * limits.IntakeLeavePercent;

    /// <summary>Where nothing is to be made nobody waits, however far off the last quotes were.</summary>
    private static TimeSpan Wait(Draft draft)
    {
        if (!draft.Cafe.OpenOrders.Values.Any(order => order.Status.IsAtCounters))
        {
            return TimeSpan.Zero;
        }

        var backlog = Backlog.Ahead(draft.Cafe, null, draft.Now);
        return TimeSpan.FromMinutes(
            Enum.GetValues<OrderType>()
                .Max(type => Estimates.OfNew(draft.Cafe, type, backlog).Minutes(draft.Cafe))
        );
    }
}
