using TableTap.Cafes.CafeFiles.Formats;
using static TableTap.Cafes.CafeFiles.Sheets.CellNodes;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>The columns of <see cref="MenuColumns"/>: what <c>cafe export --csv</c> writes, and what people fill in.</summary>
internal static class CsvSheet
{
    private const string None = "none";

    /// <summary>Whether a sheet has such columns.</summary>
    public static bool Is(Sheet sheet) =>
        (sheet.Column("name") >= 0 || sheet.Columns("name:").Any())
        && (sheet.Column("price") >= 0 || sheet.Columns(MenuColumns.Size).Any());

    /// <summary>Reads the menu that is in such columns.</summary>
    public static SheetMenu Read(Sheet sheet) => new Reading(sheet).Run();

    /// <summary>One column of the sheet at hand.</summary>
    /// <param name="Place">Where it is.</param>
    /// <param name="Column">What it is.</param>
    /// <param name="Language">The language of its texts; null for the café's first.</param>
    private sealed record Known(int Place, MenuColumn Column, string? Language);

    private sealed class Reading(Sheet sheet)
    {
        private readonly SheetMenu _menu = new();
        private readonly List<Known> _columns = [];
        private readonly List<(int Place, string Name)> _sizes = [];
        private readonly SheetIds _itemIds = new();
        private readonly SheetIds _groupIds = new();
        private readonly SheetIds _optionIds = new();
        private readonly Dictionary<string, List<FileNode>> _options = new(StringComparer.Ordinal);
        private int _type = -1;
        private int _group = -1;

        public SheetMenu Run()
        {
            Header();
            _menu.HasAllGroups = _group >= 0 || _type >= 0;
            if (_type >= 0)
            {
                (_menu.Customizations, _menu.Categories) = ([], []);
            }

            var sizes = new SheetSizes(_menu, _groupIds, _optionIds);
            foreach (var row in sheet.Rows)
            {
                if (KindOf(row) is { } kind)
                {
                    Row(row, kind, sizes);
                }
            }

            foreach (var group in _menu.Groups)
            {
                if (_options.TryGetValue(group.Id, out var options))
                {
                    group.Add("options", new FileList(group.Mark, options));
                }
            }

            return _menu;
        }

        private void Header()
        {
            var languages = new List<FileText>();
            foreach (var cell in sheet.Header.Cells)
            {
                var place = cell.Mark.Column - 1;
                if (cell.IsEmpty)
                {
                    continue;
                }

                var (name, part) = cell.Text.IndexOf(':', StringComparison.Ordinal)
                    is var at
                        and >= 0
                    ? (cell.Text[..at].Trim(), cell.Text[(at + 1)..].Trim())
                    : (cell.Text, null);
                if (Is(cell.Text, MenuColumns.Type))
                {
                    _type = place;
                }
                else if (Is(cell.Text, MenuColumns.Group))
                {
                    _group = place;
                }
                else if (part is { Length: > 0 } size && Is(name, "price"))
                {
                    _sizes.Add((place, size));
                    _menu.ItemFields.UnionWith(["price", "prices", "groups"]);
                }
                else if (
                    MenuColumns.Find(name) is { } column
                    && (part is null || part.Length > 0 && column.HasLanguages)
                )
                {
                    Known(cell, new(place, column, part), languages);
                }
                else
                {
                    Wrong(
                        cell,
                        "",
                        $"\"{cell.Text}\" is no column; there are {MenuColumns.Type}, {MenuColumns.Group}, {string.Join(", ", MenuColumns.All.Select(one => one.Name))}, {MenuColumns.Size}SIZE, name:LANGUAGE and description:LANGUAGE"
                    );
                }
            }

            _menu.Languages = languages.Count == 0 ? null : languages;
            _menu.ItemFields.Add("itemId");
        }

