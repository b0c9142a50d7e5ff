using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What <see cref="CancelReason"/> means beside its name.</summary>
public static class CancelReasonMeaning
{
    extension(CancelReason reason)
    {
        /// <summary>What the guest reads when nobody wrote anything better.</summary>
        public string GuestText =>
            reason switch
            {
                CancelReason.CustomerRequest => "Cancelled as you asked",
                CancelReason.ItemUnavailable => "Sorry, something you ordered is not available",
                CancelReason.PaymentFailed => "The payment did not go through",
                CancelReason.NotConfirmed =>
                    "Sorry, nobody at the café confirmed your order in time",
                CancelReason.Uncollected => "Nobody came for your order",
                _ => "Your order was cancelled",
            };
    }
}

/// <summary>What the guest thought of it.</summary>
/// <param name="Stars">How many stars, from 1 to 5.</param>
/// <param name="Comment">At most 500 characters.</param>
/// <param name="At">When it was given.</param>
public sealed record Rating(int Stars, string? Comment, DateTimeOffset At);

/// <summary>The order of which something is made again, and why.</summary>
/// <param name="OrderId">The id of the first order.</param>
/// <param name="OrderNumber">What people call it.</param>
/// <param name="Reason">Why, in words; for the staff.</param>
public sealed record Remake(string OrderId, string OrderNumber, string Reason);

/// <summary>What the staff wrote to the guest of an order.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Message">What the guest reads.</param>
/// <param name="By">Who wrote it; for the staff.</param>
public sealed record StaffNote(DateTimeOffset At, string Message, string By);

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
