using System.Globalization;
using nietras.SeparatedValues;

namespace TableTap.Server.Http.State;

/// <summary>
/// How figures and orders are written as CSV (RFC 4180), to be opened in a spreadsheet: amounts with a point, moments in UTC, texts that a
/// spreadsheet would take for a formula with an apostrophe before them.
/// </summary>
internal static class CsvTable
{
    /// <summary>The media type (RFC 7111).</summary>
    public const string MediaType = "text/csv";

    private const string FormulaStarts = "=+-@\t\r";

    /// <summary>A table without rows yet; what needs quotes gets them.</summary>
    public static SepWriter New() =>
        Sep.New(',').Writer(options => options with { Escape = true }).ToText();

    /// <summary>A moment as a cell, to the second.</summary>
    public static string Moment(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A rate in percent as a cell.</summary>
    public static string Rate(decimal rate) => rate.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A whole number as a cell; empty where there is none.</summary>
    public static string Number(int? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "";

    /// <summary>A text that no spreadsheet takes for a formula.</summary>
    public static string Safe(string text) =>
        text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal)
            ? "'" + text
            : text;
}
