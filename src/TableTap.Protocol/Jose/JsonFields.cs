using System.Text.Json;

namespace TableTap.Protocol.Jose;

/// <summary>Reads the fields of headers, keys and payloads that come from outside. Thread-safe.</summary>
public static class JsonFields
{
    /// <summary>A field's text; null where it is missing, no text, or a text that no UTF-8 has.</summary>
    /// <param name="fields">The object that may have it.</param>
    /// <param name="name">The name of the field.</param>
    public static string? Text(JsonElement fields, string name)
    {
        try
        {
            return
                fields.ValueKind == JsonValueKind.Object
                && fields.TryGetProperty(name, out var value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, or bytes that are no UTF-8.
            return null;
        }
    }
}
