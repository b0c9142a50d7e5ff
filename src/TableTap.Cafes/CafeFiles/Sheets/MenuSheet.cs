using TableTap.Cafes.CafeFiles.Content;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>What a sheet says.</summary>
/// <param name="Source">Which program wrote it; null where that is not known.</param>
/// <param name="Profile">The café with the sheet's menu; null where something is wrong.</param>
/// <param name="Problems">Everything that is wrong, in the order of the sheet; columns are counted in cells.</param>
/// <param name="Notes">What the sheet says and a menu cannot take, a sentence each.</param>
public sealed record SheetReading(
    MenuSource? Source,
    CafeProfile? Profile,
    IReadOnlyList<FileProblem> Problems,
    IReadOnlyList<string> Notes
);

/// <summary>
/// A menu as a sheet (docs/menus.md): what <c>cafe import</c> takes beside café files, and what <c>cafe export --csv</c> writes. A sheet has a
/// menu alone; counters, staff, hours and all else are those of the café that it goes into.
/// </summary>
public static class MenuSheet
{
    /// <summary>The size of the largest sheet that is read, in bytes.</summary>
    /// <value>8 MiB.</value>
    public const int MaxBytes = SheetText.MaxBytes;

    /// <summary>The café that a sheet goes into where there is none: it makes everything, and is always open.</summary>
    public static CafeProfile StandIn { get; } =
        CafeProfile.None with
        {
            Name = "Menu",
            OpeningHours = OpeningHours.Always,
            Counters = [new("counter", "Counter", [], Lanes: 1, Priority: 1, IsFallback: true)],
        };

    /// <summary>Whether a file is a sheet, by its name.</summary>
    /// <param name="path">The path of the file.</param>
    public static bool IsSheet(string path) =>
        Path.GetExtension(path).ToLowerInvariant()
            is ".csv"
                or ".tsv"
                or ".tab"
                or ".xlsx"
                or ".xls";

    /// <summary>Reads a menu and puts it into a café in place of its own.</summary>
    /// <param name="bytes">The sheet.</param>
    /// <param name="source">Which program wrote it; null to tell by its header.</param>
    /// <param name="into">The café.</param>
    public static SheetReading Read(ReadOnlySpan<byte> bytes, MenuSource? source, CafeProfile into)
    {
        try
        {
            var workbook = Workbook.Is(bytes) ? Workbook.Read(bytes) : null;
            var sheet = workbook?.Sheet ?? SheetReader.Read(SheetText.Of(bytes));
            var from =
                source
                ?? SourceOf(sheet)
                ?? throw new BrokenFileException(
                    new(
                        sheet.Header.Mark,
                        "",
                        "the columns are of no program that is known; the first row has to name them (name, price …), or say whose they are with --from"
                    )
                );
            var menu = from switch
            {
                MenuSource.Square => SquareSheet.Read(sheet),
                MenuSource.Loyverse => LoyverseSheet.Read(sheet),
                MenuSource.WooCommerce => WooCommerceSheet.Read(sheet),
                _ => CsvSheet.Read(sheet),
            };
            var read = Checked(from, menu, into);
            return workbook is { Others: > 0 }
                ? read with
                {
                    Notes =
                    [
                        $"only the sheet '{workbook.Name}' is read, and not {Counted.Of(workbook.Others, "other sheet", "other sheets")} of the workbook",
                        .. read.Notes,
                    ],
                }
                : read;
        }
        catch (BrokenFileException broken)
        {
            return new(source, null, [broken.Problem], []);
        }
    }

    private static MenuSource? SourceOf(Sheet sheet) =>
        WooCommerceSheet.Is(sheet) ? MenuSource.WooCommerce
        : SquareSheet.Is(sheet) ? MenuSource.Square
        : LoyverseSheet.Is(sheet) ? MenuSource.Loyverse
        : CsvSheet.Is(sheet) ? MenuSource.Csv
        : null;

    private static SheetReading Checked(MenuSource source, SheetMenu menu, CafeProfile into)
    {
        var findings = new FileFindings();
        foreach (var problem in menu.Problems)
        {
            findings.Add(problem.Mark!.Value, problem.Path, problem.What);
        }

        if (menu.Items.Count == 0)
        {
            findings.Add(new(1, 1), "", "the sheet has no item");
        }

        var (_, profile) = ProfileReader.Read(findings, SheetMerge.Into(into, menu));
        foreach (var problem in ProfileValidation.Check(profile)?.Details.Items ?? [])
        {
            findings.AddRule(problem.Path, problem.What);
        }

        foreach (var (item, index) in profile.Menu.Items.Select((item, index) => (item, index)))
        {
            if (
                item.Tag is null
                && source != MenuSource.Csv
                && !menu.KnownIds.Contains(item.ItemId)
            )
            {
                findings.AddRule(
                    $"menu[{index}].itemId",
                    $"no counter is known that makes '{item.Name}': give the café a fallback counter, or the item a tag in a sheet of tabletap cafe export --csv"
                );
            }
        }

        return new(source, findings.HasProblems ? null : profile, findings.Problems, menu.Notes);
    }

    /// <summary>Writes the menu of a café; <see cref="Read"/> into the same café gives the same menu back.</summary>
    /// <param name="profile">The café.</param>
    public static string Write(CafeProfile profile) => SheetWriter.Write(profile);
}
