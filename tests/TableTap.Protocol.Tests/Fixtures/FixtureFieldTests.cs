using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Fixtures;

/// <summary>Every field that a payload can have stands in a fixture, so that its name and its form on the wire are held.</summary>
public sealed class FixtureFieldTests
{
    public static TheoryData<string> Types => [.. MessageCatalogue.All.Select(row => row.Type)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Every_field_of_a_payload_stands_in_a_fixture_of_its_message(string type)
    {
        var samples = Fixture
            .All.Where(fixture => fixture.Type == type)
            .Select(fixture => JsonElement.Parse(fixture.Frame.Span))
            .Where(frame => frame.TryGetProperty("data", out _))
            .Select(frame => frame.GetProperty("data"));

        var missing = Missing(MessageCatalogue.Find(type)!.Data, Objects(samples), type).ToList();

        Assert.True(
            missing is [],
            $"In no fixture protocol/fixtures/{type}*.json: {string.Join(", ", missing)}"
        );
    }

    private static IEnumerable<string> Missing(
        JsonTypeInfo contract,
        IReadOnlyList<JsonElement> samples,
        string path
    )
    {
        foreach (var field in contract.Properties)
        {
            var values = samples
                .Where(sample => sample.TryGetProperty(field.Name, out _))
                .Select(sample => sample.GetProperty(field.Name))
                .ToList();
            if (values.Count == 0)
            {
                yield return $"{path}.{field.Name}";
                continue;
            }

            var inner = contract.Options.GetTypeInfo(field.PropertyType);
            foreach (
                var found in inner.Kind switch
                {
                    JsonTypeInfoKind.Object => Missing(
                        inner,
                        Objects(values),
                        $"{path}.{field.Name}"
                    ),
                    JsonTypeInfoKind.Enumerable => Missing(
                        contract.Options.GetTypeInfo(inner.ElementType!),
                        Objects(values.SelectMany(value => value.EnumerateArray())),
                        $"{path}.{field.Name}[]"
                    ),
                    _ => [],
                }
            )
            {
                yield return found;
            }
        }
    }

    private static List<JsonElement> Objects(IEnumerable<JsonElement> values) =>
        [.. values.Where(value => value.ValueKind == JsonValueKind.Object)];
}
