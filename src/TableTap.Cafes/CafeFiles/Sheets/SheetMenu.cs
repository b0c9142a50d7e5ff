using TableTap.Cafes.CafeFiles.Formats;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>An item, an option or whatever else a sheet describes, as the fields that a café's file has for it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Mark">Where it stands.</param>
/// <param name="Fields">What the sheet says of it; empty cells are not there.</param>
internal sealed record SheetEntry(string Id, FileMark Mark, List<FileField> Fields)
{
    /// <summary>What the id was made of, where nobody wrote it: it says which row this is, and not which item. Null where it is written.</summary>
    public string? MadeOf { get; init; }

    /// <summary>Adds a field that has a value.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">The value; null for none.</param>
    public void Add(string name, FileNode? value)
    {
        if (value is not null)
        {
            Fields.Add(new(value.Mark, name, value));
        }
    }

    /// <summary>The entry as a café's file has it.</summary>
    public FileMap ToMap() => new(Mark, Fields);
}

/// <summary>The menu of a sheet, in the fields of a café's file. One reading, one thread.</summary>
internal sealed class SheetMenu
{
    /// <summary>The items, in their order.</summary>
    public List<SheetEntry> Items { get; } = [];

    /// <summary>The choice groups, in their order.</summary>
    public List<SheetEntry> Groups { get; } = [];

    /// <summary>The customisations; null where the sheet has none to say.</summary>
    public List<SheetEntry>? Customizations { get; set; }

    /// <summary>The headings; null where the sheet has none to say.</summary>
    public List<SheetEntry>? Categories { get; set; }

    /// <summary>The languages of its texts, the first first; null where it has one language, which is the café's.</summary>
    public IReadOnlyList<FileText>? Languages { get; set; }

    /// <summary>Whether the groups are all of the café; else they come to those that it has.</summary>
    public bool HasAllGroups { get; set; }

    /// <summary>The fields of an item that the sheet speaks of, whether or not a cell is filled in.</summary>
    public HashSet<string> ItemFields { get; } = new(StringComparer.Ordinal);

    /// <summary>The ids of the items that go on as the café knows them; filled in by <see cref="SheetMatch"/>.</summary>
    public HashSet<string> KnownIds { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong beside the values themselves.</summary>
    public List<FileProblem> Problems { get; } = [];

    /// <summary>What the sheet says and the menu cannot take, a sentence each.</summary>
    public List<string> Notes { get; } = [];
}
