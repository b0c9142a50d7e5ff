using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Reports;

/// <summary>A payment on the receipt of a bill.</summary>
/// <param name="Tender">How the money came in.</param>
/// <param name="Amount">What was paid; with its tip where a provider took it.</param>
/// <param name="Taxes">The tax in it, by rate, without the tip's; below zero at a rate of which too much was on an earlier receipt.</param>
public sealed record ReceiptOfPayment(Tender Tender, Money Amount, EquatableList<TaxAmount> Taxes)
{
    /// <summary>When it came; null where an earlier version counted it and no journal says so.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The payment of the bill; null where a guest paid one of the orders through a provider.</summary>
    public BillPayment? Payment { get; init; }

    /// <summary>The provider; null where there is none.</summary>
    public string? Provider { get; init; }

    /// <summary>The number of its receipt; null where the café counts no tax.</summary>
    public long? ReceiptNumber { get; init; }

    /// <summary>The lines that it paid for; none where it was for no lines in particular.</summary>
    public EquatableList<string> LineIds { get; init; }
}
