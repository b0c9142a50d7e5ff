using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;

namespace TableTap.Protocol.Payload;

/// <summary>
/// Compares a refused payload with its contract and names each difference in words of the protocol: the path below
/// <c>data</c> and what is expected there. Runs only for payloads that were refused.
/// </summary>
public static class PayloadProblems
{
    /// <summary>The most problems that an answer lists; the rest would only make it long.</summary>
    public const int Most = 20;

    internal const string Null = "must not be null";

    internal static IReadOnlyList<ErrorDetail> Find(ReadOnlySpan<byte> data, JsonTypeInfo contract)
    {
        var found = new List<ErrorDetail>();
        try
        {
            var reader = new Utf8JsonReader(
                data,
                new JsonReaderOptions { MaxDepth = EnvelopeReader.MaxDepth }
            );
            using var document = JsonDocument.ParseValue(ref reader);
            Compare(document.RootElement, contract, "", found);
        }
        catch (JsonException)
        {
            found.Clear();
        }

        // A difference the comparison does not know is still a refusal.
        if (found.Count == 0)
        {
            found.Add(new("", $"expected {ValueExpectation.Of(contract)}"));
        }

        return found;
    }

    private static void Compare(
        JsonElement element,
        JsonTypeInfo contract,
        string path,
        List<ErrorDetail> found
    )
    {
        if (found.Count >= Most)
        {
            return;
        }

        switch (contract.Kind, element.ValueKind)
        {
            case (JsonTypeInfoKind.Object, JsonValueKind.Object):
                CompareFields(element, contract, path, found);
                break;
            case (JsonTypeInfoKind.Enumerable, JsonValueKind.Array):
                var items = ValueExpectation.ContractOf(contract, contract.ElementType!);
                var index = 0;
                foreach (var item in element.EnumerateArray())
                {
                    CompareValue(item, items, $"{path}[{index++}]", found);
                }

                break;
            case (JsonTypeInfoKind.Dictionary, JsonValueKind.Object):
                var values = ValueExpectation.ContractOf(contract, contract.ElementType!);
                foreach (var entry in element.EnumerateObject())
                {
                    CompareValue(entry.Value, values, Below(path, entry.Name), found);
                }

                break;
            case (JsonTypeInfoKind.None, _):
                if (ValueExpectation.Refusal(element, contract) is { } problem)
                {
                    found.Add(new(path, problem));
                }

                break;
            default:
                found.Add(new(path, $"expected {ValueExpectation.Of(contract)}"));
                break;
        }
    }

    private static void CompareFields(
        JsonElement element,
        JsonTypeInfo contract,
        string path,
        List<ErrorDetail> found
    )
    {
        foreach (var property in contract.Properties)
        {
            var below = Below(path, property.Name);
            if (!element.TryGetProperty(property.Name, out var value))
            {
                if (property.IsRequired && found.Count < Most)
                {
                    found.Add(new(below, "is required"));
                }
            }
            else if (value.ValueKind != JsonValueKind.Null)
            {
                var before = found.Count;
                CompareValue(
                    value,
                    ValueExpectation.ContractOf(contract, property.PropertyType),
                    below,
                    found
                );
                // A rule may allow less than the type of its field.
                if (found.Count > before && Expected(property) is { } expected)
                {
                    found[before] = new(below, $"expected {expected}");
                }
            }
            else if (!ValueExpectation.TakesNull(property) && found.Count < Most)
            {
                found.Add(new(below, Null));
            }
        }
    }

    private static string? Expected(JsonPropertyInfo property) =>
        FieldRules
            .Of(property)
            .Select(rule => rule.Expected)
            .FirstOrDefault(text => text is not null);

    private static void CompareValue(
        JsonElement element,
        JsonTypeInfo contract,
        string path,
        List<ErrorDetail> found
    )
    {
        if (element.ValueKind == JsonValueKind.Null && found.Count < Most)
        {
            found.Add(new(path, Null));
            return;
        }

        Compare(element, contract, path, found);
    }

    private static string Below(string path, string name) =>
        path.Length == 0 ? name : $"{path}.{name}";
}
