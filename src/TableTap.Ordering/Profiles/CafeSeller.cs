using TableTap.Ordering.Values;

namespace TableTap.Ordering.Profiles;

/// <summary>Who sells in a café, as its receipts say it (docs/protocol.md §5, "Receipts").</summary>
/// <param name="Name">The name of the company; null where it is that of the café.</param>
/// <param name="Address">Its address, line by line; none where receipts do not say it.</param>
/// <param name="TaxNumber">The number by which the tax authority knows it: <c>BE 0123.456.789</c>; null where receipts do not say it.</param>
/// <param name="Footer">What stands at the end of each receipt; null for nothing.</param>
public sealed record CafeSeller(
    string? Name = null,
    EquatableList<string> Address = default,
    string? TaxNumber = null,
    string? Footer = null
);
