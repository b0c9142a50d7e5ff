using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>What a café waits for that ends by the clock, the first to end first; worked out once for as long as it waits for the same.</summary>
/// <param name="cafe">The café that waits.</param>
internal sealed class Deadlines(Cafe cafe)
{
    private readonly EquatableMap<ParkedEvent> _parked = cafe.ParkedEvents;
    private readonly EquatableMap<MoneyConcern> _concerns = cafe.MoneyConcerns;
    private readonly EquatableMap<PendingRefund> _refunds = cafe.PendingRefunds;
    private readonly EquatableMap<Shift> _shifts = cafe.Shifts;
    private readonly EquatableMap<Outage> _outages = cafe.Outages;
    private readonly EquatableMap<Countdown> _countdowns = cafe.Countdowns;

    /// <summary>When each parked event is given up.</summary>
    public ImmutableArray<Deadline> Parked { get; } =
        InTurn(cafe.ParkedEvents, parked => parked.ExpiresAt);

    /// <summary>When each concern about money ends.</summary>
    public ImmutableArray<Deadline> Concerns { get; } =
        InTurn(cafe.MoneyConcerns, concern => concern.EndsAt);

    /// <summary>When each refund is no longer waited for.</summary>
    public ImmutableArray<Deadline> Refunds { get; } =
        InTurn(cafe.PendingRefunds, refund => refund.Refund.RequestedAt + PendingRefund.KeptFor);

    /// <summary>When each of those who are clocked in is clocked out if they forget.</summary>
    public ImmutableArray<Deadline> CutOffs { get; } = InTurn(cafe.Shifts, shift => shift.CutOffAt);

    /// <summary>When each thing that is out, or counted, is there again by itself.</summary>
    public ImmutableArray<Deadline> Returns { get; } =
    [
        .. InTurn(cafe.Outages, outage => outage.BackAt)
            .Concat(InTurn(cafe.Countdowns, countdown => countdown.BackAt))
            .OrderBy(deadline => deadline.At),
    ];

    /// <summary>Whether it is still what a café waits for.</summary>
    /// <param name="other">The café as it is now.</param>
    public bool IsOf(Cafe other) =>
        ReferenceEquals(_parked.Items, other.ParkedEvents.Items)
        && ReferenceEquals(_concerns.Items, other.MoneyConcerns.Items)
        && ReferenceEquals(_refunds.Items, other.PendingRefunds.Items)
        && ReferenceEquals(_shifts.Items, other.Shifts.Items)
        && ReferenceEquals(_outages.Items, other.Outages.Items)
        && ReferenceEquals(_countdowns.Items, other.Countdowns.Items);

    private static ImmutableArray<Deadline> InTurn<T>(
        EquatableMap<T> what,
        Func<T, DateTimeOffset?> endsAt
    ) =>
        [
            .. what
                .Items.Where(one => endsAt(one.Value) is not null)
                .Select(one => new Deadline(endsAt(one.Value)!.Value, one.Key))
                .OrderBy(deadline => deadline.At),
        ];
}

/// <summary>The instant at which something ends, and what it is.</summary>
/// <param name="At">The instant of its end.</param>
/// <param name="Id">The id of what ends.</param>
internal readonly record struct Deadline(DateTimeOffset At, string Id);
