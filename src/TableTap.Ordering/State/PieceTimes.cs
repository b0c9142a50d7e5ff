using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>How long making takes at the counters of a café: what was measured, else what the menu says, else the café's default.</summary>
/// <param name="Measured">The last times of one piece, by <see cref="PreparationTimes.Key"/>.</param>
/// <param name="Limits">The café's numbers.</param>
internal readonly record struct PieceTimes(
    EquatableMap<PreparationTimes> Measured,
    CafeLimits Limits
)
{
    /// <summary>How long one piece of an item takes at a counter, or at none.</summary>
    public TimeSpan Piece(string? counterId, string itemId, TimeSpan? menuTime) =>
        counterId is not null
        && Measured.TryGet(PreparationTimes.Key(counterId, itemId), out var times)
            ? times.Median
            : menuTime ?? Limits.UnknownItemTime;

    /// <summary>The work of one ticket that nobody has begun: the longest piece, and a part of each other one.</summary>
    public ExactTime Whole(string? counterId, TicketKind kind)
    {
        var (longest, sum) = (TimeSpan.Zero, ExactTime.Zero);
        foreach (var portion in kind.Portions)
        {
            var piece = Piece(counterId, portion.ItemId, portion.MenuTime);
            longest = piece > longest ? piece : longest;
            sum += ExactTime.Of(piece) * portion.Quantity;
        }

        return Together(ExactTime.Of(longest), sum);
    }

    /// <summary>What pieces take that one counter makes for one order.</summary>
    /// <param name="longest">The time of the longest of them.</param>
    /// <param name="sum">The times of all of them.</param>
    public ExactTime Together(ExactTime longest, ExactTime sum) =>
        longest + (sum - longest).Percent(Limits.FurtherItemPercent);

    /// <summary>What is left of a ticket: what takes longer than reckoned goes on for a while.</summary>
    /// <param name="whole">The work of the ticket when nobody had begun it.</param>
    /// <param name="worked">How long somebody has worked on it; not negative.</param>
    public ExactTime Left(ExactTime whole, TimeSpan worked) =>
        (whole - ExactTime.Of(worked)).AtLeast(Least(whole));

    /// <summary>What is left of a ticket at least, however long somebody works on it.</summary>
    public ExactTime Least(ExactTime whole) => whole.Percent(Limits.OverrunPercent);
}
