using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Schemas;

/// <summary>The JSON Schema of a whole frame: the header that belongs to the kind of message, around its payload.</summary>
internal static class FrameShape
{
    /// <summary>The JSON Schema of a message's frame.</summary>
    /// <param name="row">Its catalogue row.</param>
    public static JsonObject Of(MessageDescriptor row)
    {
        var schemas = new PayloadSchema(!row.FromClient);
        var payload = schemas.Of(row.Data);
        var required = new List<string> { "type" };
        if (!row.FromClient || payload["required"] is JsonArray { Count: > 0 })
        {
            required.Add("data");
        }

        var properties = new JsonObject
        {
            ["type"] = new JsonObject { ["const"] = row.Type },
            ["data"] = row.CarriesPayment ? InItsForms(payload) : payload,
            ["timestamp"] = schemas.Time(),
            ["version"] = Version(),
        };
        if (row.FromClient)
        {
            properties["messageId"] = Id();
            properties["signature"] = Text();
            if (row.Kind == MessageKind.Command)
            {
                required.Add("messageId");
            }
        }
        else
        {
            required.AddRange(["timestamp", "version"]);
            AddServerFields(row, properties, required);
        }

        return new()
        {
            ["title"] = row.Type,
            ["description"] = Description(row),
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]),
        };
    }

    /// <summary>The JSON Schema of an event's frame before the server has told it: its sender's id, and no sequence.</summary>
    /// <param name="row">Its catalogue row.</param>
    public static JsonObject Published(MessageDescriptor row)
    {
        var schemas = new PayloadSchema(fromServer: false);
        return new()
        {
            ["title"] = row.Type,
            ["description"] = $"{row.Summary} Section {row.Section}.",
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["const"] = row.Type },
                ["messageId"] = Id(),
                ["channel"] = Channel(row.Channels & ~ChannelKinds.SystemMaintenance),
                ["data"] = schemas.Of(row.Data),
                ["version"] = Version(),
            },
            ["required"] = new JsonArray("type", "messageId", "channel", "data"),
        };
    }

    // Payment data as it is, encrypted to its reader's key, or left out for who has none.
    private static JsonObject InItsForms(JsonObject payload)
    {
        var properties = payload["properties"]!.AsObject();
        properties.TryAdd("status", Text());
        properties["encrypted"] = Text();
        properties["encryptionRequired"] = new JsonObject { ["const"] = true };
        payload.Remove("required", out var open);
        payload["oneOf"] = new JsonArray(
            Form([.. open!.AsArray().Select(name => (string)name!)]),
            Form("orderId", "status", "encrypted"),
            Form("orderId", "status", "encryptionRequired")
        );
        return payload;
    }

    private static JsonObject Form(params string[] fields) =>
        new()
        {
            ["properties"] = new JsonObject(
                fields.Select(name => KeyValuePair.Create(name, (JsonNode?)new JsonObject()))
            ),
            ["required"] = new JsonArray([.. fields.Select(name => (JsonNode)name)]),
        };

    private static void AddServerFields(
        MessageDescriptor row,
        JsonObject properties,
        List<string> required
    )
    {
        if (row.Kind == MessageKind.Notice)
        {
            properties["correlationId"] = Id();
            if (row.Payload == typeof(Pong))
            {
                properties["serverTime"] = properties["timestamp"]!.DeepClone();
                required.Add("serverTime");
            }

            return;
        }

        properties["messageId"] = Id();
        properties["channel"] = Channel(row.Channels);
        properties["sequence"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1 };
        properties["signature"] = Text();
        if (row.CriticalOn != ChannelKinds.None)
        {
            properties["ackRequired"] = new JsonObject { ["const"] = true };
        }

        required.AddRange(["messageId", "channel", "sequence"]);
    }

    private static string Description(MessageDescriptor row)
    {
        var way =
            row.FromClient
                ? $"Client to server; sent by: {string.Join(", ", CatalogueText.Of(row.Senders))}."
            : row.Kind == MessageKind.Notice ? "Server to one connection."
            : $"Server to the readers of: {string.Join(", ", CatalogueText.Of(row.Channels))}.";
        return $"{row.Summary} {way} Section {row.Section}.";
    }

    private static JsonObject Id() =>
        new() { ["type"] = "string", ["pattern"] = IdAttribute.Pattern };

    private static JsonObject Version() =>
        new() { ["type"] = "string", ["pattern"] = @"^1(\.\d{1,6})?$" };

    private static JsonObject Channel(ChannelKinds kinds) =>
        new() { ["type"] = "string", ["pattern"] = Pattern(kinds) };

    private static JsonObject Text() => new() { ["type"] = "string" };

    private static string Pattern(ChannelKinds kinds)
    {
        var forms = CatalogueText.Of(kinds).Select(form => OpenForm(form, Identifier.Pattern));
        return $"^({string.Join('|', forms)})$";
    }

    private static string OpenForm(string form, string id)
    {
        var open = form.IndexOf('{', StringComparison.Ordinal);
        return open < 0
            ? form
            : form[..open] + id + form[(form.IndexOf('}', StringComparison.Ordinal) + 1)..];
    }
}
