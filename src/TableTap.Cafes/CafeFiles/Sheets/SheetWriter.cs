using nietras.SeparatedValues;
using TableTap.Cafes.CafeFiles.Content;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Writes the menu of a café as a sheet: headings, groups with their options, items, customisations.</summary>
internal static class SheetWriter
{
    private const string None = "none";

    /// <summary>Writes the sheet; columns that no row fills are left out, but for those that every sheet has.</summary>
    public static string Write(CafeProfile profile)
    {
        var texts = LocalTexts.Of(profile);
        var rows = new List<(RowKind Kind, string? Group, FileMap Map)>();
        rows.AddRange(
            profile.Categories.Items.Select(one =>
                (RowKind.Category, (string?)null, MenuFields.Write(one, texts))
            )
        );
        foreach (var group in profile.Groups)
        {
            rows.Add((RowKind.Group, null, ChoiceFields.WriteHead(group, texts)));
            rows.AddRange(
                group.Options.Items.Select(option =>
                    (RowKind.Option, (string?)group.GroupId, ChoiceFields.Write(option, texts))
                )
            );
        }

        rows.AddRange(
            profile.Menu.Items.Select(item =>
                (RowKind.Item, (string?)null, ProfileWriter.Item(item, texts))
            )
        );
        rows.AddRange(
            profile.Customizations.Items.Select(custom =>
                (RowKind.Customization, (string?)null, ProfileWriter.Custom(custom, texts))
            )
        );
        return Write(
            [.. profile.Languages.Items],
            rows.ConvertAll(row => Cells(row, [.. profile.Languages.Items]))
        );
    }

    private static string Write(string[] languages, List<Dictionary<string, string>> rows)
    {
        var columns = Columns(languages).ToArray();
        var writer = new Sep(',').Writer(options => options with { Escape = true }).ToText();
        using (writer)
        {
            foreach (var cells in rows)
            {
                using var row = writer.NewRow();
                foreach (var column in columns)
                {
                    row[column].Set(cells.GetValueOrDefault(column, ""));
                }
            }

            return rows.Count == 0 ? string.Join(',', columns) + "\n" : writer.ToString();
        }
    }

    private static IEnumerable<string> Columns(string[] languages) =>
        [
            MenuColumns.Type,
            MenuColumns.Group,
            .. MenuColumns.All.SelectMany(column => Names(column, languages)),
        ];

    private static IEnumerable<string> Names(MenuColumn column, string[] languages) =>
        column.HasLanguages && languages.Length > 0
            ? languages.Select(language => $"{column.Name}:{language}")
            : [column.Name];

    private static Dictionary<string, string> Cells(
        (RowKind Kind, string? Group, FileMap Map) row,
        string[] languages
    )
    {
        var cells = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [MenuColumns.Type] = row.Kind.ToString().ToLowerInvariant(),
            [MenuColumns.Group] = row.Group ?? "",
        };
        foreach (var column in MenuColumns.All)
        {
            if (
                !column.Of.TryGetValue(row.Kind, out var name)
                || row.Map.Fields.FirstOrDefault(field => field.Name == name)?.Value
                    is not { } value
            )
            {
                continue;
            }

            if (!column.HasLanguages || languages.Length == 0)
            {
                cells[column.Name] = Cell(column, value);
            }
            else if (value is FileMap byLanguage)
            {
                foreach (var field in byLanguage.Fields)
                {
                    cells[$"{column.Name}:{field.Name}"] = Cell(column, field.Value);
                }
            }
            else
            {
                cells[$"{column.Name}:{languages[0]}"] = Cell(column, value);
            }
        }

        return cells;
    }

    private static string Cell(MenuColumn column, FileNode value) =>
        (column.Kind, value) switch
        {
            (CellKind.Words, FileList { Items.Count: 0 }) => None,
            (CellKind.Words or CellKind.Texts, FileList list) => SheetReader.Marked(
                CellList.Write(list.Items.Select(item => ((FileText)item).Text))
            ),
            (CellKind.Prices, FileMap prices) => string.Join(
                '|',
                prices.Fields.Select(field => $"{field.Name}={((FileText)field.Value).Text}")
            ),
            (CellKind.Flag, _) => "yes",
            (CellKind.Text, FileText text) => SheetReader.Marked(text.Text),
            (_, FileText text) => text.Text,
            _ => "",
        };
}
