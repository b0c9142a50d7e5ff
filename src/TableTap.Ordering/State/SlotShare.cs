namespace TableTap.Ordering.State;

/// <summary>The room that a line takes at a counter in one quarter of an hour (docs/protocol.md §5, "Room at the counters").</summary>
/// <param name="LineId">The id of the line.</param>
/// <param name="CounterId">The counter that is to make it.</param>
/// <param name="Slot">When the quarter of an hour begins.</param>
/// <param name="Pieces">How many pieces of the line are made in it.</param>
public sealed record SlotShare(string LineId, string CounterId, DateTimeOffset Slot, int Pieces)
{
    /// <summary>How long a slot is.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromMinutes(15);

    /// <summary>Its key in <see cref="Cafe.SlotUse"/>.</summary>
    public string Key => TimeKey.Of(Slot, CounterId);

    /// <summary>The beginning of the quarter of an hour that an instant lies in; all zones of today agree about it.</summary>
    public static DateTimeOffset SlotOf(DateTimeOffset at) =>
        new(at.UtcTicks - at.UtcTicks % Length.Ticks, TimeSpan.Zero);
}
