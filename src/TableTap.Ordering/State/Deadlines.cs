using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>What a café waits for that ends by the clock, the first to end first; worked out once for as long as it waits for the same.</summary>
/// <param name="parked">Events of payment providers that wait for their order, by event.</param>
/// <param name="concerns">What about money a manager should check, by id.</param>
/// <param name="refunds">The refunds whose money has not reached the guest, by id.</param>
/// <param name="shifts">Who is clocked in, by employee.</param>
/// <param name="outages">What is out.</param>
/// <param name="countdowns">What is counted.</param>
internal sealed class Deadlines(
    EquatableMap<ParkedEvent> parked,
    EquatableMap<MoneyConcern> concerns,
    EquatableMap<PendingRefund> refunds,
    EquatableMap<Shift> shifts,
    EquatableMap<Outage> outages,
    EquatableMap<Countdown> countdowns
)
{
    /// <summary>When each parked event is given up.</summary>
    public ImmutableArray<Deadline> Parked { get; } = InTurn(parked, parked => parked.ExpiresAt);

    /// <summary>When each concern about money ends.</summary>
    public ImmutableArray<Deadline> Concerns { get; } = InTurn(concerns, concern => concern.EndsAt);

    /// <summary>When each refund is no longer waited for.</summary>
    public ImmutableArray<Deadline> Refunds { get; } =
        InTurn(refunds, refund => refund.Refund.RequestedAt + PendingRefund.KeptFor);

    /// <summary>When each of those who are clocked in is clocked out if they forget.</summary>
    public ImmutableArray<Deadline> CutOffs { get; } = InTurn(shifts, shift => shift.CutOffAt);

    /// <summary>When each thing that is out, or counted, is there again by itself.</summary>
    public ImmutableArray<Deadline> Returns { get; } =
    [
        .. InTurn(outages, outage => outage.BackAt)
            .Concat(InTurn(countdowns, countdown => countdown.BackAt))
            .OrderBy(deadline => deadline.At),
    ];

    /// <summary>Whether it is still what a café waits for that has these.</summary>
    /// <param name="itsParked">Events that wait for their order.</param>
    /// <param name="itsConcerns">What about money a manager should check.</param>
    /// <param name="itsRefunds">The refunds that are pending.</param>
    /// <param name="itsShifts">Who is clocked in.</param>
    /// <param name="itsOutages">What is out.</param>
    /// <param name="itsCountdowns">What is counted.</param>
    public bool IsOf(
        EquatableMap<ParkedEvent> itsParked,
        EquatableMap<MoneyConcern> itsConcerns,
        EquatableMap<PendingRefund> itsRefunds,
        EquatableMap<Shift> itsShifts,
        EquatableMap<Outage> itsOutages,
        EquatableMap<Countdown> itsCountdowns
    ) =>
        ReferenceEquals(parked.Items, itsParked.Items)
        && ReferenceEquals(concerns.Items, itsConcerns.Items)
        && ReferenceEquals(refunds.Items, itsRefunds.Items)
        && ReferenceEquals(shifts.Items, itsShifts.Items)
        && ReferenceEquals(outages.Items, itsOutages.Items)
        && ReferenceEquals(countdowns.Items, itsCountdowns.Items);

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
