using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact about the running of a café makes of it.</summary>
internal static class WatchApply
{
    /// <summary>The café after one more such fact.</summary>
    public static Cafe Apply(Cafe cafe, WatchFact fact) =>
        fact switch
        {
            ScreenConnectedFact f => WithScreen(cafe, f.CounterId, isLive: true, f.At),
            ScreenLostFact f => WithScreen(cafe, f.CounterId, isLive: false, f.At),
            TicketsSeenFact f => Seen(cafe, f),
            HistoryTrimmedFact f => cafe with { HistoryWholeAt = f.WholeAgainAt },
            _ => cafe with { Alerts = AlertApply.Apply(cafe.Alerts, fact) },
        };

    private static Cafe WithScreen(Cafe cafe, string counterId, bool isLive, DateTimeOffset at) =>
        cafe with
        {
            Screens = cafe.Screens.Set(
                counterId,
                new CounterScreen(isLive, at, cafe.ScreenOf(counterId)?.SeenThrough ?? 0)
            ),
        };

    private static Cafe Seen(Cafe cafe, TicketsSeenFact fact)
    {
        var tickets = cafe.Tickets;
        foreach (var orderId in fact.OrderIds)
        {
            var key = Ticket.Key(orderId, fact.CounterId);
            if (tickets.TryGet(key, out var ticket))
            {
                tickets = tickets.Set(key, ticket with { SeenAt = fact.At });
            }
        }

        var screen = cafe.ScreenOf(fact.CounterId) ?? new CounterScreen(IsLive: false, fact.At);
        return cafe with
        {
            Tickets = tickets,
            Screens = cafe.Screens.Set(
                fact.CounterId,
                screen with
                {
                    SeenThrough = Math.Max(screen.SeenThrough, fact.Through),
                }
            ),
        };
    }
}
