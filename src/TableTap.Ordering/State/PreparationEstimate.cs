using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>How long making takes (docs/protocol.md §5): what was measured, else what the menu says, else the café's default.</summary>
public static class PreparationEstimate
{
    /// <summary>How long one piece of an item takes at a counter.</summary>
    public static TimeSpan Piece(Cafe cafe, string? counterId, OrderLine line) =>
        counterId is not null
        && cafe.PreparationTimes.TryGet(PreparationTimes.Key(counterId, line.ItemId), out var times)
            ? times.Median
            : line.MenuTime ?? cafe.Profile.Limits.UnknownItemTime;

    /// <summary>The work of lines that one counter makes for one order: the longest piece, and a part of each other one.</summary>
    public static TimeSpan Ticket(Cafe cafe, string? counterId, IEnumerable<OrderLine> lines)
    {
        var longest = TimeSpan.Zero;
        var sum = TimeSpan.Zero;
        foreach (var line in lines)
        {
            Add(cafe, counterId, line, ref longest, ref sum);
        }

        return Together(cafe, longest, sum);
    }

    /// <summary>What is left of an order's work at a counter: what is started has been worked on since; what takes longer than reckoned goes on for a while.</summary>
    public static TimeSpan Left(Cafe cafe, string? counterId, Order order, DateTimeOffset now)
    {
        var longest = TimeSpan.Zero;
        var sum = TimeSpan.Zero;
        var since = now;
        foreach (var line in order.Lines)
        {
            if (line.CounterId != counterId || !line.Status.IsOpen)
            {
                continue;
            }

            Add(cafe, counterId, line, ref longest, ref sum);
            since =
                line.Status == LineStatus.Started && line.StartedAt < since
                    ? line.StartedAt.Value
                    : since;
        }

        var whole = Together(cafe, longest, sum);
        var left = whole - (now - since);
        var least = whole * cafe.Profile.Limits.OverrunPercent / 100;
        return left > least ? left : least;
    }

    private static void Add(
        Cafe cafe,
        string? counterId,
        OrderLine line,
        ref TimeSpan longest,
        ref TimeSpan sum
    )
    {
        var piece = Piece(cafe, counterId, line);
        longest = piece > longest ? piece : longest;
        sum += piece * line.Quantity;
    }

    private static TimeSpan Together(Cafe cafe, TimeSpan longest, TimeSpan sum) =>
        longest + (sum - longest) * cafe.Profile.Limits.FurtherItemPercent / 100;
}