        private void Known(SheetCell cell, Known known, List<FileText> languages)
        {
            if (
                _columns.Exists(one => one.Column == known.Column && one.Language == known.Language)
            )
            {
                Wrong(cell, "", $"the column \"{cell.Text}\" is there twice");
                return;
            }

            _columns.Add(known);
            if (known.Column.Of.TryGetValue(RowKind.Item, out var field))
            {
                _menu.ItemFields.Add(field);
            }

            if (
                known is { Column.Name: "name", Language: { } language }
                && !languages.Exists(one => one.Text == language)
            )
            {
                languages.Add(new(cell.Mark, language, IsText: true));
            }
        }

        private RowKind? KindOf(SheetRow row)
        {
            var cell = row[_type];
            if (cell.IsEmpty)
            {
                return RowKind.Item;
            }

            if (
                !char.IsAsciiDigit(cell.Text[0])
                && Enum.TryParse<RowKind>(cell.Text, ignoreCase: true, out var kind)
                && Enum.IsDefined(kind)
            )
            {
                return kind;
            }

            Wrong(
                cell,
                MenuColumns.Type,
                $"expected item, group, option, customization or category; this is \"{cell.Text}\""
            );
            return null;
        }

        private void Row(SheetRow row, RowKind kind, SheetSizes sizes)
        {
            var texts = _columns
                .Where(one => one.Column.Name == "name")
                .Select(one => row[one.Place].Text)
                .ToArray();
            var entry = new SheetEntry(IdOf(row, kind, texts), row.Mark, [])
            {
                MadeOf = kind == RowKind.Item && IdCell(row).IsEmpty ? Wanted(kind, texts) : null,
            };
            foreach (var column in _columns.GroupBy(one => one.Column))
            {
                var cells = column
                    .Where(one => !row[one.Place].IsEmpty)
                    .Select(one => (one.Language, Cell: row[one.Place]))
                    .ToList();
                if (cells.Count == 0)
                {
                    continue;
                }

                if (!column.Key.Of.TryGetValue(kind, out var field))
                {
                    Wrong(
                        cells[0].Cell,
                        column.Key.Name,
                        $"a row of type {kind.ToString().ToLowerInvariant()} says nothing here; leave the cell empty"
                    );
                }
                else if (column.Key.Name != "id")
                {
                    entry.Add(
                        field,
                        cells[0].Language is null
                            ? Value(column.Key, cells[0].Cell)
                            : ByLanguage(cells)
                    );
                }
            }

            Take(row, kind, entry, sizes);
        }

        private void Take(SheetRow row, RowKind kind, SheetEntry entry, SheetSizes sizes)
        {
            switch (kind)
            {
                case RowKind.Item:
                    entry.Fields.Insert(0, Id(row, "itemId", entry.Id));
                    Sizes(row, entry, sizes);
                    _menu.Items.Add(entry);
                    break;
                case RowKind.Group:
                    entry.Fields.Insert(0, Id(row, "groupId", entry.Id));
                    _menu.Groups.Add(entry);
                    break;
                case RowKind.Option:
                    entry.Fields.Insert(0, Id(row, "optionId", entry.Id));
                    Option(row, entry);
                    break;
                case RowKind.Customization:
                    _menu.Customizations!.Add(entry);
                    break;
                default:
                    _menu.Categories!.Add(entry);
                    break;
            }
        }

        private void Option(SheetRow row, SheetEntry entry)
        {
            var cell = row[_group];
            var group = cell.IsEmpty
                ? _menu.Groups.LastOrDefault()
                : _menu.Groups.Find(one => one.Id == cell.Text);
            if (group is null)
            {
                Wrong(
                    cell,
                    MenuColumns.Group,
                    cell.IsEmpty
                        ? "an option needs a group: the row of one above it, or its id here"
                        : $"there is no group '{cell.Text}' above"
                );
                return;
            }

            if (!_options.TryGetValue(group.Id, out var options))
            {
                _options[group.Id] = options = [];
            }

            options.Add(entry.ToMap());
        }

