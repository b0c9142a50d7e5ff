using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>A try to hand a refund over to its provider failed.</summary>
/// <param name="At">When it happened.</param>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Attempts">How many tries have failed now.</param>
/// <param name="Error">Why, in words.</param>
/// <param name="NextAttemptAt">When the next try is due; null where it was the last.</param>
public sealed record RefundAttemptFailedFact(
    DateTimeOffset At,
    string RefundId,
    int Attempts,
    string Error,
    DateTimeOffset? NextAttemptAt
) : Fact(At);

/// <summary>A provider took a refund; what becomes of it, it reports.</summary>
/// <param name="At">When it happened.</param>
/// <param name="RefundId">The id of the refund.</param>
public sealed record RefundHandedOverFact(DateTimeOffset At, string RefundId) : Fact(At);

/// <summary>Somebody wants a refund handed over once more.</summary>
/// <param name="At">When it happened.</param>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="By">Who wants it.</param>
public sealed record RefundRetriedFact(DateTimeOffset At, string RefundId, string By) : Fact(At);

/// <summary>A refund was pending for so long that its order is no longer kept: nothing of it is expected any more.</summary>
/// <param name="At">When it happened.</param>
/// <param name="RefundId">The id of the refund.</param>
/// <param name="Amount">How much it was.</param>
public sealed record RefundGivenUpFact(DateTimeOffset At, string RefundId, Money Amount) : Fact(At);
