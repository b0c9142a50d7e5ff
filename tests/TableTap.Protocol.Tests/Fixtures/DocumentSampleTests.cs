using System.Text.Json;
using TableTap.Testing;

namespace TableTap.Protocol.Tests.Fixtures;

/// <summary>The samples of the protocol's document, word for word, against the fixtures.</summary>
public sealed class DocumentSampleTests
{
    private static readonly JsonElement[] Samples = Read();

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, Samples.Length)];

    [Fact]
    public void All_samples_of_the_document_are_there() => Assert.Equal(27, Samples.Length);

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_fixture_has_every_field_of_the_sample_with_its_type_and_value(int number)
    {
        var sample = Samples[number];
        var type = sample.GetProperty("type").GetString()!;
        var differences = Fixture
            .All.Where(fixture => fixture.Type == type)
            .Select(fixture =>
                Differences(sample, JsonElement.Parse(fixture.Frame.Span), type).ToList()
            )
            .ToList();
        Assert.NotEmpty(differences);
        Assert.True(
            differences.Any(found => found.Count == 0),
            string.Join("; ", differences.MinBy(found => found.Count)!)
        );
    }

    private static JsonElement[] Read()
    {
        using var stream = typeof(DocumentSampleTests).Assembly.GetManifestResourceStream(
            "DocumentSamples.json"
        )!;
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(sample => sample.Clone())];
    }

    private static IEnumerable<string> Differences(
        JsonElement sample,
        JsonElement actual,
        string path
    )
    {
        if (Kind(sample) != Kind(actual))
        {
            return [$"{path} is {actual.ValueKind}, not {sample.ValueKind}"];
        }

        return sample.ValueKind switch
        {
            JsonValueKind.Object => sample
                .EnumerateObject()
                .SelectMany(field =>
                    actual.TryGetProperty(field.Name, out var value)
                        ? Differences(field.Value, value, $"{path}.{field.Name}")
                        : [$"{path}.{field.Name} is missing"]
                ),
            JsonValueKind.Array => sample.GetArrayLength() > actual.GetArrayLength()
                ? [$"{path} has fewer entries"]
                : sample
                    .EnumerateArray()
                    .Zip(actual.EnumerateArray())
                    .SelectMany(pair => Differences(pair.First, pair.Second, path + "[]")),
            _ => Same(sample, actual) ? [] : [$"{path} is {actual}, not {sample}"],
        };
    }

    private static JsonValueKind Kind(JsonElement value) =>
        value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;

    private static bool Same(JsonElement sample, JsonElement actual) =>
        sample.ValueKind switch
        {
            JsonValueKind.Number => sample.GetDecimal() == actual.GetDecimal(),
            JsonValueKind.String when IsPlaceholder(sample.GetString()!) => true,
            JsonValueKind.String when sample.TryGetDateTimeOffset(out var moment) =>
                actual.TryGetDateTimeOffset(out var other) && other == moment,
            JsonValueKind.String => sample.GetString() == actual.GetString(),
            _ => sample.ValueKind == actual.ValueKind,
        };

    // What the document writes as {customerId} or customer|employee stands for one of many values.
    private static bool IsPlaceholder(string text) =>
        text.Contains('{', StringComparison.Ordinal)
        || text.Contains('|', StringComparison.Ordinal);
}
