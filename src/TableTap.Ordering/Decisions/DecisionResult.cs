using TableTap.Ordering.Commands;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Decisions;

/// <summary>What a command made; stands in <c>message_acknowledged.data.result</c> (docs/protocol.md §4).</summary>
public abstract record DecisionResult;

/// <summary>The order that <see cref="CreateOrder"/> made.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="OrderNumber">What people call it.</param>
/// <param name="PaymentRequired">Whether there is anything to pay.</param>
/// <param name="Warnings">Where it meets an allergy of the guest, or may.</param>
/// <param name="BillId">The bill that it went on; null where it is paid by itself.</param>
public sealed record CreatedOrder(
    string OrderId,
    string OrderNumber,
    bool PaymentRequired,
    EquatableList<OrderWarning> Warnings = default,
    string? BillId = null
) : DecisionResult;

/// <summary>What a guest should know of an order that was taken all the same.</summary>
/// <param name="Path">Which line: <c>items[0]</c>.</param>
/// <param name="What">What to know, for people.</param>
/// <param name="Allergens">The guest's allergies that the line meets; none where the café does not say what it contains.</param>
public sealed record OrderWarning(string Path, string What, EquatableList<Allergen> Allergens);

/// <summary>The refund that <see cref="IssueRefund"/> made.</summary>
/// <param name="RefundId">The id of the refund.</param>
public sealed record IssuedRefund(string RefundId) : DecisionResult;

/// <summary>The bill that <see cref="OpenBill"/> made, or that was joined.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="BillNumber">What people call it.</param>
public sealed record OpenedBill(string BillId, string BillNumber) : DecisionResult;

/// <summary>The parts that <see cref="SplitBill"/> made.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="Parts">The parts, in the order of the command; none where the bill is not divided any more.</param>
public sealed record DividedBill(string BillId, EquatableList<BillPart> Parts) : DecisionResult;

/// <summary>The payment that <see cref="PayBill"/> made.</summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="PaymentId">The id of the payment.</param>
/// <param name="Due">What is still due of the bill.</param>
/// <param name="Change">What goes back to the guest of what they handed over; null where nobody said what that was.</param>
/// <param name="ReceiptNumber">The number of its receipt; null where the café counts no tax.</param>
/// <param name="Rounding">What the rounding of cash added to what was due, or, where it is negative, took off; null for nothing.</param>
public sealed record PaidBill(
    string BillId,
    string PaymentId,
    Money Due,
    Money? Change,
    long? ReceiptNumber,
    Money? Rounding = null
) : DecisionResult;

/// <summary>The discount that <see cref="ApplyDiscount"/> or <see cref="ApplyBillDiscount"/> gave.</summary>
/// <param name="AppliedId">Its id, by which it can be taken back.</param>
/// <param name="Off">What it takes off.</param>
public sealed record GivenDiscount(string AppliedId, Money Off) : DecisionResult;

/// <summary>The payment that <see cref="PayByVoucher"/> began.</summary>
/// <param name="VoucherId">The id of the payment.</param>
public sealed record OfferedVoucher(string VoucherId) : DecisionResult;

/// <summary>The closing that <see cref="CloseDay"/> made.</summary>
/// <param name="Number">Its number.</param>
public sealed record ClosedDay(long Number) : DecisionResult;

/// <summary>The announcement that <see cref="PublishAnnouncement"/> made.</summary>
/// <param name="AnnouncementId">The id of the announcement.</param>
public sealed record PublishedAnnouncement(string AnnouncementId) : DecisionResult;

/// <summary>The maintenance that <see cref="ScheduleMaintenance"/> made known.</summary>
/// <param name="MaintenanceId">The id of the announcement of the maintenance.</param>
/// <param name="Message">What is said.</param>
/// <param name="StartsAt">When it begins; null where it is not said, which is now or, for one that is known, as before.</param>
/// <param name="ExpiresAt">When it is over; null for no end.</param>
public sealed record ScheduledMaintenance(
    string MaintenanceId,
    string Message,
    DateTimeOffset? StartsAt,
    DateTimeOffset? ExpiresAt
) : DecisionResult;
