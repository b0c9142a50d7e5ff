using TableTap.Ordering.Profiles;

namespace TableTap.Server.Http.State;

/// <summary>Who sells, as receipts say it.</summary>
/// <param name="Name">The name of the company; absent where it is that of the café.</param>
/// <param name="Address">Its address, line by line; absent where receipts do not say it.</param>
/// <param name="TaxNumber">The number by which the tax authority knows it; absent where receipts do not say it.</param>
/// <param name="Footer">What stands at the end of each receipt; absent for nothing.</param>
internal sealed record SellerView(
    string? Name = null,
    IReadOnlyList<string>? Address = null,
    string? TaxNumber = null,
    string? Footer = null
)
{
    /// <summary>The seller of a café; null where its file says nothing of it.</summary>
    /// <param name="cafe">The café's profile.</param>
    public static SellerView? Of(CafeProfile cafe) =>
        cafe.Seller is { } seller
            ? new(
                seller.Name,
                seller.Address.Count == 0 ? null : seller.Address.Items,
                seller.TaxNumber,
                seller.Footer
            )
            : null;
}
