using TableTap.Cafes.CafeFiles.Content;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>
/// Puts the menu of a sheet into a café. What a sheet has no column for stays as the café says it of the same item (<see cref="SheetMatch"/>);
/// what is not in the sheet leaves the menu.
/// </summary>
internal static class SheetMerge
{
    /// <summary>The heading of items whose sheet has none.</summary>
    public const string NoCategory = "Menu";

    private static readonly string[] Replaced = ["menu", "groups", "customizations", "categories"];

    /// <summary>The café with the menu, as a café's file has it.</summary>
    /// <param name="cafe">The café.</param>
    /// <param name="menu">The menu of a sheet.</param>
    public static FileMap Into(CafeProfile cafe, SheetMenu menu)
    {
        var whole = ProfileWriter.Write("menu", cafe);
        var texts = LocalTexts.Of(cafe);
        var tags = new Tags(cafe);
        var items = new SheetMatch(cafe, menu)
            .Run()
            .ConvertAll(match => Item(match.Item, menu, match.Entry, texts, tags));
        var fields = whole
            .Fields.Where(field =>
                !Replaced.Contains(field.Name)
                && (field.Name != "languages" || menu.Languages is null)
            )
            .ToList();
        if (menu.Languages is { } languages)
        {
            fields.Add(Field("languages", new FileList(languages[0].Mark, languages)));
        }

        fields.Add(Field("menu", new FileList(new(1, 1), items)));
        fields.Add(Field("groups", new FileList(new(1, 1), Groups(whole, menu))));
        Add("customizations", menu.Customizations);
        Add("categories", menu.Categories);
        return new(new(1, 1), fields);

        void Add(string name, List<SheetEntry>? entries)
        {
            if (entries is not null)
            {
                fields.Add(Field(name, new FileList(new(1, 1), entries.ConvertAll(Map))));
            }
            else if (whole.Fields.FirstOrDefault(field => field.Name == name) is { } own)
            {
                fields.Add(own);
            }
        }
    }

    private static FileNode Item(
        MenuItem? item,
        SheetMenu menu,
        SheetEntry entry,
        LocalTexts texts,
        Tags tags
    )
    {
        if (item is not null)
        {
            foreach (var field in ProfileWriter.Item(item, texts).Fields)
            {
                var said = entry.Fields.FindIndex(one => one.Name == field.Name);
                if (said < 0 && !menu.ItemFields.Contains(field.Name))
                {
                    entry.Add(field.Name, At(field.Value, entry.Mark));
                }
                else if (
                    said >= 0
                    && menu.Languages is null
                    && field.Value is FileMap others
                    && entry.Fields[said].Value is FileText first
                    && field.Name is "name" or "description"
                )
                {
                    // The sheet speaks the café's first language; the others stay.
                    entry.Fields[said] = new(
                        first.Mark,
                        field.Name,
                        At(
                            others with
                            {
                                Fields =
                                [
                                    .. others.Fields.Select(
                                        (one, place) =>
                                            place == 0 ? one with { Value = first } : one
                                    ),
                                ],
                            },
                            first.Mark
                        )
                    );
                }
            }
        }
        else if (!menu.ItemFields.Contains("tag") && tags.Of(entry) is { } tag)
        {
            entry.Add("tag", new FileText(entry.Mark, tag, IsText: true));
        }

        if (
            !menu.ItemFields.Contains("category")
            && !entry.Fields.Exists(field => field.Name == "category")
        )
        {
            entry.Add("category", new FileText(entry.Mark, NoCategory, IsText: true));
        }

        return entry.ToMap();
    }

    /// <summary>The sheet's groups, and those of the café that the sheet does not replace.</summary>
    private static List<FileNode> Groups(FileMap whole, SheetMenu menu)
    {
        List<FileNode> groups = [.. menu.Groups.ConvertAll(Map)];
        var ids = menu.Groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        if (
            !menu.HasAllGroups
            && whole.Fields.FirstOrDefault(field => field.Name == "groups")?.Value is FileList own
        )
        {
            groups.AddRange(
                own.Items.Where(node =>
                    node is FileMap { Fields: [{ Value: FileText { Text: var id } }, ..] }
                    && !ids.Contains(id)
                )
            );
        }

        return groups;
    }

    private static FileNode Map(SheetEntry entry) => entry.ToMap();

    private static FileField Field(string name, FileNode value) => new(value.Mark, name, value);

    private static FileNode At(FileNode node, FileMark mark) =>
        node switch
        {
            FileList list => new FileList(mark, [.. list.Items.Select(one => At(one, mark))]),
            FileMap map => new FileMap(
                mark,
                [
                    .. map.Fields.Select(field => new FileField(
                        mark,
                        field.Name,
                        At(field.Value, mark)
                    )),
                ]
            ),
            FileText text => text with { Mark = mark },
            _ => node,
        };

    /// <summary>Which counters make what a till knows no counters for: those of other items under the same heading, else the fallback.</summary>
    private sealed class Tags(CafeProfile cafe)
    {
        private readonly Dictionary<string, string> _byCategory = cafe
            .Menu.Items.Where(item => item.Tag is not null)
            .GroupBy(item => item.Category, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First().Tag!, StringComparer.Ordinal);

        public string? Of(SheetEntry entry)
        {
            var category = entry.Fields.Find(field => field.Name == "category")?.Value
                is FileText text
                ? text.Text
                : "";
            return _byCategory.TryGetValue(category, out var tag) ? tag
                : cafe.Fallback is null ? OnlyTag
                : SheetIds.Plain(category) is { Length: > 0 } own ? own
                : "menu";
        }

        private string? OnlyTag =>
            cafe.Counters.Items.SelectMany(counter => counter.Tags.Items).Distinct().ToList()
                is [var only]
                ? only
                : null;
    }
}
