using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether an order can be had at a time (docs/protocol.md §5, "Orders for later").</summary>
public static class ScheduleChecks
{
    /// <summary>Offered times are at whole steps of the clock.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    /// <summary>So many times with room are looked at: those of two days.</summary>
    private const int MostTried = 2 * 24 * 4;

    /// <summary>Why nothing can be ordered for a time; null where something can.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="at">The time that is wanted.</param>
    /// <param name="now">The present time.</param>
    internal static Refusal? Check(Cafe cafe, DateTimeOffset at, DateTimeOffset now)
    {
        var profile = cafe.Profile;
        var horizon = profile.Limits.ScheduleHorizon;
        return horizon <= TimeSpan.Zero
                ? Refusal.Invalid("scheduledFor", "this café takes no orders for later")
            : at <= now ? Refusal.Invalid("scheduledFor", "in the future")
            : at > now + horizon
                ? Refusal.Invalid("scheduledFor", $"at most {InputChecks.Words(horizon)} from now")
            : !LocalTime.IsOpen(profile, at)
                ? new Refusal(
                    RefusalCode.CafeClosed,
                    $"{profile.Name} is closed {LocalTime.Words(profile, at, now)}"
                )
            : IsPausedAt(cafe, at, now)
                ? new Refusal(
                    RefusalCode.IntakePaused,
                    $"The café takes no orders for {LocalTime.Words(profile, at, now)}"
                )
            : null;
    }

    /// <summary>Why lines cannot be ready at a time; null where they can. The staff sees the counters and may overbook them.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="cafe">The café as it is, without the room of the order itself.</param>
    /// <param name="order">The order.</param>
    /// <param name="at">The time that is wanted.</param>
    /// <param name="isThere">Whether all of the order can be had at a time that is offered instead.</param>
    internal static Refusal? Fits(
        DecisionDraft draft,
        Cafe cafe,
        Order order,
        DateTimeOffset at,
        Func<DateTimeOffset, bool> isThere
    )
    {
        if (!IsServed(cafe.Profile, order, at))
        {
            return new Refusal(
                RefusalCode.ItemUnavailable,
                $"Not all of the order is served {LocalTime.Words(cafe.Profile, at, draft.Now)}"
            )
            {
                Earliest = Earliest(cafe, order, draft.Now, isThere),
            };
        }

        var soonest = Soonest(cafe, order, draft.Now);
        var full = draft.Actor.IsEmployee
            ? null
            : Slots.Full(cafe, Slots.Of(cafe, order.LiveLines, at), draft.Now);
        if (soonest - at <= draft.Limits.OnTimeGrace && full is null)
        {
            return null;
        }

        var earliest = Earliest(cafe, order, draft.Now, isThere);
        var instead = earliest is { } time
            ? $"; the earliest time is {LocalTime.Words(cafe.Profile, time, draft.Now)}"
            : "";
        return new Refusal(
            RefusalCode.SlotUnavailable,
            full is null
                ? $"The order cannot be ready {LocalTime.Words(cafe.Profile, at, draft.Now)}{instead}"
                : $"{cafe.CounterName(full)} has no room left {LocalTime.Words(cafe.Profile, at, draft.Now)}{instead}"
        )
        {
            Earliest = earliest,
        };
    }

    /// <summary>The earliest time for which an order of some lines would be taken; null where there is none, or the café takes none for later.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="order">The order, which no counter has yet.</param>
    /// <param name="now">The present time.</param>
    /// <param name="isThere">Whether all of the order can be had at a time.</param>
    internal static DateTimeOffset? Earliest(
        Cafe cafe,
        Order order,
        DateTimeOffset now,
        Func<DateTimeOffset, bool> isThere
    ) =>
        Times(cafe, order, now, now + cafe.Profile.Limits.ScheduleHorizon)
            .Where(time => time.HasRoom)
            .Take(MostTried)
            .Where(time => isThere(time.At))
            .Select(time => (DateTimeOffset?)time.At)
            .FirstOrDefault();

    /// <summary>The times at which an order could be ready, one for each quarter of an hour in which the café is open, and whether there is room.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="order">The order, which no counter has yet.</param>
    /// <param name="from">The first instant that is of interest.</param>
    /// <param name="to">The last one; no later than the café's horizon.</param>
    /// <param name="now">The present time; the same as <paramref name="from"/> where it is not given.</param>
    public static IEnumerable<(DateTimeOffset At, bool HasRoom)> Times(
        Cafe cafe,
        Order order,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset? now = null
    )
    {
        var present = now ?? from;
        var horizon = cafe.Profile.Limits.ScheduleHorizon;
        if (horizon <= TimeSpan.Zero)
        {
            yield break;
        }

        var soonest = RoundedUp(Soonest(cafe, order, present));
        var last = to < present + horizon ? to : present + horizon;
        var first = soonest > from ? soonest : RoundedUp(from);
        for (var at = first; at <= last; at = SlotShare.SlotOf(at) + SlotShare.Length)
        {
            if (
                LocalTime.IsOpen(cafe.Profile, at)
                && !IsPausedAt(cafe, at, present)
                && IsServed(cafe.Profile, order, at)
            )
            {
                yield return (
                    at,
                    Slots.Full(cafe, Slots.Of(cafe, order.LiveLines, at), present) is null
                );
            }
        }
    }

    /// <summary>When an order would be ready if its work began now. Where nobody is at work yet, the plan says when somebody is.</summary>
    internal static DateTimeOffset Soonest(Cafe cafe, Order order, DateTimeOffset now) =>
        now
        + LeadTime.Of(
            cafe,
            order,
            (
                order.Status == OrderStatus.Scheduled
                    ? Backlog.Queued(cafe, now)
                    : Backlog.Ahead(cafe, null, now)
            ).Wait
        );

    private static bool IsServed(CafeProfile cafe, Order order, DateTimeOffset at) =>
        cafe.Menus.Count == 0
        || order.LiveLines.All(line =>
            cafe.Item(line.ItemId) is not { } item || MenuHours.IsServed(cafe, item, at)
        );

    /// <summary>A pause holds until its end, and one without an end until the café opens next.</summary>
    private static bool IsPausedAt(Cafe cafe, DateTimeOffset at, DateTimeOffset now) =>
        cafe.Intake is { IsByHand: true }
        && cafe.Intake.IsPaused(now)
        && at
            < (
                cafe.Intake.Until
                ?? LocalTime.NextOpening(cafe.Profile, now)
                ?? DateTimeOffset.MaxValue
            );

    private static DateTimeOffset RoundedUp(DateTimeOffset at) =>
        new((at.UtcTicks + Step.Ticks - 1) / Step.Ticks * Step.Ticks, TimeSpan.Zero);
}
