using System.Text.Json.Nodes;
using TableTap.Protocol;

namespace TableTap.Server.Http;

/// <summary>
/// The schemas of what HTTP carries: commands and their answers are the frames of the catalogue, everything else comes from the
/// contract that writes it.
/// </summary>
internal static class ApiSchemas
{
    /// <summary>The name of the schema of problem documents.</summary>
    public const string Problem = "Problem";

    /// <summary>The name of the schema that takes any command.</summary>
    public const string Command = "Command";

    /// <summary>The schemas by name.</summary>
    public static JsonObject Build()
    {
        var schemas = new JsonObject
        {
            [Problem] = ProtocolSchemas.SchemaOf(ProblemJson.Default.ProblemDocument, true),
            ["Webhook"] = ProtocolSchemas.SchemaOf(HttpJson.Default.WebhookAnswer, true),
            ["Revocation"] = ProtocolSchemas.SchemaOf(HttpJson.Default.RevocationRequest, false),
            ["Audit"] = ProtocolSchemas.SchemaOf(HttpJson.Default.AuditAnswer, true),
            ["Undelivered"] = ProtocolSchemas.SchemaOf(HttpJson.Default.UndeliveredAnswer, true),
            ["CafeImport"] = ProtocolSchemas.SchemaOf(HttpJson.Default.CafeImportAnswer, true),
            ["DemoSession"] = ProtocolSchemas.SchemaOf(HttpJson.Default.DemoSession, true),
            ["TestPayment"] = ProtocolSchemas.SchemaOf(HttpJson.Default.TestPaymentRequest, false),
            ["TestPaymentAnswer"] = ProtocolSchemas.SchemaOf(
                HttpJson.Default.TestPaymentAnswer,
                true
            ),
            ["Menu"] = ProtocolSchemas.SchemaOf(StateJson.Default.MenuAnswer, true),
            ["Board"] = ProtocolSchemas.SchemaOf(StateJson.Default.BoardAnswer, true),
            ["WaitTime"] = ProtocolSchemas.SchemaOf(StateJson.Default.WaitTimeAnswer, true),
            ["Counters"] = ProtocolSchemas.SchemaOf(StateJson.Default.CountersAnswer, true),
            ["Staff"] = ProtocolSchemas.SchemaOf(StateJson.Default.StaffAnswer, true),
            ["Metrics"] = ProtocolSchemas.SchemaOf(StateJson.Default.MetricsAnswer, true),
            ["Alerts"] = ProtocolSchemas.SchemaOf(StateJson.Default.AlertsAnswer, true),
            ["Orders"] = ProtocolSchemas.SchemaOf(StateJson.Default.OrdersAnswer, true),
            ["Order"] = ProtocolSchemas.SchemaOf(StateJson.Default.OrderAnswer, true),
            ["Health"] = new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject
                {
                    ["status"] = new JsonObject { ["type"] = "string" },
                },
                ["required"] = new JsonArray("status"),
            },
        };
        var commands = MessageCatalogue.All.Where(row => row.Kind == MessageKind.Command).ToList();
        var mapping = new JsonObject();
        foreach (var row in commands)
        {
            schemas[row.Type] = ProtocolSchemas.FrameOf(row);
            mapping[row.Type] = Reference(row.Type);
        }

        schemas[Command] = new JsonObject
        {
            ["description"] = "Any command of the catalogue, told apart by its type.",
            ["oneOf"] = new JsonArray([.. commands.Select(row => To(row.Type))]),
            ["discriminator"] = new JsonObject { ["propertyName"] = "type", ["mapping"] = mapping },
        };
        var acknowledged = MessageCatalogue.NoticeOf<MessageAcknowledged>();
        schemas[acknowledged.Type] = ProtocolSchemas.FrameOf(acknowledged);
        return schemas;
    }

    /// <summary>A reference to a schema.</summary>
    /// <param name="name">The schema.</param>
    public static JsonObject To(string name) => new() { ["$ref"] = Reference(name) };

    private static string Reference(string name) => $"#/components/schemas/{name}";
}
