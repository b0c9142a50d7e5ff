using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What the issuer of a voucher is asked next; every such move is a row of <c>VoucherTransitions</c>.</summary>
public enum VoucherStage
{
    /// <summary>To hold an amount of it.</summary>
    Reserving,

    /// <summary>To give what it holds: the money is booked.</summary>
    Capturing,

    /// <summary>To let go of what it may hold: nothing is booked.</summary>
    Releasing,
}

/// <summary>How a payment by voucher ended.</summary>
public enum VoucherEnd
{
    /// <summary>The issuer gave the money.</summary>
    Captured,

    /// <summary>The issuer refused to hold anything.</summary>
    Refused,

    /// <summary>The issuer let go of what it held.</summary>
    Released,

    /// <summary>The issuer refused to give what it held: a person has to find out why.</summary>
    Lost,
}

/// <summary>
/// A payment by voucher that is not settled with its issuer yet. Nothing of the voucher's code is kept but its end (docs/protocol.md §5,
/// "Vouchers").
/// </summary>
/// <param name="VoucherId">The id of the payment, by which its issuer knows it in every try.</param>
/// <param name="Issuer">The provider that is asked.</param>
/// <param name="OrderId">The order that it pays; null where it is a bill.</param>
/// <param name="BillId">The bill that it pays; null where it is an order.</param>
/// <param name="Amount">How much: what is asked for, later what was booked.</param>
/// <param name="LastFour">The end of the code.</param>
/// <param name="By">Who pays with it, or takes it.</param>
/// <param name="At">When it began.</param>
public sealed record VoucherPayment(
    string VoucherId,
    string Issuer,
    string? OrderId,
    string? BillId,
    Money Amount,
    string LastFour,
    string By,
    DateTimeOffset At
)
{
    /// <summary>What its issuer is asked next.</summary>
    public VoucherStage Stage { get; init; }

    /// <summary>How many tries of this stage failed.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next try is due.</summary>
    public DateTimeOffset NextAttemptAt { get; init; }
}
