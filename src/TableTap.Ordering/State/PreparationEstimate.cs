using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>How long making takes (docs/protocol.md §5): what was measured, else what the menu says, else the café's default.</summary>
public static class PreparationEstimate
{
    /// <summary>How long one piece of an item takes at a counter.</summary>
    public static TimeSpan Piece(Cafe cafe, string? counterId, OrderLine line) =>
        Times(cafe).Piece(counterId, line.ItemId, line.MenuTime);

    /// <summary>The work of lines that one counter makes for one order: the longest piece, and a part of each other one.</summary>
    public static TimeSpan Ticket(Cafe cafe, string? counterId, IEnumerable<OrderLine> lines)
    {
        var times = Times(cafe);
        var (longest, sum) = (TimeSpan.Zero, TimeSpan.Zero);
        foreach (var line in lines)
        {
            var piece = times.Piece(counterId, line.ItemId, line.MenuTime);
            longest = piece > longest ? piece : longest;
            sum += piece * line.Quantity;
        }

        return longest + (sum - longest) * cafe.Profile.Limits.FurtherItemPercent / 100;
    }

    /// <summary>What is left of an order's work at a counter: what is started has been worked on since; what takes longer than reckoned goes on for a while.</summary>
    public static TimeSpan Left(Cafe cafe, string? counterId, Order order, DateTimeOffset now) =>
        ExactLeft(cafe, counterId, order, now).Share(1);

    /// <summary>The same, so that it can be summed.</summary>
    internal static ExactTime ExactLeft(
        Cafe cafe,
        string? counterId,
        Order order,
        DateTimeOffset now
    )
    {
        var times = Times(cafe);
        var (longest, sum) = (TimeSpan.Zero, ExactTime.Zero);
        var since = now;
        foreach (var line in order.Lines)
        {
            if (line.CounterId != counterId || !line.Status.IsOpen)
            {
                continue;
            }

            var piece = times.Piece(counterId, line.ItemId, line.MenuTime);
            longest = piece > longest ? piece : longest;
            sum += ExactTime.Of(piece) * line.Quantity;
            since =
                line.Status == LineStatus.Started && line.StartedAt < since
                    ? line.StartedAt.Value
                    : since;
        }

        return times.Left(times.Together(ExactTime.Of(longest), sum), now - since);
    }

    private static PieceTimes Times(Cafe cafe) => new(cafe.PreparationTimes, cafe.Profile.Limits);
}
