using System.Globalization;
using TableTap.Cafes.CafeFiles.Formats;
using TableTap.Ordering.Values;
using TableTap.Realtime.Options;
using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>Reads the fields of one map; what is wrong goes to the findings, and a stand-in comes back, so that reading goes on.</summary>
internal sealed class MapReader
{
    private readonly FileFindings _findings;
    private readonly FileMark _mark;
    private readonly Dictionary<string, FileNode> _fields = [];

    /// <summary>Begins to read a map; it is a problem where it is none, or where a field is unknown or there twice.</summary>
    /// <param name="findings">What is found.</param>
    /// <param name="node">What should be a map.</param>
    /// <param name="path">Its path; empty for the file.</param>
    /// <param name="what">What it is, for messages: <c>a counter</c>.</param>
    /// <param name="allowed">The fields it may have.</param>
    public MapReader(
        FileFindings findings,
        FileNode node,
        string path,
        string what,
        params ReadOnlySpan<string> allowed
    )
    {
        (_findings, _mark, Path) = (findings, node.Mark, path);
        findings.Place(path, node.Mark, path);
        var words = string.Join(", ", allowed);
        if (node is not FileMap map)
        {
            findings.Add(node.Mark, path, $"expected {what} with its fields: {words}");
            IsBroken = true;
            return;
        }

        foreach (var field in map.Fields)
        {
            if (!allowed.Contains(field.Name))
            {
                findings.Add(
                    field.Mark,
                    path,
                    $"\"{field.Name}\" is no field of {what}; allowed: {words}"
                );
            }
            else if (!_fields.TryAdd(field.Name, field.Value))
            {
                findings.Add(field.Mark, path, $"\"{field.Name}\" is there twice");
            }
            else
            {
                findings.Place(Below(field.Name), field.Value.Mark, Below(field.Name));
            }
        }
    }

    /// <summary>The path of the map.</summary>
    public string Path { get; }

    /// <summary>Whether it is no map at all; that has been told.</summary>
    public bool IsBroken { get; }

    /// <summary>A field that is there and says something.</summary>
    public FileNode? this[string name] =>
        _fields.GetValueOrDefault(name) is { } node and not FileText { IsNothing: true }
            ? node
            : null;

    /// <summary>A text that has to be there.</summary>
    public string Text(string name)
    {
        if (this[name] is null)
        {
            Missing(name);
            return "";
        }

        return OptionalText(name) ?? "";
    }

    /// <summary>A text that may be missing.</summary>
    public string? OptionalText(string name) =>
        this[name] is { } node ? Text(node, Below(name)) : null;

    /// <summary>Texts; none where the field is missing.</summary>
    public EquatableList<string> Texts(string name) =>
        Items(name, "a list of texts")
            .Select((node, i) => Text(node, $"{Below(name)}[{i}]") ?? "")
            .ToEquatableList();

    /// <summary>The values of a list, each with its path; none where the field is missing.</summary>
    public IReadOnlyList<FileNode> Items(string name, string what)
    {
        switch (this[name])
        {
            case null:
                return [];
            case FileList list:
                return list.Items;
            case var other:
                Wrong(name, other, $"expected {what}, each after a dash (-) or in [ ]");
                return [];
        }
    }

    /// <summary>Reads a whole number; the stand-in where the field is missing or wrong.</summary>
    public int Count(string name, int otherwise) =>
        this[name] is not { } node ? otherwise
        : node is FileText { IsText: false } text
        && int.TryParse(
            text.Text,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var value
        )
            ? value
        : Wrong(name, node, "expected a whole number", otherwise);

    /// <summary>An amount of money.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="isNeeded">Whether the field has to be there.</param>
    /// <param name="decimals">The most decimals that an amount may have.</param>
    public Money Amount(string name, bool isNeeded, int decimals)
    {
        if (this[name] is not { } node)
        {
            if (isNeeded)
            {
                Missing(name);
            }

            return Money.Zero;
        }

        if (
            node is FileText { IsText: false } text
            && AmountText.TryRead(text.Text, decimals, out var amount)
        )
        {
            return amount;
        }

        _findings.Add(
            node.Mark,
            Below(name),
            $"{AmountText.Form(decimals)}; this is {Words(node)}{(node is FileText other ? AmountText.Hint(other, decimals) : "")}"
        );
        return Money.Zero;
    }

    /// <summary>Reads <c>true</c> or <c>false</c>; false where the field is missing or wrong.</summary>
    public bool Flag(string name) =>
        this[name] switch
        {
            null => false,
            FileText { IsText: false, Text: "true" } => true,
            FileText { IsText: false, Text: "false" } => false,
            var other => Wrong(name, other, "expected true or false", otherwise: false),
        };

    /// <summary>A span of time, such as <c>15m</c>.</summary>
    public TimeSpan? Duration(string name) =>
        this[name] is not { } node ? null
        : node is FileText text && DurationText.TryParse(text.Text, out var value) ? value
        : Wrong<TimeSpan?>(name, node, $"expected {DurationText.Form}", null);

    /// <summary>A field is needed and not there.</summary>
    public void Missing(string name)
    {
        if (!IsBroken)
        {
            _findings.Place(Below(name), _mark, Below(name));
            _findings.Add(_mark, Below(name), "is needed");
        }
    }

    /// <summary>A field is wrong.</summary>
    public T Wrong<T>(string name, FileNode node, string what, T otherwise)
    {
        Wrong(name, node, what);
        return otherwise;
    }

    /// <summary>The path of a field.</summary>
    public string Below(string name) => Path.Length == 0 ? name : $"{Path}.{name}";

    private void Wrong(string name, FileNode node, string what) =>
        _findings.Add(node.Mark, Below(name), $"{what}; this is {Words(node)}");

    private string? Text(FileNode node, string path)
    {
        _findings.Place(path, node.Mark, path);
        if (node is FileText { IsNothing: false } text)
        {
            return text.Text;
        }

        _findings.Add(node.Mark, path, $"expected a text; this is {Words(node)}");
        return null;
    }

    private static string Words(FileNode node) =>
        node switch
        {
            FileText { IsNothing: true } => "nothing",
            FileText { IsText: true } text => $"the text \"{text.Text}\"",
            FileText text => $"\"{text.Text}\"",
            FileList => "a list",
            _ => "a map of fields",
        };
}
