namespace TableTap.Ordering;

/// <summary>Decides what the server notices for the café: <see cref="ScreensLook"/>, <see cref="TicketsSee"/> and <see cref="HistoryNote"/> (docs/protocol.md §6).</summary>
internal static class Watching
{
    /// <summary>Notes which counters got or lost their screens.</summary>
    public static Decision Decide(Draft draft, ScreensLook command)
    {
        if (NotHouse(draft) is { } refusal)
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

            draft.Tell(
                isLive
                    ? new ScreenConnected(draft.Now, counter.CounterId)
                    : new ScreenLost(draft.Now, counter.CounterId)
            );
        }

        return draft.Accept();
    }

    /// <summary>Notes which tickets were seen as they were told last. A ticket that was told anew since is not.</summary>
    public static Decision Decide(Draft draft, TicketsSee command)
    {
        if (NotHouse(draft) is { } refusal)
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
            draft.Tell(
                new TicketsSeen(draft.Now, command.CounterId, seen, command.Through, command.By)
            );
        }

        return draft.Accept();
    }

    /// <summary>Notes that history is short. A smaller gap than known is nothing new.</summary>
    public static Decision Decide(Draft draft, HistoryNote command)
    {
        if (NotHouse(draft) is { } refusal)
        {
            return refusal;
        }

        if (!(command.WholeAgainAt <= draft.Cafe.HistoryWholeAt))
        {
            draft.Tell(new HistoryTrimmed(draft.Now, command.WholeAgainAt));
        }

        return draft.Accept();
    }

    private static Refusal? NotHouse(Draft draft) =>
        draft.Actor.IsSystem ? null : Refusal.NotAllowed("Only the café itself notices that");

    private static long Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
