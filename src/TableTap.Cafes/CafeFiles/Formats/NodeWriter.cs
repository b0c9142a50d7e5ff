using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TableTap.Cafes.CafeFiles.Formats;

/// <summary>Writes <see cref="FileNode"/>s: as YAML in block style with short lists on their line, or as JSON.</summary>
internal static partial class NodeWriter
{
    private static readonly JsonWriterOptions Readable = new()
    {
        Indented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes a map as a YAML document.</summary>
    public static string Yaml(FileMap map)
    {
        var text = new StringBuilder();
        Fields(text, map, 0);
        return text.ToString();
    }

    /// <summary>Writes a map as a JSON document with indented lines.</summary>
    public static string Json(FileMap map)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Readable))
        {
            Write(writer, map);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Fields(StringBuilder text, FileMap map, int indent)
    {
        for (var i = 0; i < map.Fields.Count; i++)
        {
            // The first field of an item stands beside its dash.
            if (i > 0 || text.Length == 0 || text[^1] == '\n')
            {
                text.Append(' ', indent);
            }

            text.Append(Word(map.Fields[i].Name)).Append(':');
            Value(text, map.Fields[i].Value, indent);
        }
    }

    private static void Value(StringBuilder text, FileNode value, int indent)
    {
        switch (value)
        {
            case FileMap { Fields.Count: > 0 } map:
                text.Append('\n');
                Fields(text, map, indent + 2);
                break;
            case FileList list when list.Items.Any(item => item is not FileText):
                text.Append('\n');
                foreach (var item in list.Items)
                {
                    text.Append(' ', indent + 2).Append("- ");
                    Fields(text, (FileMap)item, indent + 4);
                }

                break;
            case FileList list:
                text.Append(" [")
                    .AppendJoin(", ", list.Items.Select(item => Scalar((FileText)item)))
                    .Append("]\n");
                break;
            default:
                text.Append(' ').Append(value is FileText one ? Scalar(one) : "{}").Append('\n');
                break;
        }
    }

    private static string Scalar(FileText value) => value.IsText ? Word(value.Text) : value.Text;

    private static string Word(string text) =>
        PlainWord().IsMatch(text) && !Reserved().IsMatch(text) ? text : Quoted(text);

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' or '\\' => quoted.Append('\\').Append(letter),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                _ when char.IsControl(letter) || letter is '\u2028' or '\u2029' or '\ufeff' =>
                    quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => quoted.Append(letter),
            };
        }

        return quoted.Append('"').ToString();
    }

    private static void Write(Utf8JsonWriter writer, FileNode node)
    {
        switch (node)
        {
            case FileMap map:
                writer.WriteStartObject();
                foreach (var field in map.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    Write(writer, field.Value);
                }

                writer.WriteEndObject();
                break;
            case FileList list:
                writer.WriteStartArray();
                foreach (var item in list.Items)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case FileText { IsText: true } text:
                writer.WriteStringValue(text.Text);
                break;
            case FileText number:
                writer.WriteRawValue(number.Text);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(node), node, "No kind of node.");
        }
    }

    [GeneratedRegex(
        @"^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.'&()/-]*( [\p{L}\p{N}_(][\p{L}\p{M}\p{N}_.'&()/-]*)*\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking
    )]
    private static partial Regex PlainWord();

    /// <summary>What another reader of YAML could take for something else than a text, and what ends in the mark of a field.</summary>
    [GeneratedRegex(
        @"^(true|false|null|yes|no|on|off|y|n|[0-9._+-]*[._:+-][0-9._:+-]*|[0-9].*[eExXoO:].*|.*:)\z",
        RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking | RegexOptions.IgnoreCase
    )]
    private static partial Regex Reserved();
}
