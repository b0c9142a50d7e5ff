using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Schemas;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Schemas;

public sealed class ProtocolSchemasTests
{
    private const string HowToUpdate =
        "Run the tests of TableTap.Protocol with UPDATE_PROTOCOL=1 and check the difference in.";

    public static TheoryData<string> Fixtures => [.. Fixture.All.Select(fixture => fixture.Name)];

    private static bool Update => Environment.GetEnvironmentVariable("UPDATE_PROTOCOL") == "1";

    [Fact]
    public void Checked_in_schemas_are_those_of_the_catalogue()
    {
        var folder = Path.Combine(Repository.Root, "protocol", "schemas");
        var schemas = ProtocolSchemas.JsonSchemas();
        if (Update)
        {
            Directory.CreateDirectory(folder);
            foreach (var stale in Directory.EnumerateFiles(folder))
            {
                File.Delete(stale);
            }

            foreach (var (name, text) in schemas)
            {
                File.WriteAllText(Path.Combine(folder, name), text);
            }
        }

        Assert.Equal(
            schemas.Select(schema => schema.Name).Order(StringComparer.Ordinal),
            Directory
                .EnumerateFiles(folder)
                .Select(file => Path.GetFileName(file))
                .Order(StringComparer.Ordinal)
        );
        Assert.All(
            schemas,
            schema =>
                Assert.True(
                    File.ReadAllText(Path.Combine(folder, schema.Name)) == schema.Text,
                    $"{schema.Name} differs. {HowToUpdate}"
                )
        );
    }

    [Fact]
    public void Checked_in_AsyncApi_is_that_of_the_catalogue()
    {
        var file = Path.Combine(Repository.Root, "protocol", "asyncapi.yaml");
        if (Update)
        {
            File.WriteAllText(file, ProtocolSchemas.AsyncApi());
        }

        Assert.True(
            File.ReadAllText(file) == ProtocolSchemas.AsyncApi(),
            $"asyncapi.yaml differs. {HowToUpdate}"
        );
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Schema_takes_its_fixture(string name)
    {
        var frame = Fixture.Of(name).Frame;
        Assert.Empty(FrameSchema.Validate(frame));
        Assert.True(FrameSchema.IsAnyFrame(frame));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void Schema_misses_each_required_field(string name)
    {
        var frame = JsonNode.Parse(Fixture.Of(name).Frame.Span)!.AsObject();
        var schema = Schema(frame);
        foreach (var required in schema["required"]!.AsArray().Select(field => (string)field!))
        {
            var less = frame.DeepClone().AsObject();
            less.Remove(required);
            Assert.NotEmpty(FrameSchema.Validate(Encoding.UTF8.GetBytes(less.ToJsonString())));
        }

        foreach (var field in schema["properties"]!["data"]!["required"]?.AsArray() ?? [])
        {
            var less = frame.DeepClone().AsObject();
            less["data"]!.AsObject().Remove((string)field!);
            Assert.NotEmpty(FrameSchema.Validate(Encoding.UTF8.GetBytes(less.ToJsonString())));
        }
    }

    [Theory]
    [InlineData("order_create", "items[0].quantity", "0")]
    [InlineData("order_create", "items[0].quantity", "21")]
    [InlineData("order_create", "items[0].quantity", "1.5")]
    [InlineData("order_create", "cafeId", "\"a b\"")]
    [InlineData("order_create", "items", "[]")]
    [InlineData("order_create", "orderType", "\"delivery\"")]
    [InlineData("order_rate", "stars", "6")]
    [InlineData("order_rate", "stars", "0")]
    [InlineData("refund_issue", "amount", "0")]
    [InlineData("refund_issue", "amount", "1.0005")]
    [InlineData("refund_issue", "amount", "\"5.50\"")]
    [InlineData("order_status_update", "status", "\"cancelled\"")]
    [InlineData("intake_update", "mode", "\"busy\"")]
    [InlineData("alert_snooze", "until", "\"soon\"")]
    [InlineData("order_ready", "expiresAt", "\"2024-01-15T11:00:00Z\"")]
    [InlineData("error", "requiredRole", "\"employee\"")]
    [InlineData("order_created", "surprise", "1")]
    public void Schema_refuses(string name, string path, string value)
    {
        var frame = JsonNode.Parse(Fixture.Of(name).Frame.Span)!.AsObject();
        Set(frame["data"]!, path, JsonNode.Parse(value));
        Assert.NotEmpty(FrameSchema.Validate(Encoding.UTF8.GetBytes(frame.ToJsonString())));
    }

    [Fact]
    public void Schemas_are_the_same_each_time()
    {
        Assert.Equal(ProtocolSchemas.JsonSchemas(), ProtocolSchemas.JsonSchemas());
        Assert.Equal(ProtocolSchemas.AsyncApi(), ProtocolSchemas.AsyncApi());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"type\":5}")]
    [InlineData("{\"type\":\"espresso\"}")]
    public void What_is_no_message_fits_no_schema(string frame)
    {
        Assert.NotEmpty(FrameSchema.Validate(Encoding.UTF8.GetBytes(frame)));
        Assert.False(FrameSchema.IsAnyFrame(Encoding.UTF8.GetBytes(frame)));
    }

    [Fact]
    public void A_replayed_message_is_checked_too()
    {
        var frame = JsonNode.Parse(Fixture.Of("message_replay").Frame.Span)!;
        frame["data"]!["messages"]![0]!["sequence"] = 0;
        Assert.Contains(
            "replayed",
            Assert.Single(FrameSchema.Validate(Encoding.UTF8.GetBytes(frame.ToJsonString()))),
            StringComparison.Ordinal
        );
    }

    private static JsonObject Schema(JsonObject frame) =>
        JsonNode
            .Parse(
                ProtocolSchemas
                    .JsonSchemas()
                    .Single(schema => schema.Name == $"{frame["type"]}.json")
                    .Text
            )!
            .AsObject();

    private static void Set(JsonNode data, string path, JsonNode? value)
    {
        var steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        foreach (var step in steps[..^1])
        {
            data = step[0] == '[' ? data[int.Parse(step[1..^1])]! : data[step]!;
        }

        data[steps[^1]] = value;
    }
}
