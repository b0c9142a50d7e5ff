using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>What a café's file says of who sells, for receipts: read and written.</summary>
internal static class SellerFields
{
    /// <summary>Reads it; null where the file says nothing of it.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="file">The file.</param>
    public static CafeSeller? Read(FileFindings findings, MapReader file)
    {
        if (file["seller"] is not { } node)
        {
            return null;
        }

        var map = new MapReader(
            findings,
            node,
            "seller",
            "the seller of a café",
            "name",
            "address",
            "taxNumber",
            "footer"
        );
        var seller = new CafeSeller(
            map.OptionalText("name"),
            map.Texts("address"),
            map.OptionalText("taxNumber"),
            map.OptionalText("footer")
        );
        return seller == new CafeSeller() ? null : seller;
    }

    /// <summary>Writes it; null where the café says nothing of it.</summary>
    /// <param name="seller">Who sells.</param>
    public static FileMap? Write(CafeSeller? seller) =>
        seller is null
            ? null
            : Map(
                ("name", seller.Name is { } name ? Text(name) : null),
                ("address", SomeOf(seller.Address)),
                ("taxNumber", seller.TaxNumber is { } number ? Text(number) : null),
                ("footer", seller.Footer is { } footer ? Text(footer) : null)
            );
}
