using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>What a café's file says of discounts, the service charge and the rounding of cash: read and written.</summary>
internal static class PriceFields
{
    /// <summary>Reads what may be taken off prices; null where the file says nothing of it.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="file">The file.</param>
    /// <param name="decimals">The most decimals that an amount may have.</param>
    public static CafeDiscounts? Discounts(FileFindings findings, MapReader file, int decimals)
    {
        if (file["discounts"] is not { } node)
        {
            return null;
        }

        var discounts = new MapReader(
            findings,
            node,
            "discounts",
            "the discounts of a café",
            "employeePercent",
            "employeeComps",
            "named"
        );
        return new(
            discounts
                .Items("named", "a list of discounts")
                .Select((one, index) => Named(findings, one, $"discounts.named[{index}]", decimals))
                .ToEquatableList(),
            TaxFields.Rate(discounts, "employeePercent") ?? 0,
            discounts.Flag("employeeComps")
        );
    }

    /// <summary>Reads the service charge; null where the file says nothing of it.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="file">The file.</param>
    public static CafeServiceCharge? ServiceCharge(FileFindings findings, MapReader file)
    {
        if (file["serviceCharge"] is not { } node)
        {
            return null;
        }

        var charge = new MapReader(
            findings,
            node,
            "serviceCharge",
            "the service charge of a café",
            "percent",
            "orderType",
            "taxClass"
        );
        if (charge["percent"] is null)
        {
            charge.Missing("percent");
        }

        return new(
            TaxFields.Rate(charge, "percent") ?? 0,
            charge["orderType"] switch
            {
                null => null,
                FileText text when Words.TryRead<OrderType>(text.Text, out var word) => word,
                var other => charge.Wrong<OrderType?>(
                    "orderType",
                    other,
                    $"expected {string.Join(" or ", Words.Of<OrderType>())}",
                    null
                ),
            },
            charge.OptionalText("taxClass")
        );
    }

    /// <summary>Reads to what cash is rounded; null where the file says nothing of it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="decimals">The most decimals that an amount may have.</param>
    public static Money? CashRounding(MapReader file, int decimals) =>
        file["cashRounding"] is null ? null : file.Amount("cashRounding", isNeeded: true, decimals);

    /// <summary>Writes what may be taken off prices; null where the café says nothing of it.</summary>
    public static FileMap? Write(CafeDiscounts? discounts) =>
        discounts is null
            ? null
            : Map(
                (
                    "employeePercent",
                    discounts.EmployeePercent == 0
                        ? null
                        : TaxFields.Percent(discounts.EmployeePercent)
                ),
                ("employeeComps", discounts.EmployeeComps ? Raw("true") : null),
                ("named", List(discounts.Named, Write))
            );

    /// <summary>Writes one discount as a map.</summary>
    public static FileMap Write(NamedDiscount one) =>
        Map(
            ("discountId", Text(one.DiscountId)),
            ("name", Text(one.Name)),
            ("percent", one.Percent is { } percent ? TaxFields.Percent(percent) : null),
            ("amount", one.Amount is { } amount ? Amount(amount) : null),
            ("by", Text(one.By.Word))
        );

    /// <summary>Writes the service charge; null where the café has none.</summary>
    public static FileMap? Write(CafeServiceCharge? charge) =>
        charge is null
            ? null
            : Map(
                ("percent", TaxFields.Percent(charge.Percent)),
                ("orderType", charge.OrderType is { } type ? Text(type.Word) : null),
                ("taxClass", charge.TaxClassId is { } id ? Text(id) : null)
            );

    private static NamedDiscount Named(
        FileFindings findings,
        FileNode node,
        string path,
        int decimals
    )
    {
        var one = new MapReader(
            findings,
            node,
            path,
            "a discount",
            "discountId",
            "name",
            "percent",
            "amount",
            "by"
        );
        return new(
            one.Text("discountId"),
            one.Text("name"),
            TaxFields.Rate(one, "percent"),
            one["amount"] is null ? null : one.Amount("amount", isNeeded: true, decimals),
            one.OptionalText("by") switch
            {
                "employee" => Role.Employee,
                "manager" or null => Role.Manager,
                _ => one.Wrong("by", one["by"]!, "expected employee or manager", Role.Manager),
            }
        );
    }
}
