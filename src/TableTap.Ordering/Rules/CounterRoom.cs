using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whether the counters can take one more order, and what a guest is offered where they cannot (docs/protocol.md §5, "Room at the counters").</summary>
internal static class CounterRoom
{
    /// <summary>Why counters cannot take an order that is made at once: what they have takes too long, or they have no room left.</summary>
    public static Refusal? Check(DecisionDraft draft, Order routed, Backlog ahead)
    {
        if (LoadControl.Full(draft, routed, ahead) is { } full)
        {
            return new Refusal(
                RefusalCode.IntakePaused,
                $"{draft.Cafe.CounterName(full.CounterId)} has orders for the next {Counted.Of(Math.Round(full.Quote.TotalMinutes), "minute", "minutes")} and takes no more right now; please order something else, or try again soon"
            )
            {
                RetryAfter = full.Quote - draft.Limits.PausedAfter,
            };
        }

        var readyAt = ReadyAt(draft, routed, ahead);
        if (
            draft.Actor.IsEmployee
            || Slots.Full(draft.Cafe, Slots.Of(draft.Cafe, routed.Lines.Items, readyAt), draft.Now)
                is not { } counterId
        )
        {
            return null;
        }

        return new Refusal(
            RefusalCode.SlotUnavailable,
            $"{draft.Cafe.CounterName(counterId)} has as many orders as it can make for now; please order for later, or try again soon"
        )
        {
            RetryAfter = SlotShare.SlotOf(readyAt) + SlotShare.Length - readyAt,
        };
    }

    /// <summary>The refusal with the earliest time for which the same order would be taken, where waiting is what helps.</summary>
    public static Refusal WithEarliest(
        DecisionDraft draft,
        Refusal refusal,
        OrderType type,
        EquatableList<OrderLine> lines,
        Func<DateTimeOffset, bool> isThere
    ) =>
        refusal.Code
            is RefusalCode.CafeClosed
                or RefusalCode.ItemUnavailable
                or RefusalCode.IntakePaused
                or RefusalCode.SlotUnavailable
        && draft.Limits.ScheduleHorizon > TimeSpan.Zero
            ? refusal with
            {
                Earliest = ScheduleChecks.Earliest(
                    draft.Cafe,
                    Wanted(type, lines, draft.Now),
                    draft.Now,
                    isThere
                ),
            }
            : refusal;

    /// <summary>An order that is only asked about.</summary>
    public static Order Wanted(
        OrderType type,
        EquatableList<OrderLine> lines,
        DateTimeOffset now
    ) =>
        new(
            "",
            "",
            type,
            null,
            null,
            null,
            "",
            now,
            lines,
            null,
            new Payment(PaymentMethod.Card, PaymentStatus.Pending, now)
        );

    /// <summary>When an order would be ready that is made at once.</summary>
    public static DateTimeOffset ReadyAt(DecisionDraft draft, Order routed, Backlog ahead) =>
        draft.Now.AddMinutes(
            Estimates.Of(draft.Cafe, routed, ahead, draft.Now).Minutes(draft.Cafe)
        );
}
