using System.Text;
using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Schemas;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.SecondOpinions;

public sealed class SecondOpinionTests
{
    private static readonly string[] OddValues =
    [
        "null",
        "true",
        "\"\"",
        "\"x y\"",
        "\"2024-01-15T10:30:00Z\"",
        "0",
        "-1",
        "1.005",
        "1e9",
        "[]",
        "{}",
    ];

    [Fact]
    [Trait("Mutation", "left-out")]
    public async Task Independent_validators_agree_with_the_schemas_and_take_the_AsyncApi()
    {
        var golden = Fixture.All.Select(fixture => JsonNode.Parse(fixture.Frame.Span)!).ToList();
        var odd = golden.SelectMany(Odd).ToList();
        var (answer, reason) = await SecondOpinion.AskAsync(
            new()
            {
                ["schemas"] = new JsonArray([
                    .. ProtocolSchemas.JsonSchemas().Select(schema => JsonNode.Parse(schema.Text)),
                ]),
                ["frames"] = new JsonArray([
                    .. golden.Concat(odd).Select(frame => frame.DeepClone()),
                ]),
                ["asyncApi"] = ProtocolSchemas.AsyncApi(),
            }
        );
        Assert.SkipWhen(answer is null, reason);

        var accepted = answer["accepted"]!.AsArray().Select(verdict => (bool)verdict!).ToList();
        Assert.All(accepted.Take(golden.Count), Assert.True);
        Assert.All(
            odd.Zip(accepted.Skip(golden.Count)),
            pair =>
                Assert.True(
                    pair.Second
                        == FrameSchema.IsAnyFrame(
                            Encoding.UTF8.GetBytes(pair.First.ToJsonString())
                        ),
                    pair.First.ToJsonString()
                )
        );
        Assert.Contains(false, accepted);

        Assert.Empty(answer["diagnostics"]!.AsArray().Select(line => (string?)line));
        Assert.True((bool)answer["isAsyncApi"]!);
        Assert.Equal(MessageCatalogue.All.Count, (int)answer["messages"]!);
    }

    // Every value of the frame replaced by each odd one in turn, and every field left out.
    private static IEnumerable<JsonNode> Odd(JsonNode frame)
    {
        foreach (var place in Places(frame).ToList())
        {
            foreach (var odd in OddValues)
            {
                yield return Changed(
                    frame,
                    place,
                    parent => Replace(parent, place[^1], JsonNode.Parse(odd))
                );
            }

            if (place[^1] is string field)
            {
                yield return Changed(frame, place, parent => parent.AsObject().Remove(field));
            }
        }
    }

    private static IEnumerable<object[]> Places(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(field => Below(field.Key, field.Value)),
            JsonArray { Count: > 0 } list => Below(0, list[0]),
            _ => [],
        };

    private static IEnumerable<object[]> Below(object step, JsonNode? node) =>
        Places(node).Select(place => (object[])[step, .. place]).Prepend([step]);

    private static JsonNode Changed(JsonNode frame, object[] place, Action<JsonNode> change)
    {
        var copy = frame.DeepClone();
        var parent = place[..^1]
            .Aggregate(
                copy,
                (node, step) => step is string field ? node[field]! : node[(int)step]!
            );
        change(parent);
        return copy;
    }

    private static void Replace(JsonNode parent, object step, JsonNode? value)
    {
        if (step is string field)
        {
            parent[field] = value;
        }
        else
        {
            parent[(int)step] = value;
        }
    }
}
