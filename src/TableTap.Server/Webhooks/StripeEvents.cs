using TableTap.Ordering.State;

namespace TableTap.Server.Webhooks;

/// <summary>The table of Stripe's events that mean something here. Several tell of one payment; it counts once.</summary>
internal static class StripeEvents
{
    /// <summary>What an event means; null for nothing.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="about">What it is about.</param>
    public static ProviderEventKind? KindOf(string type, StripeObject about) =>
        type switch
        {
            "payment_intent.processing" => ProviderEventKind.PaymentProcessing,
            "payment_intent.succeeded" => ProviderEventKind.PaymentSucceeded,
            "payment_intent.payment_failed" => ProviderEventKind.PaymentFailed,
            "payment_intent.canceled" or "checkout.session.expired" =>
                ProviderEventKind.PaymentCancelled,
            "checkout.session.completed" => about.IsPaid
                ? ProviderEventKind.PaymentSucceeded
                : ProviderEventKind.PaymentProcessing,
            "checkout.session.async_payment_succeeded" => ProviderEventKind.PaymentSucceeded,
            "checkout.session.async_payment_failed" => ProviderEventKind.PaymentFailed,
            "charge.refunded" => ProviderEventKind.RefundTotal,
            "refund.created" or "refund.updated" or "refund.failed" or "charge.refund.updated" =>
                about.Status switch
                {
                    "succeeded" => ProviderEventKind.RefundSucceeded,
                    "failed" or "canceled" => ProviderEventKind.RefundFailed,
                    _ => ProviderEventKind.RefundPending,
                },
            _ => null,
        };

    /// <summary>Why a payment ended, where the object itself does not say it.</summary>
    /// <param name="type">The event's type.</param>
    public static string? ReasonOf(string type) =>
        type switch
        {
            "payment_intent.canceled" => "canceled",
            "checkout.session.expired" => "expired",
            _ => null,
        };

    /// <summary>Whether an event is about one refund.</summary>
    /// <param name="kind">What it means.</param>
    public static bool IsOfRefund(ProviderEventKind kind) =>
        kind
            is ProviderEventKind.RefundPending
                or ProviderEventKind.RefundSucceeded
                or ProviderEventKind.RefundFailed;

    /// <summary>Its money in Stripe's units; −1 where it names none.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="about">What it is about.</param>
    public static long UnitsOf(string type, StripeObject about) =>
        (
            type switch
            {
                "payment_intent.succeeded" => about.Number("amount_received")
                    ?? about.Number("amount"),
                "charge.refunded" => about.Number("amount_refunded"),
                _ when type.StartsWith("checkout.", StringComparison.Ordinal) => about.Number(
                    "amount_total"
                ),
                _ => about.Number("amount"),
            }
        ) ?? -1;

    /// <summary>What of it is a tip: Stripe knows of none online, so it is what the integrator wrote down.</summary>
    /// <param name="kind">What it means.</param>
    /// <param name="about">What it is about.</param>
    public static long TipOf(ProviderEventKind kind, StripeObject about) =>
        kind == ProviderEventKind.PaymentSucceeded ? StripeObject.Whole(about.Tip) : 0;
}
