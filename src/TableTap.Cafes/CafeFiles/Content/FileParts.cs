using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>The values that a file is made of when it is written.</summary>
internal static class FileParts
{
    /// <summary>A map of the fields that have a value.</summary>
    public static FileMap Map(params ReadOnlySpan<(string Name, FileNode? Value)> fields)
    {
        var there = new List<FileField>();
        foreach (var (name, value) in fields)
        {
            if (value is not null)
            {
                there.Add(new(default, name, value));
            }
        }

        return new(default, there);
    }

    /// <summary>A list of what is written of each item.</summary>
    public static FileList List<T>(EquatableList<T> items, Func<T, FileNode> write) =>
        new(default, [.. items.Items.Select(write)]);

    /// <summary>A list of texts; null where there are none, so that the field is left out.</summary>
    public static FileList? SomeOf(EquatableList<string> texts) =>
        texts.Count == 0 ? null : List(texts, Text);

    /// <summary>A value that can only be read as a text.</summary>
    public static FileText Text(string text) => new(default, text, IsText: true);

    /// <summary>A value that is an amount of money.</summary>
    public static FileText Amount(Money amount) => Raw(amount.ToString());

    /// <summary>A number or a word that is no text.</summary>
    public static FileText Raw(string text) => new(default, text, IsText: false);
}
