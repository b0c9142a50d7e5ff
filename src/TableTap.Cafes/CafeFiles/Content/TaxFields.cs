using System.Globalization;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Values;
using TableTap.Terms;
using static TableTap.Cafes.CafeFiles.Content.FileParts;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>What a café's file says of tax: read and written.</summary>
internal static class TaxFields
{
    private static readonly string Roundings = string.Join(" or ", Words.Of<TaxRounding>());

    /// <summary>Reads it; null where the file says nothing of tax.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="file">The file.</param>
    public static CafeTax? Read(FileFindings findings, MapReader file)
    {
        if (file["tax"] is not { } node)
        {
            return null;
        }

        var tax = new MapReader(
            findings,
            node,
            "tax",
            "the tax of a café",
            "included",
            "rounding",
            "classes"
        );
        if (tax["classes"] is null)
        {
            tax.Missing("classes");
        }

        return new(
            tax.Items("classes", "a list of tax classes")
                .Select((one, index) => Class(findings, one, $"tax.classes[{index}]"))
                .ToEquatableList(),
            tax["included"] is null || tax.Flag("included"),
            Rounding(tax)
        );
    }

    /// <summary>Writes it; null where the café counts none.</summary>
    /// <param name="tax">How the café's sales are taxed.</param>
    public static FileMap? Write(CafeTax? tax) =>
        tax is null
            ? null
            : Map(
                ("included", Raw(tax.Included ? "true" : "false")),
                ("rounding", Text(tax.Rounding.Word)),
                ("classes", List(tax.Classes, Write))
            );

    /// <summary>Writes one class as a map.</summary>
    public static FileMap Write(TaxClass one) =>
        Map(
            ("taxClassId", Text(one.TaxClassId)),
            ("name", Text(one.Name)),
            ("rate", Percent(one.Rate)),
            ("takeawayRate", one.TakeawayRate is { } rate ? Percent(rate) : null)
        );

    /// <summary>Writes so many percent.</summary>
    public static FileText Percent(decimal rate) =>
        Raw(rate.ToString("0.###", CultureInfo.InvariantCulture));

    private static TaxRounding Rounding(MapReader tax) =>
        tax["rounding"] switch
        {
            null => TaxRounding.Order,
            FileText text when Words.TryRead<TaxRounding>(text.Text, out var word) => word,
            var other => tax.Wrong("rounding", other, $"expected {Roundings}", TaxRounding.Order),
        };

    private static TaxClass Class(FileFindings findings, FileNode node, string path)
    {
        var one = new MapReader(
            findings,
            node,
            path,
            "a tax class",
            "taxClassId",
            "name",
            "rate",
            "takeawayRate"
        );
        if (one["rate"] is null)
        {
            one.Missing("rate");
        }

        return new(
            one.Text("taxClassId"),
            one.Text("name"),
            Rate(one, "rate") ?? 0,
            Rate(one, "takeawayRate")
        );
    }

    /// <summary>Reads so many percent; null where the field is missing or wrong.</summary>
    public static decimal? Rate(MapReader one, string name) =>
        one[name] is not { } node ? null
        : node is FileText { IsText: false } text
        && decimal.TryParse(
            text.Text,
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var rate
        )
            // Without the zeros that it may end in.
            ? rate / 1.000000000000000000000000000m
        : one.Wrong<decimal?>(name, node, "expected a rate in percent, such as 21 or 5.5", null);
}
