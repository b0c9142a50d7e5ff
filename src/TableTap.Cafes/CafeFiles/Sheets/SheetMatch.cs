using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>
/// Tells which items of a café the rows of a sheet are. A row whose id is written is the item with that id. An id that was made says which row
/// this is, and rows move: such a row is the item with the same name, under the same heading if there is one. Where several have that name
/// nothing is guessed, because the allergens of one dish must never come to stand on another. One reading, one thread.
/// </summary>
/// <param name="cafe">The café.</param>
/// <param name="menu">The menu of the sheet; its entries get their ids.</param>
internal sealed class SheetMatch(CafeProfile cafe, SheetMenu menu)
{
    private const int MostPlaces = 3;

    private readonly MenuItem?[] _items = new MenuItem?[menu.Items.Count];
    private readonly Dictionary<string, MenuItem> _left = new(StringComparer.Ordinal);
    private readonly SheetIds _ids = new();
    private readonly List<int> _rows = [];

    /// <summary>Gives each entry its id, and the item whose fields it goes on with; null for a new one.</summary>
    public List<(SheetEntry Entry, MenuItem? Item)> Run()
    {
        foreach (var item in cafe.Menu)
        {
            _left.TryAdd(item.ItemId, item);
            _ids.Take(item.ItemId);
        }

        ByWrittenIds();
        ByKey((name, category) => category is null ? null : $"{Named(name)}\n{Named(category)}");
        ByKey((name, _) => Named(name));
        var doubtful = Doubtful();
        Tell(
            doubtful,
            "it cannot be told which item of this name in the café is meant, so nothing is taken over from it; write its id in the sheet"
        );
        if (_left.Count > 0 && Array.Exists(_items, item => item is not null))
        {
            // A menu of which the café knows no item is another menu, and nothing of it is renamed.
            Tell(
                _rows,
                "no item of the café has this name, so nothing is taken over; if one was renamed, write its id in the sheet"
            );
        }

        foreach (var row in _rows)
        {
            Give(row, _ids.Of(menu.Items[row].MadeOf!));
        }

        menu.KnownIds.UnionWith(_items.OfType<MenuItem>().Select(item => item.ItemId));
        return [.. menu.Items.Select((entry, row) => (entry, _items[row]))];
    }

    private void ByWrittenIds()
    {
        for (var row = 0; row < menu.Items.Count; row++)
        {
            var entry = menu.Items[row];
            if (entry.MadeOf is not null)
            {
                _rows.Add(row);
                continue;
            }

            _ids.Take(entry.Id);
            if (_left.Remove(entry.Id, out var item))
            {
                _items[row] = item;
            }
        }
    }

    /// <summary>Takes one row and one item for the same where they alone have a key.</summary>
    private void ByKey(Func<string, string?, string?> key)
    {
        var items = _left.Values.ToLookup(item => key(item.Name, item.Category));
        foreach (var rows in _rows.ToLookup(row => key(NameOf(row), Text(row, "category"))))
        {
            if (rows.Key is not null && rows.Count() == 1 && items[rows.Key].Count() == 1)
            {
                var (row, item) = (rows.Single(), items[rows.Key].Single());
                _items[row] = item;
                _left.Remove(item.ItemId);
                Give(row, item.ItemId);
            }
        }

        _rows.RemoveAll(row => _items[row] is not null);
    }

    /// <summary>
    /// Rows that may be one item of the café as well as another: they get the ids of these in their order, so that a sheet that is read twice
    /// gives the same ids, and nothing else.
    /// </summary>
    private List<int> Doubtful()
    {
        var items = _left.Values.ToLookup(item => Named(item.Name));
        var doubtful = new List<int>();
        foreach (var rows in _rows.ToLookup(row => Named(NameOf(row))))
        {
            var ids = items[rows.Key].Select(item => item.ItemId).ToList();
            if (ids.Count == 0)
            {
                continue;
            }

            foreach (var (row, place) in rows.Select((row, place) => (row, place)))
            {
                doubtful.Add(row);
                Give(row, place < ids.Count ? ids[place] : _ids.Of(menu.Items[row].MadeOf!));
            }

            ids.ForEach(id => _left.Remove(id));
        }

        var taken = doubtful.ToHashSet();
        _rows.RemoveAll(taken.Contains);
        return doubtful;
    }

    private void Give(int row, string id)
    {
        var entry = menu.Items[row];
        var field = entry.Fields.FindIndex(one => one.Name == "itemId");
        var mark = entry.Fields[field].Mark;
        entry.Fields[field] = new(mark, "itemId", new FileText(mark, id, IsText: true));
        menu.Items[row] = entry with { Id = id };
    }

    private void Tell(List<int> rows, string what)
    {
        if (rows.Count > 0)
        {
            var places = rows.Take(MostPlaces)
                .Select(row => $"line {menu.Items[row].Mark.Line} ({NameOf(row)})");
            var others = rows.Count > MostPlaces ? $" and {rows.Count - MostPlaces} more" : "";
            menu.Notes.Add($"{string.Join(", ", places)}{others}: {what}");
        }
    }

    /// <summary>The name of a row in the café's first language; the sheet's first where it does not speak that.</summary>
    private string NameOf(int row) => Text(row, "name") ?? "";

    private string? Text(int row, string field) =>
        menu.Items[row].Fields.Find(one => one.Name == field)?.Value switch
        {
            FileText text => text.Text,
            FileMap { Fields: [var first, ..] } map => (
                (
                    map.Fields.FirstOrDefault(one =>
                        cafe.Languages.Count > 0 && one.Name == cafe.Languages[0]
                    ) ?? first
                ).Value as FileText
            )?.Text,
            _ => null,
        };

    /// <summary>A text as it is compared: in letters of one case, with one space between its words.</summary>
    private static string Named(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            .ToUpperInvariant();
}
