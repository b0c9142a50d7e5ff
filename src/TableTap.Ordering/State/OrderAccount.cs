namespace TableTap.Ordering.State;

/// <summary>What an order is charged by beside its prices. Most orders have none of it, and keep no room for it.</summary>
/// <param name="Tax">How it is taxed; null where the café counted no tax when it was placed.</param>
/// <param name="BillId">The bill that it is on, or was on when that ended; null where it is paid by itself.</param>
/// <param name="Adjustments">What makes it cost something else than its lines; null for nothing.</param>
public sealed record OrderAccount(
    OrderTax? Tax = null,
    string? BillId = null,
    OrderAdjustments? Adjustments = null
)
{
    /// <summary>The account of a new order; null where it has none of it.</summary>
    /// <param name="tax">How it is taxed.</param>
    /// <param name="billId">The bill that it is on.</param>
    /// <param name="service">The service charge that it has.</param>
    public static OrderAccount? Of(OrderTax? tax, string? billId, OrderService? service) =>
        tax is null && billId is null && service is null
            ? null
            : new(tax, billId, service is null ? null : new(service));
}
