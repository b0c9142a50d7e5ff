using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// What one piece of a line is of the time in which it was made: a counter makes several at once, as one ticket or as more, and a time
/// that all of them took together must not be counted for each.
/// </summary>
internal static class WorkShare
{
    /// <summary>The part of the time from its start to now that one piece of a line took; 1 when nothing else was made meanwhile.</summary>
    public static double Of(
        Cafe cafe,
        string counterId,
        string orderId,
        OrderLine line,
        DateTimeOffset startedAt,
        DateTimeOffset readyAt
    )
    {
        var together = TimeSpan.Zero;
        var tickets = 0;
        foreach (
            var otherId in cafe
                .Work.Lines.MadeIn(counterId, startedAt, readyAt)
                .Append(orderId)
                .Distinct()
        )
        {
            if (!cafe.OpenOrders.TryGet(otherId, out var order))
            {
                continue;
            }

            var made = order
                .Lines.Items.Where(other =>
                    order.OrderId == orderId && other.LineId == line.LineId
                    || other.CounterId == counterId && WasMadeIn(other, startedAt, readyAt)
                )
                .ToList();
            if (made.Count > 0)
            {
                together += PreparationEstimate.Ticket(cafe, counterId, made);
                tickets++;
            }
        }

        var staff = Math.Min(CounterStaffing.StaffCountAt(cafe, counterId), tickets);
        return together > TimeSpan.Zero
            ? PreparationEstimate.Piece(cafe, counterId, line) * staff / together
            : 1;
    }

    /// <summary>Whether a line was being made for half of a time at least.</summary>
    private static bool WasMadeIn(OrderLine line, DateTimeOffset from, DateTimeOffset to)
    {
        if (
            line.StartedAt is not { } start
            || line.Status is not (LineStatus.Started or LineStatus.Ready)
        )
        {
            return false;
        }

        var end = line.ReadyAt < to ? line.ReadyAt.Value : to;
        var begin = start > from ? start : from;
        return (end - begin) * 2 >= to - from;
    }
}
