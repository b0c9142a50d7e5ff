namespace TableTap.Ordering;

/// <summary>Where the guest eats.</summary>
public enum OrderType
{
    /// <summary>Packed, collected at the counter.</summary>
    Takeaway,

    /// <summary>At a table of the café.</summary>
    DineIn,
}

/// <summary>How urgent an order is in its counters' queues.</summary>
public enum OrderPriority
{
    /// <summary>After everything else.</summary>
    Low,

    /// <summary>As it comes.</summary>
    Normal,

    /// <summary>Before the normal ones.</summary>
    High,

    /// <summary>Next.</summary>
    Urgent,
}

/// <summary>Why an order was cancelled.</summary>
public enum CancelReason
{
    /// <summary>The guest asked.</summary>
    CustomerRequest,

    /// <summary>The café cannot make it; its own fault.</summary>
    ItemUnavailable,

    /// <summary>It was not paid in time, or failed too often.</summary>
    PaymentFailed,

    /// <summary>Anything else, such as not collected.</summary>
    Other,
}

/// <summary>What <see cref="CancelReason"/> means beside its name.</summary>
public static class CancelReasonMeaning
{
    extension(CancelReason reason)
    {
        /// <summary>The wire word: <c>item_unavailable</c>.</summary>
        public string Word =>
            reason switch
            {
                CancelReason.CustomerRequest => "customer_request",
                CancelReason.ItemUnavailable => "item_unavailable",
                CancelReason.PaymentFailed => "payment_failed",
                _ => "other",
            };

        /// <summary>What the guest reads when nobody wrote anything better.</summary>
        public string GuestText =>
            reason switch
            {
                CancelReason.CustomerRequest => "Cancelled as you asked",
                CancelReason.ItemUnavailable => "Sorry, something you ordered is not available",
                CancelReason.PaymentFailed => "The payment did not go through",
                _ => "Your order was cancelled",
            };
    }
}

/// <summary>What the guest thought of it.</summary>
/// <param name="Stars">1–5.</param>
/// <param name="Comment">At most 500 characters.</param>
/// <param name="At">When it was given.</param>
public sealed record Rating(int Stars, string? Comment, DateTimeOffset At);

/// <summary>What the guest shows to get the order (docs/protocol.md §5).</summary>
/// <param name="Code">4 digits, unique among the café's open orders.</param>
/// <param name="ExpiresAt">Until when it is shown; it still completes the order later.</param>
/// <param name="WrongTries">Wrong codes since the last lock.</param>
/// <param name="LockedUntil">Until when no code is taken, if it was locked.</param>
public sealed record PickupCode(
    string Code,
    DateTimeOffset ExpiresAt,
    int WrongTries = 0,
    DateTimeOffset? LockedUntil = null
)
{
    /// <summary>Whether no code is taken at this instant.</summary>
    public bool IsLocked(DateTimeOffset now) => LockedUntil > now;
}
