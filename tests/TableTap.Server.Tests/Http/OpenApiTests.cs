using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Http.Operations;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http.State;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http;

/// <summary>Section 10: the OpenAPI document tells of every address the server has, and what it tells is so.</summary>
public sealed class OpenApiTests : IAsyncLifetime
{
    private const string Path = "/openapi/v1.json";
    private TestServer _server = null!;

    private IReadOnlyList<ApiOperation> All => _server.Routes.Operations;
    private DemoDoor _door = null!;

    public async ValueTask InitializeAsync() =>
        _door = new(_server = await TestServer.StartAsync());

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Document_lists_the_routes_of_this_very_server()
    {
        Assert.Contains("POST /v1/payments/test", Operations(await DocumentAsync(_server)));
        Assert.Equal(
            All.Select(row => $"{row.Method} {row.Path}").Order(),
            Operations(await DocumentAsync(_server)).Order()
        );

        await using var plain = await TestServer.StartAsync(("Demo:Enabled", "false"));
        var document = await DocumentAsync(plain);

        Assert.Equal(
            All.Where(row => row.Tag != ApiTags.Demo)
                .Select(row => $"{row.Method} {row.Path}")
                .Order(),
            Operations(document).Order()
        );
        Assert.DoesNotContain("/demo/", document.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_is_answered_as_Get_without_the_body()
    {
        foreach (var row in All.Where(row => row.Method == "GET" && row.Path != "/v1"))
        {
            var path = System.Text.RegularExpressions.Regex.Replace(row.Path, @"\{\w+\}", "demo");
            using var get = await _server.SendAsync(HttpMethod.Get, path, _door.Token("maya"));
            using var head = await _server.SendAsync(HttpMethod.Head, path, _door.Token("maya"));

            Assert.NotEqual(405, (int)get.StatusCode);
            Assert.Equal((path, get.StatusCode), (path, head.StatusCode));
            Assert.Equal(
                (path, get.Content.Headers.ContentType?.ToString()),
                (path, head.Content.Headers.ContentType?.ToString())
            );
            Assert.Empty(
                await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)
            );
        }
    }

    [Fact]
    public void Names_of_operations_are_names_for_code() =>
        Assert.All(All, row => Assert.Matches("^[a-z]+([A-Z][a-z]+)*$", row.Id));

    [Fact]
    public async Task An_independent_reader_takes_the_document_as_OpenApi_3_1()
    {
        var read = OpenApiDocument.Parse((await DocumentAsync(_server)).ToJsonString(), "json");

        Assert.Empty(read.Diagnostic!.Errors);
        Assert.Empty(read.Diagnostic.Warnings);
        Assert.Equal(OpenApiSpecVersion.OpenApi3_1, read.Diagnostic.SpecificationVersion);
        Assert.Equal(All.Count, read.Document!.Paths.Sum(path => path.Value.Operations!.Count));
        Assert.All(
            read.Document.Paths.SelectMany(path => path.Value.Operations!.Values),
            operation =>
            {
                Assert.NotEmpty(operation.Summary!);
                Assert.NotEmpty(operation.Responses!);
            }
        );
        Assert.Empty(read.Document.Validate(ValidationRuleSet.GetDefaultRuleSet()));
    }

    [Fact]
    public async Task Names_of_operations_are_unique_and_every_reference_is_there()
    {
        var document = await DocumentAsync(_server);
        var schemas = document["components"]!["schemas"]!.AsObject();

        var names = Everything(document)
            .Where(node => node["operationId"] is JsonValue)
            .Select(node => (string)node["operationId"]!)
            .ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.All(
            Everything(document).Where(node => node["$ref"] is JsonValue),
            node =>
                Assert.True(
                    schemas.ContainsKey(((string)node["$ref"]!)["#/components/schemas/".Length..])
                )
        );
    }

    [Fact]
    public async Task Samples_and_problems_fit_their_schemas()
    {
        var document = await DocumentAsync(_server);
        var check = Check(document);
        var count = 0;
        foreach (var content in Everything(document).Where(node => node["schema"] is JsonObject))
        {
            var samples = (content["examples"]?.AsObject().Select(one => one.Value!["value"]) ?? [])
                .Append(content["example"])
                .OfType<JsonNode>();
            foreach (var sample in samples)
            {
                count++;
                Assert.Empty(
                    check.Problems(
                        JsonDocument.Parse(sample.ToJsonString()).RootElement,
                        content["schema"]!.AsObject()
                    )
                );
            }
        }

        Assert.True(count > 80, $"only {count} samples");
    }

    /// <summary>What a provider signs has the provider's own form, and a café file is described where it is explained.</summary>
    [Fact]
    public void Every_request_as_JSON_has_a_schema_and_a_sample() =>
        Assert.Equal(
            ["checkOwnCafe", "importCafe", "importOwnCafe", "reportPayment"],
            All.Where(row =>
                    row.Request is { } request
                    && request.MediaTypes.Contains("application/json")
                    && (request.Schema is null || request.Example is null)
                )
                .Select(row => row.Id)
                .Order()
        );

    [Fact]
    public async Task What_is_published_is_an_event_without_what_the_server_gives()
    {
        var document = await DocumentAsync(_server);
        var check = Check(document);
        var schema = document["components"]!["schemas"]!["Publication"]!.AsObject();
        var events = Fixture
            .All.Select(fixture => JsonNode.Parse(fixture.Frame.Span)!.AsObject())
            .Where(frame =>
                MessageCatalogue.Find((string)frame["type"]!) is { Kind: MessageKind.Event }
            )
            .ToList();
        // Nobody publishes to the whole server; what is told there is told in each café too.
        foreach (var frame in events.Where(one => (string)one["channel"]! == "system:maintenance"))
        {
            Assert.NotEmpty(Problems(frame));
            frame["channel"] = "cafe:cafe_uuid:staff";
        }

        Assert.Equal(
            MessageCatalogue
                .All.Where(row => row.Kind == MessageKind.Event)
                .Select(row => row.Type)
                .Order(),
            events.Select(frame => (string)frame["type"]!).Distinct().Order()
        );

        Assert.All(events, frame => Assert.Empty(Problems(frame)));
        Assert.Empty(
            Problems(
                new() { ["messages"] = new JsonArray([.. events.Select(one => one.DeepClone())]) }
            )
        );
        Assert.NotEmpty(Problems(new() { ["messages"] = new JsonArray() }));
        foreach (var field in new[] { "type", "messageId", "channel", "data" })
        {
            var frame = events[0].DeepClone().AsObject();
            frame.Remove(field);
            Assert.NotEmpty(Problems(frame));
        }

        IEnumerable<string> Problems(JsonObject body) =>
            check.Problems(JsonDocument.Parse(body.ToJsonString()).RootElement, schema);
    }

    [Fact]
    public async Task Every_field_of_a_state_stands_in_its_sample()
    {
        var document = await DocumentAsync(_server);
        var schemas = document["components"]!["schemas"]!.AsObject();
        var missing = All.Where(row => row.Tag == ApiTags.State)
            .SelectMany(row =>
            {
                var answer = document["paths"]![row.Path]!["get"]!["responses"]!["200"]!;
                var content = answer["content"]!["application/json"]!;
                return Missing(schemas, content["schema"]!, [content["example"]], row.Path);
            });

        Assert.True(missing.ToList() is [], string.Join(", ", missing));
    }

    [Theory]
    [InlineData("john")]
    [InlineData("anna")]
    [InlineData("maya")]
    [InlineData("ada")]
    [InlineData("bank")]
    public async Task Real_answers_fit_their_schemas(string user)
    {
        var orderId = await _door.CompletedAsync("john");
        await _door.OrderAsync("john", payment: "card");
        await _door.DoAsync(
            "maya",
            "break_start",
            """{"employeeId":"ben","breakType":"lunch","duration":30,"coveringEmployees":["anna"]}"""
        );
        var document = await DocumentAsync(_server);
        var check = Check(document);
        foreach (
            var row in All.Where(row =>
                row.Method == "GET" && row.Answer?.Schema is not null && row.Tag != "demo"
            )
        )
        {
            var id = row.Path.StartsWith("/v1/orders", StringComparison.Ordinal) ? orderId : "demo";
            using var response = await _door.GetAsync(
                user,
                row.Path.Replace("{id}", id, StringComparison.Ordinal)
            );
            var answer = await response.JsonAsync();
            var described = document["paths"]![row.Path]!["get"]!["responses"]!.AsObject();
            var status = $"{(int)response.StatusCode}";
            Assert.True(described.ContainsKey(status), $"{row.Path} answered {status}");
            var content = described[status]!["content"]!.AsObject();
            Assert.Empty(
                check.Problems(
                    answer,
                    content[response.Content.Headers.ContentType!.MediaType!]!["schema"]!.AsObject()
                )
            );
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/docs/protocol")]
    [InlineData("/asyncapi.json")]
    public async Task Documents_and_pages_are_there(string path)
    {
        using var response = await _server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task AsyncApi_is_the_same_as_JSON()
    {
        using var response = await _server.SendAsync(HttpMethod.Get, "/asyncapi.json");

        var document = await response.JsonAsync();
        Assert.Equal("3.0.0", document.GetProperty("asyncapi").GetString());
        Assert.Equal(
            MessageCatalogue.All.Select(row => row.Type).Order(),
            document
                .GetProperty("components")
                .GetProperty("messages")
                .EnumerateObject()
                .Select(message => message.Name)
                .Order()
        );
    }

    [Fact]
    public void Protocol_page_names_every_address_and_shows_the_samples()
    {
        var page = File.ReadAllText(System.IO.Path.Combine(Repository.Root, "docs", "protocol.md"));
        var section = page[page.IndexOf("## 10.", StringComparison.Ordinal)..];

        Assert.All(
            All.Where(row => row.Path != "/v1"),
            row =>
                Assert.True(
                    section.Contains($"{row.Method} {row.Path}", StringComparison.Ordinal)
                        || section.Contains($"`{row.Path}`", StringComparison.Ordinal),
                    $"Section 10 does not name {row.Method} {row.Path}."
                )
        );
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(ApiSamples.Board), Block(section, "board")));
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(ApiSamples.Publication), Block(section, "publish"))
        );
        Assert.Empty(
            FrameSchema.Validate(
                System.Text.Encoding.UTF8.GetBytes(Block(section, "subscribe").ToJsonString())
            )
        );
    }

