using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using TableTap.Protocol.Schemas;

namespace TableTap.Cli;

/// <summary><c>tabletap schema</c>: the protocol as documents.</summary>
internal static class SchemaCommand
{
    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var asyncApi = new Option<bool>("--asyncapi")
        {
            Description =
                "An AsyncAPI 3.0 document, YAML; what is printed where nothing is asked for.",
        };
        var jsonSchema = new Option<bool>("--json-schema")
        {
            Description =
                "One JSON Schema (2020-12) that takes any frame, with the schema of each message in it.",
        };
        var settings = CommandSettings.File();
        var command = new Command("schema", "Prints the protocol as a document.")
        {
            asyncApi,
            jsonSchema,
            settings,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(asyncApi) && result.GetValue(jsonSchema))
            {
                result.AddError("--asyncapi and --json-schema exclude each other.");
            }
        });
        command.SetAction(parsed =>
        {
            // The protocol depends on no setting; wrong ones are told here as everywhere.
            _ = CommandSettings.Read(parsed.GetValue(settings));
            parsed.InvocationConfiguration.Output.Write(
                parsed.GetValue(jsonSchema) ? Bundle() : ProtocolSchemas.AsyncApi()
            );
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>All schemas in one document: each keeps its own <c>$id</c>, so that references go on to hold.</summary>
    private static string Bundle()
    {
        using var buffer = new MemoryStream();
        using (
            var json = new Utf8JsonWriter(
                buffer,
                new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }
            )
        )
        {
            json.WriteStartObject();
            json.WriteString("$schema"u8, ProtocolSchemas.Dialect);
            json.WriteString("$id"u8, $"{ProtocolSchemas.Base}bundle.json");
            json.WriteString("$ref"u8, ProtocolSchemas.Frame);
            json.WriteStartObject("$defs"u8);
            foreach (var (name, text) in ProtocolSchemas.JsonSchemas())
            {
                using var schema = JsonDocument.Parse(text);
                json.WritePropertyName(name);
                schema.RootElement.WriteTo(json);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return $"{Encoding.UTF8.GetString(buffer.ToArray())}\n";
    }
}
