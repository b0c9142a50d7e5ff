using System.Collections.Immutable;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>What moves a payment by voucher: what its issuer says, or that it says nothing.</summary>
public enum VoucherCause
{
    /// <summary>The issuer holds something, and it is booked.</summary>
    Held,

    /// <summary>The issuer holds something that is not booked: nothing is due any more, or it is not enough.</summary>
    HeldInVain,

    /// <summary>The issuer did not answer for as long as somebody waits for it.</summary>
    NoAnswer,

    /// <summary>The issuer did what it was asked.</summary>
    Done,

    /// <summary>The issuer will never do what it was asked.</summary>
    Refused,
}

/// <summary>One move of a payment by voucher: to another stage, or to its end.</summary>
/// <param name="From">What the issuer is asked.</param>
/// <param name="By">What moves it.</param>
/// <param name="To">What the issuer is asked next; null where the payment ends.</param>
/// <param name="End">How the payment ends; null where it goes on.</param>
public sealed record VoucherTransition(
    VoucherStage From,
    VoucherCause By,
    VoucherStage? To = null,
    VoucherEnd? End = null
);

/// <summary>The table of docs/protocol.md §5, "Vouchers": every move of a payment by voucher. What is not here changes nothing.</summary>
public static class VoucherTransitions
{
    /// <summary>The rows, at most one for each stage and cause.</summary>
    public static ImmutableArray<VoucherTransition> Table { get; } =
    [
        new(VoucherStage.Reserving, VoucherCause.Held, To: VoucherStage.Capturing),
        new(VoucherStage.Reserving, VoucherCause.HeldInVain, To: VoucherStage.Releasing),
        new(VoucherStage.Reserving, VoucherCause.NoAnswer, To: VoucherStage.Releasing),
        new(VoucherStage.Reserving, VoucherCause.Refused, End: VoucherEnd.Refused),
        new(VoucherStage.Capturing, VoucherCause.Done, End: VoucherEnd.Captured),
        new(VoucherStage.Capturing, VoucherCause.Refused, End: VoucherEnd.Lost),
        new(VoucherStage.Releasing, VoucherCause.Done, End: VoucherEnd.Released),
        // An issuer that knows nothing of it has nothing to let go of.
        new(VoucherStage.Releasing, VoucherCause.Refused, End: VoucherEnd.Released),
    ];

    /// <summary>The row for what happened to a payment, if there is one.</summary>
    /// <param name="from">What its issuer is asked.</param>
    /// <param name="by">What happened.</param>
    public static VoucherTransition? Find(VoucherStage from, VoucherCause by) =>
        Table.FirstOrDefault(row => row.From == from && row.By == by);
}
