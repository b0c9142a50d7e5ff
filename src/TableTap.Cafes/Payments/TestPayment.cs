using TableTap.Protocol.Errors;

namespace TableTap.Cafes.Payments;

/// <summary>How a try at the test provider stands.</summary>
public enum TestPaymentStatus
{
    /// <summary>The order is paid.</summary>
    Succeeded,

    /// <summary>The card was declined.</summary>
    Failed,

    /// <summary>The result comes later, or never.</summary>
    Processing,
}

/// <summary>What the test provider says at once.</summary>
/// <param name="Status">How it stands; null where the try was refused.</param>
/// <param name="Refusal">Why it was refused.</param>
public readonly record struct TestPayment(TestPaymentStatus? Status, ErrorBody? Refusal);
