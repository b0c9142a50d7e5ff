using TableTap.Terms;

namespace TableTap.Ordering.Profiles;

/// <summary>What a café adds to the price of orders for its service (docs/protocol.md §5, "Service charge").</summary>
/// <param name="Percent">In percent of what the lines cost after discounts.</param>
/// <param name="OrderType">The orders that have it; null for all.</param>
/// <param name="TaxClassId">How it is taxed: an id of the café's tax classes; null for the first of them.</param>
public sealed record CafeServiceCharge(
    decimal Percent,
    OrderType? OrderType = null,
    string? TaxClassId = null
);