    /// <summary>The fields of a schema, and of what its fields hold, that none of the samples has.</summary>
    private static IEnumerable<string> Missing(
        JsonObject schemas,
        JsonNode schema,
        IReadOnlyList<JsonNode?> samples,
        string path
    )
    {
        var shape = (string?)schema["$ref"] is { } name
            ? schemas[name["#/components/schemas/".Length..]]!
            : schema;
        if (shape["items"] is { } entry)
        {
            var entries = samples.OfType<JsonArray>().SelectMany(list => list);
            return Missing(schemas, entry, [.. entries], path + "[]");
        }

        var objects = samples.OfType<JsonObject>().ToList();
        return (shape["properties"]?.AsObject() ?? []).SelectMany(field =>
            objects.Where(sample => sample.ContainsKey(field.Key)).ToList() is { Count: > 0 } with
                ? Missing(
                    schemas,
                    field.Value!,
                    [.. with.Select(sample => sample[field.Key])],
                    $"{path}.{field.Key}"
                )
                : [$"{path}.{field.Key}"]
        );
    }

    private static JsonNode Block(string text, string name)
    {
        var start = text.IndexOf($"```json {name}\n", StringComparison.Ordinal);
        var open = text.IndexOf('\n', start);
        return JsonNode.Parse(text[open..text.IndexOf("```", open, StringComparison.Ordinal)])!;
    }

    private static JsonSchemaCheck Check(JsonObject document) =>
        new(
            document["components"]!["schemas"]!
                .AsObject()
                .ToDictionary(
                    schema => $"#/components/schemas/{schema.Key}",
                    schema =>
                    {
                        var bare = schema.Value!.DeepClone().AsObject();
                        bare.Remove("discriminator");
                        return bare;
                    }
                ),
            closed: true
        );

    private static IEnumerable<string> Operations(JsonObject document) =>
        document["paths"]!
            .AsObject()
            .SelectMany(path =>
                path.Value!.AsObject()
                    .Select(method => $"{method.Key.ToUpperInvariant()} {path.Key}")
            );

    private static IEnumerable<JsonObject> Everything(JsonNode? node) =>
        node switch
        {
            JsonObject one => one.SelectMany(field => Everything(field.Value)).Prepend(one),
            JsonArray many => many.SelectMany(Everything),
            _ => [],
        };

    private static async Task<JsonObject> DocumentAsync(TestServer server)
    {
        using var response = await server.SendAsync(HttpMethod.Get, Path);
        Assert.Equal(200, (int)response.StatusCode);
        return JsonNode
            .Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!
            .AsObject();
    }
}
