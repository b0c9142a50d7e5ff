using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace TableTap.Protocol.Schemas;

/// <summary>Writes JSON nodes as block YAML 1.2. What is not plainly a word is quoted as in JSON, which YAML reads alike.</summary>
internal static partial class YamlText
{
    /// <summary>The node as a YAML document.</summary>
    /// <param name="node">An object with at least one field.</param>
    public static string Of(JsonObject node)
    {
        var text = new StringBuilder();
        Write(text, node, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int depth)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                foreach (var (name, value) in map)
                {
                    text.Append(' ', depth * 2).Append(Scalar(name)).Append(':');
                    WriteBelow(text, value, depth);
                }

                break;
            case JsonArray { Count: > 0 } list:
                foreach (var item in list)
                {
                    text.Append(' ', depth * 2).Append('-');
                    WriteItem(text, item, depth);
                }

                break;
            default:
                text.Append(node is null ? "null" : Leaf(node)).Append('\n');
                break;
        }
    }

    private static void WriteBelow(StringBuilder text, JsonNode? value, int depth)
    {
        var isBlock = value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 };
        text.Append(isBlock ? '\n' : ' ');
        Write(text, value, depth + 1);
    }

    // The first field of an object stands beside its dash.
    private static void WriteItem(StringBuilder text, JsonNode? item, int depth)
    {
        text.Append(' ');
        var start = text.Length;
        Write(text, item, depth + 1);
        if (item is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            text.Remove(start, (depth + 1) * 2);
        }
    }

    private static string Leaf(JsonNode node) =>
        node.GetValueKind() == JsonValueKind.String ? Scalar((string)node!) : node.ToJsonString();

    private static string Scalar(string text) =>
        PlainWord().IsMatch(text)
        && text is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off")
            ? text
            : $"\"{JsonEncodedText.Encode(text, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    [GeneratedRegex(
        "^[A-Za-z_$][A-Za-z0-9_$/.-]*( [A-Za-z0-9_(][A-Za-z0-9_/.;,()'-]*)*$",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex PlainWord();
}
