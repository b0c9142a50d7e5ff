using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>What a café waits for that ends by the clock, the first to end first; worked out once for as long as it waits for the same.</summary>
/// <param name="parked">Events of payment providers that wait for their order, by event.</param>
/// <param name="concerns">What about money a manager should check, by id.</param>
/// <param name="refunds">The refunds whose money has not reached the guest, by id.</param>
/// <param name="shifts">Who is clocked in, by employee.</param>
internal sealed class Deadlines(
    EquatableMap<ParkedEvent> parked,
    EquatableMap<MoneyConcern> concerns,
    EquatableMap<PendingRefund> refunds,
    EquatableMap<Shift> shifts
)
{
    /// <summary>When each parked event is given up.</summary>
    public ImmutableArray<Deadline> Parked { get; } =
        InTurn(parked.Items.Select(one => new Deadline(one.Value.ExpiresAt, one.Key)));

    /// <summary>When each concern about money ends.</summary>
    public ImmutableArray<Deadline> Concerns { get; } =
        InTurn(concerns.Items.Select(one => new Deadline(one.Value.EndsAt, one.Key)));

    /// <summary>When each refund is no longer waited for.</summary>
    public ImmutableArray<Deadline> Refunds { get; } =
        InTurn(
            refunds.Items.Select(one => new Deadline(
                one.Value.Refund.RequestedAt + PendingRefund.KeptFor,
                one.Key
            ))
        );

    /// <summary>When each of those who are clocked in is clocked out if they forget.</summary>
    public ImmutableArray<Deadline> CutOffs { get; } =
        InTurn(
            shifts
                .Items.Where(one => one.Value.CutOffAt is not null)
                .Select(one => new Deadline(one.Value.CutOffAt!.Value, one.Key))
        );

    /// <summary>Whether it is still what a café waits for that has these.</summary>
    /// <param name="itsParked">Events that wait for their order.</param>
    /// <param name="itsConcerns">What about money a manager should check.</param>
    /// <param name="itsRefunds">The refunds that are pending.</param>
    /// <param name="itsShifts">Who is clocked in.</param>
    public bool IsOf(
        EquatableMap<ParkedEvent> itsParked,
        EquatableMap<MoneyConcern> itsConcerns,
        EquatableMap<PendingRefund> itsRefunds,
        EquatableMap<Shift> itsShifts
    ) =>
        ReferenceEquals(parked.Items, itsParked.Items)
        && ReferenceEquals(concerns.Items, itsConcerns.Items)
        && ReferenceEquals(refunds.Items, itsRefunds.Items)
        && ReferenceEquals(shifts.Items, itsShifts.Items);

    private static ImmutableArray<Deadline> InTurn(IEnumerable<Deadline> deadlines) =>
        [.. deadlines.OrderBy(deadline => deadline.At)];
}

/// <summary>The instant at which something ends, and what it is.</summary>
/// <param name="At">The instant of its end.</param>
/// <param name="Id">The id of what ends.</param>
internal readonly record struct Deadline(DateTimeOffset At, string Id);
