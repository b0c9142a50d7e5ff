using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>Somebody pays with a voucher; its issuer is asked.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Voucher">The payment.</param>
public sealed record VoucherOfferedFact(DateTimeOffset At, VoucherPayment Voucher) : Fact(At);

/// <summary>What the issuer of a voucher is asked next is something else than before.</summary>
/// <param name="At">When it happened.</param>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="To">What it is asked now.</param>
/// <param name="Amount">What was booked; what was asked for where nothing was.</param>
/// <param name="Reason">Why nothing was booked, in a word; null where something was.</param>
public sealed record VoucherMovedFact(
    DateTimeOffset At,
    string VoucherId,
    VoucherStage To,
    Money Amount,
    string? Reason = null
) : Fact(At);

/// <summary>A try to ask the issuer failed.</summary>
/// <param name="At">When it happened.</param>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="Attempts">How many tries of its stage have failed now.</param>
/// <param name="Error">Why, in words.</param>
/// <param name="NextAttemptAt">When the next try is due.</param>
public sealed record VoucherAttemptFailedFact(
    DateTimeOffset At,
    string VoucherId,
    int Attempts,
    string Error,
    DateTimeOffset NextAttemptAt
) : Fact(At);

/// <summary>A payment by voucher is settled with its issuer.</summary>
/// <param name="At">When it happened.</param>
/// <param name="VoucherId">The id of the payment.</param>
/// <param name="End">How it ended.</param>
/// <param name="Reason">The issuer's word for a refusal; null where there is none.</param>
public sealed record VoucherEndedFact(
    DateTimeOffset At,
    string VoucherId,
    VoucherEnd End,
    string? Reason = null
) : Fact(At);
