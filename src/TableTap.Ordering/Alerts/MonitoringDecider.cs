using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Alerts;

/// <summary>
/// Decides what the server detects for the café: <see cref="ReportScreens"/>, <see cref="MarkTicketsSeen"/> and
/// <see cref="ReportHistoryTrim"/> (docs/protocol.md §6).
/// </summary>
internal static class MonitoringDecider
{
    /// <summary>Notes which counters got or lost their screens.</summary>
    public static Decision Decide(DecisionDraft draft, ReportScreens command)
    {
        if (NotTheCafe(draft) is { } refusal)
        {
            return refusal;
        }

        foreach (var counter in draft.Cafe.Profile.Counters)
        {
            var isLive = command.CounterIds.Contains(counter.CounterId);
            if (isLive == (draft.Cafe.ScreenOf(counter.CounterId)?.IsLive ?? false))
            {
                continue;
            }

            draft.Emit(
                isLive
                    ? new ScreenConnectedFact(draft.Now, counter.CounterId)
                    : new ScreenLostFact(draft.Now, counter.CounterId)
            );
        }

        return draft.Accept();
    }

    /// <summary>Notes which tickets were seen as they were announced last. A ticket that was announced anew since is not.</summary>
    public static Decision Decide(DecisionDraft draft, MarkTicketsSeen command)
    {
        if (NotTheCafe(draft) is { } refusal)
        {
            return refusal;
        }

        var seen = command
            .Tickets.Items.Where(told =>
                draft.Cafe.Tickets.TryGet(
                    Ticket.Key(told.OrderId, command.CounterId),
                    out var ticket
                )
                && ticket.SeenAt is null
                && Milliseconds(ticket.AssignedAt) <= Milliseconds(told.AssignedAt)
            )
            .Select(told => told.OrderId)
            .Distinct(StringComparer.Ordinal)
            .ToEquatableList();
        if (seen.Count > 0)
        {
            draft.Emit(
                new TicketsSeenFact(draft.Now, command.CounterId, seen, command.Through, command.By)
            );
        }

        return draft.Accept();
    }

    /// <summary>Notes that history is short. A smaller gap than known is nothing new.</summary>
    public static Decision Decide(DecisionDraft draft, ReportHistoryTrim command)
    {
        if (NotTheCafe(draft) is { } refusal)
        {
            return refusal;
        }

        if (!(command.WholeAgainAt <= draft.Cafe.HistoryWholeAt))
        {
            draft.Emit(new HistoryTrimmedFact(draft.Now, command.WholeAgainAt));
        }

        return draft.Accept();
    }

    private static Refusal? NotTheCafe(DecisionDraft draft) =>
        draft.Actor.IsSystem ? null : Refusal.NotAllowed("Only the café itself notices that");

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
