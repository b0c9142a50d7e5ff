using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Schemas;

/// <summary>
/// The protocol as AsyncAPI 3.0: one socket, on it the session's own messages, and the channels that the session can
/// subscribe. Seen from the server, as AsyncAPI asks: it receives commands and sends events.
/// </summary>
internal static class AsyncApiDocument
{
    private const string Session = "session";

    /// <summary>Builds the whole document from the message catalogue.</summary>
    public static JsonObject Build() =>
        new()
        {
            ["asyncapi"] = "3.0.0",
            ["info"] = new JsonObject
            {
                ["title"] = "TableTap",
                ["version"] = ProtocolVersion.Current,
                ["description"] =
                    "Real-time orders of cafés over one WebSocket. Sections are those of docs/protocol.md.",
                ["license"] = new JsonObject { ["name"] = "MIT" },
            },
            ["defaultContentType"] = "application/json",
            ["servers"] = new JsonObject
            {
                ["development"] = Server("localhost:3001", "ws", "A server on this machine."),
                ["production"] = Server("ws.table-tap.com", "wss", "TLS 1.3 only."),
            },
            ["channels"] = Channels(),
            ["operations"] = Operations(),
            ["components"] = new JsonObject
            {
                ["messages"] = Messages(),
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject
                    {
                        ["type"] = "http",
                        ["scheme"] = "bearer",
                        ["bearerFormat"] = "JWT",
                        ["description"] = "Authorization header of the handshake.",
                    },
                    ["queryToken"] = new JsonObject
                    {
                        ["type"] = "httpApiKey",
                        ["in"] = "query",
                        ["name"] = "token",
                        ["description"] = "The same JWT, for browsers.",
                    },
                },
            },
        };

    private static JsonObject Server(string host, string protocol, string description) =>
        new()
        {
            ["host"] = host,
            ["pathname"] = "/v1",
            ["protocol"] = protocol,
            ["description"] = description,
            ["security"] = new JsonArray(
                Reference("#/components/securitySchemes/bearer"),
                Reference("#/components/securitySchemes/queryToken")
            ),
        };

    private static JsonObject Channels()
    {
        var channels = new JsonObject
        {
            [Session] = new JsonObject
            {
                ["address"] = "/",
                ["title"] = "The socket itself",
                ["messages"] = Listed(row => row.Kind != MessageKind.Event),
            },
        };
        foreach (var (kind, form) in ChannelName.Templates)
        {
            var channel = new JsonObject
            {
                ["address"] = form,
                ["messages"] = Listed(row => (row.Channels & kind) != ChannelKinds.None),
            };
            if (ParameterOf(form) is { } parameter)
            {
                channel["parameters"] = new JsonObject
                {
                    [parameter] = new JsonObject { ["description"] = Identifier.Rule },
                };
            }

            channels[NameOf(kind)] = channel;
        }

        return channels;
    }

    private static JsonObject Operations()
    {
        var command = Operation(
            "receive",
            Session,
            "Commands; each ends in one answer.",
            MessageKind.Command
        );
        command["reply"] = new JsonObject
        {
            ["channel"] = Reference($"#/channels/{Session}"),
            ["messages"] = new JsonArray(
                Reference($"#/channels/{Session}/messages/message_acknowledged"),
                Reference($"#/channels/{Session}/messages/message_error")
            ),
        };
        var operations = new JsonObject
        {
            ["receiveControl"] = Operation(
                "receive",
                Session,
                "What a client says about its session.",
                MessageKind.Control
            ),
            ["receiveCommand"] = command,
            ["sendNotice"] = Operation(
                "send",
                Session,
                "What the server says to one connection.",
                MessageKind.Notice
            ),
        };
        foreach (var (kind, form) in ChannelName.Templates)
        {
            var name = NameOf(kind);
            operations["send" + char.ToUpperInvariant(name[0]) + name[1..]] = new JsonObject
            {
                ["action"] = "send",
                ["channel"] = Reference($"#/channels/{name}"),
                ["summary"] = $"What the readers of {form} hear.",
            };
        }

        return operations;
    }

    private static JsonObject Operation(
        string action,
        string channel,
        string summary,
        MessageKind kind
    ) =>
        new()
        {
            ["action"] = action,
            ["channel"] = Reference($"#/channels/{channel}"),
            ["summary"] = summary,
            ["messages"] = new JsonArray([
                .. from row in MessageCatalogue.All
                where row.Kind == kind
                select Reference($"#/channels/{channel}/messages/{row.Type}"),
            ]),
        };

    private static JsonObject Messages()
    {
        var messages = new JsonObject();
        foreach (var row in MessageCatalogue.All)
        {
            var payload = FrameShape.Of(row);
            payload.Remove("title");
            payload.Remove("description");
            var message = new JsonObject
            {
                ["name"] = row.Type,
                ["title"] = row.Type,
                ["summary"] = row.Summary,
                ["tags"] = new JsonArray(new JsonObject { ["name"] = NameOf(row.Kind) }),
                ["x-section"] = row.Section,
            };
            if (row.FromClient)
            {
                message["x-senders"] = List(CatalogueText.Of(row.Senders));
                message["x-rate-limited"] = row.Counted;
            }

            if (row.CriticalOn != ChannelKinds.None)
            {
                message["x-ack-required-on"] = List(CatalogueText.Of(row.CriticalOn));
            }

            message["payload"] = payload;
            messages[row.Type] = message;
        }

        return messages;
    }

    private static JsonObject Listed(Func<MessageDescriptor, bool> which)
    {
        var listed = new JsonObject();
        foreach (var row in MessageCatalogue.All.Where(which))
        {
            listed[row.Type] = Reference($"#/components/messages/{row.Type}");
        }

        return listed;
    }

    private static JsonArray List(IEnumerable<string> words) =>
        new([.. words.Select(word => (JsonNode)word)]);

    private static JsonObject Reference(string target) => new() { ["$ref"] = target };

    private static string NameOf<T>(T member)
        where T : struct, Enum
    {
        var name = member.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static string? ParameterOf(string form)
    {
        var open = form.IndexOf('{', StringComparison.Ordinal);
        return open < 0 ? null : form[(open + 1)..form.IndexOf('}', StringComparison.Ordinal)];
    }
}