        private void Sizes(SheetRow row, SheetEntry entry, SheetSizes sizes)
        {
            var priced = _sizes
                .Where(size => !row[size.Place].IsEmpty)
                .Select(size => new SheetVariant([size.Name], row[size.Place]))
                .ToList();
            if (priced.Count == 0)
            {
                return;
            }

            var price = entry.Fields.FindIndex(field => field.Name == "price");
            if (price >= 0)
            {
                _menu.Problems.Add(
                    new(
                        entry.Fields[price].Mark,
                        "price",
                        "an item with prices by size has no other price; leave the cell empty"
                    )
                );
                return;
            }

            var chosen = sizes.Choose(entry, ["Size"], priced);
            var groups = entry.Fields.FindIndex(field => field.Name == "groups");
            var own = groups >= 0 ? ((FileList)entry.Fields[groups].Value).Items : [];
            entry.Fields.RemoveAll(field => field.Name == "groups");
            entry.Add(
                "groups",
                new FileList(
                    row.Mark,
                    [.. chosen.Select(id => new FileText(row.Mark, id, IsText: true)), .. own]
                )
            );
        }

        private string IdOf(SheetRow row, RowKind kind, ReadOnlySpan<string> names)
        {
            var cell = IdCell(row);
            var ids = kind switch
            {
                RowKind.Item => _itemIds,
                RowKind.Group => _groupIds,
                RowKind.Option => _optionIds,
                _ => null,
            };
            // What is written is taken as it is, also where it is wrong: the rules of the café say so.
            return !cell.IsEmpty ? cell.Text
                : ids is null ? ""
                : ids.Of(Wanted(kind, names));
        }

        private static string Wanted(RowKind kind, ReadOnlySpan<string> names) =>
            SheetIds.Wanted(kind.ToString().ToLowerInvariant(), [.. names]);

        private SheetCell IdCell(SheetRow row) =>
            row[_columns.Find(one => one.Column.Name == "id")?.Place ?? -1];

        private FileField Id(SheetRow row, string field, string id)
        {
            var cell = IdCell(row);
            var mark = cell.IsEmpty ? row.Mark : cell.Mark;
            return new(mark, field, new FileText(mark, id, IsText: true));
        }

        private static FileMap ByLanguage(List<(string? Language, SheetCell Cell)> cells) =>
            new(
                cells[0].Cell.Mark,
                [
                    .. cells.Select(one => new FileField(
                        one.Cell.Mark,
                        one.Language!,
                        Text(one.Cell)
                    )),
                ]
            );

        private FileNode? Value(MenuColumn column, SheetCell cell) =>
            column.Kind switch
            {
                CellKind.Amount => SheetAmount.Of(cell),
                CellKind.Raw => new FileText(cell.Mark, cell.Text, IsText: false),
                CellKind.Flag => Flag(cell),
                CellKind.Texts => List(cell, CellList.Read(cell.Text)),
                CellKind.Words => List(
                    cell,
                    Is(cell.Text, None)
                        ? []
                        : cell.Text.Split(
                            ['|', ',', ';', ' ', '\n'],
                            StringSplitOptions.RemoveEmptyEntries
                        )
                ),
                CellKind.Prices => Prices(cell),
                _ => Text(cell),
            };

        private FileMap Prices(SheetCell cell)
        {
            var prices = new List<FileField>();
            foreach (var part in CellList.Read(cell.Text))
            {
                var at = part.LastIndexOf('=');
                if (at <= 0)
                {
                    Wrong(
                        cell,
                        "prices",
                        $"expected amounts by option, such as large=4.20; this is \"{part}\""
                    );
                    continue;
                }

                prices.Add(
                    new(
                        cell.Mark,
                        part[..at].Trim(),
                        SheetAmount.Of(cell with { Text = part[(at + 1)..].Trim() })
                    )
                );
            }

            return new(cell.Mark, prices);
        }

        private static bool Is(string text, string word) =>
            text.Equals(word, StringComparison.OrdinalIgnoreCase);

        private void Wrong(SheetCell cell, string path, string what) =>
            _menu.Problems.Add(new(cell.Mark, path, what));
    }
}
