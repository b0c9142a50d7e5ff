namespace TableTap.Ordering.State;

/// <summary>What an order is charged by beside its prices. Most orders have none of it, and keep no room for it.</summary>
/// <param name="Tax">How it is taxed; null where the café counted no tax when it was placed.</param>
/// <param name="BillId">The bill that it is on, or was on when that ended; null where it is paid by itself.</param>
public sealed record OrderAccount(OrderTax? Tax, string? BillId)
{
    /// <summary>The account of an order; null where it has none of it.</summary>
    /// <param name="tax">How it is taxed.</param>
    /// <param name="billId">The bill that it is on.</param>
    public static OrderAccount? Of(OrderTax? tax, string? billId) =>
        tax is null && billId is null ? null : new(tax, billId);
}
