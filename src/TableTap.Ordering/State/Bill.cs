using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>
/// What a table or a guest pays together, after one or many rounds (docs/protocol.md §5, "Bills"). It has no money of its own: what it comes
/// to and what is due follows from its orders, which hold what was paid.
/// </summary>
/// <param name="BillId">The id of the bill.</param>
/// <param name="BillNumber">What people call it: <c>BILL-000042</c>.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="OpenedBy">Who opened it.</param>
public sealed record Bill(
    string BillId,
    string BillNumber,
    DateTimeOffset OpenedAt,
    string OpenedBy
)
{
    /// <summary>The most orders that a bill may have, cancelled ones left out.</summary>
    public const int MostOrders = 100;

    /// <summary>The most guests who hear of a bill; what others order goes on it all the same.</summary>
    public const int MostGuests = 100;

    /// <summary>The most bills that a café has open at once.</summary>
    public const int MostOpen = 500;

    /// <summary>Whether the bill is open, and how it ended where it is not.</summary>
    public BillStatus Status { get; init; }

    /// <summary>Counts what happened to it, and the orders that came on it or left it; <c>billVersion</c> on the wire.</summary>
    public long Version { get; init; }

    /// <summary>The table it is of; null for one of a guest at none.</summary>
    public string? TableNumber { get; init; }

    /// <summary>What the staff knows it by; null where nobody said so.</summary>
    public string? Name { get; init; }

    /// <summary>Who of the staff looks after it; null where a guest opened it.</summary>
    public string? EmployeeId { get; init; }

    /// <summary>The guests whose orders are on it: they read it, and may put more on it.</summary>
    public EquatableList<string> GuestIds { get; init; }

    /// <summary>Its orders, in the order in which they came on it.</summary>
    public EquatableList<string> OrderIds { get; init; }

    /// <summary>How it is divided; empty where it is not.</summary>
    public EquatableList<BillPart> Parts { get; init; }

    /// <summary>What was paid of it, in its order.</summary>
    public EquatableList<BillPayment> Payments { get; init; }

    /// <summary>What was paid of the bills that were merged into it, before they were: for its receipt.</summary>
    public EquatableList<BillPayment> MergedPayments { get; init; }

    /// <summary>When it ended; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>The bill that its orders went on.</summary>
    public string? MergedInto { get; init; }

    /// <summary>What it comes to since it ended, also when its orders are kept no more; null while it is open.</summary>
    public BillSums? Sums { get; init; }

    /// <summary>Why it was closed with something due, in words.</summary>
    public string? Reason { get; init; }

    /// <summary>The part with this id.</summary>
    public BillPart? Part(string partId) =>
        Parts.Items.FirstOrDefault(part => part.PartId == partId);
}

/// <summary>A part of a bill that somebody pays for themselves.</summary>
/// <param name="PartId">The id of the part.</param>
/// <param name="Amount">What it came to when the bill was divided.</param>
/// <param name="LineIds">The lines that it consists of; none where the bill was divided evenly.</param>
/// <param name="Name">Whose it is, in words; null where nobody said so.</param>
/// <param name="IsPaid">Whether it was paid.</param>
public sealed record BillPart(
    string PartId,
    Money Amount,
    EquatableList<string> LineIds = default,
    string? Name = null,
    bool IsPaid = false
);

/// <summary>A payment of a bill, or of a part of it.</summary>
/// <param name="PaymentId">The id of the payment.</param>
/// <param name="At">When the money came.</param>
/// <param name="Method">How it was paid: in cash, or by card at a terminal of the café.</param>
/// <param name="Amount">What was paid of what was due.</param>
/// <param name="Tip">What came on top.</param>
/// <param name="By">Who recorded it.</param>
/// <param name="PartId">The part that it paid; null for none.</param>
/// <param name="Reference">The terminal's word for it; null for cash.</param>
/// <param name="ReceiptNumber">The number of its receipt; null where the café counts no tax.</param>
/// <param name="Rounding">What the rounding of cash added to what was due, or, where it is negative, took off; null for nothing.</param>
/// <param name="LineIds">The lines of the part that it paid; none where it was for no lines in particular.</param>
/// <param name="Taxes">The tax in it by rate, as its receipt says it; null where no tax was counted or an earlier version booked it.</param>
/// <param name="BillTotal">What the bill came to when it was booked; null where an earlier version booked it.</param>
public sealed record BillPayment(
    string PaymentId,
    DateTimeOffset At,
    PaymentMethod Method,
    Money Amount,
    Money Tip,
    string By,
    string? PartId = null,
    string? Reference = null,
    long? ReceiptNumber = null,
    Money? Rounding = null,
    EquatableList<string> LineIds = default,
    EquatableList<TaxAmount>? Taxes = null,
    Money? BillTotal = null
)
{
    /// <summary>How the money came in.</summary>
    public Tender Tender =>
        Method switch
        {
            PaymentMethod.Cash => Tender.Cash,
            PaymentMethod.Voucher => Tender.Voucher,
            _ => Tender.Terminal,
        };
}
