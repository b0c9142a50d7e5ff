using System.Net;
using System.Text.RegularExpressions;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The cells of what a till or a shop exports, as people would write them. Pure.</summary>
internal static partial class TillText
{
    /// <summary>
    /// The first of several headings, and of a path of them the last: <c>Drinks &gt; Coffee, Featured</c> is Coffee. A comma with a
    /// backslash before it belongs to a heading.
    /// </summary>
    /// <param name="cell">The cell with the headings.</param>
    public static SheetCell FirstOf(SheetCell cell) =>
        cell.IsEmpty
            ? cell
            : cell with
            {
                Text = WithCommas(Commas().Split(cell.Text)[0].Split('>')[^1]).Trim(),
            };

    /// <summary>Whether a cell names several values, with commas between them.</summary>
    /// <param name="cell">The cell.</param>
    public static bool IsList(SheetCell cell) => !cell.IsEmpty && Commas().IsMatch(cell.Text);

    /// <summary>One value of a list, without the backslashes before its commas.</summary>
    /// <param name="text">The value as it stands in the list.</param>
    public static string WithCommas(string text) =>
        text.Replace("\\,", ",", StringComparison.Ordinal);

    /// <summary>Whether a price is none: it is asked for at the till, each time.</summary>
    /// <param name="price">The cell with the price.</param>
    public static bool IsAsked(SheetCell price) =>
        "variable".Equals(price.Text, StringComparison.OrdinalIgnoreCase);

    /// <summary>A text without the marks of a web page.</summary>
    /// <param name="cell">The cell with the text.</param>
    public static SheetCell Plain(SheetCell cell) =>
        cell.IsEmpty
            ? cell
            : cell with
            {
                Text = Spaces()
                    .Replace(
                        WebUtility.HtmlDecode(
                            Marks()
                                .Replace(
                                    cell.Text.Replace("\\n", " ", StringComparison.Ordinal),
                                    " "
                                )
                        ),
                        " "
                    )
                    .Trim(),
            };

    [GeneratedRegex("<[^<>]*>", RegexOptions.NonBacktracking)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<!\\),", RegexOptions.CultureInvariant)]
    private static partial Regex Commas();
}
