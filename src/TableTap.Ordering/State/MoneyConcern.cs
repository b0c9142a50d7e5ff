using TableTap.Ordering.Profiles;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What about money a manager should check.</summary>
public enum MoneyConcernKind
{
    /// <summary>A payment came after its order was cancelled; it goes back by itself.</summary>
    PaidAfterCancel,

    /// <summary>An order was paid again; the second payment goes back by itself.</summary>
    PaidTwice,

    /// <summary>Another amount came than was due; what is not due goes back by itself.</summary>
    WrongAmount,

    /// <summary>Money came in another currency than the café's. It is not counted and has to go back at the provider.</summary>
    WrongCurrency,

    /// <summary>A refund did not reach the guest.</summary>
    RefundFailed,

    /// <summary>The provider moved money for an order that never appeared, or gave back more than came in.</summary>
    Unplaced,

    /// <summary>A voucher paid and its issuer does not give the money, or holds some that nobody wants.</summary>
    VoucherUnsettled,
}

/// <summary>
/// Something about money that a manager should check: the condition of an alert. It ends when it is settled, or when
/// <see cref="CafeLimits.MoneyConcernsKept"/> is over.
/// </summary>
/// <param name="ConcernId">The id of the concern.</param>
/// <param name="Kind">What is the matter.</param>
/// <param name="OrderId">With which order.</param>
/// <param name="Amount">About how much.</param>
/// <param name="Since">When the concern was raised.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="RefundId">The refund whose arrival settles it; null for none.</param>
public sealed record MoneyConcern(
    string ConcernId,
    MoneyConcernKind Kind,
    string OrderId,
    Money Amount,
    DateTimeOffset Since,
    DateTimeOffset EndsAt,
    string? RefundId
)
{
    /// <summary>What people call the order, which may have left the café since; null where it never appeared.</summary>
    public string? OrderNumber { get; init; }
}
