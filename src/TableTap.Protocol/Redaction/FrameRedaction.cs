using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Payload;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Protocol.Redaction;

/// <summary>
/// A frame as an operator may read it: what it is about and how it is built, and of its values only those that the contract knows to be no
/// secret (ids, words of a closed set, whole numbers, times, channels). Texts, amounts, tokens, keys, codes and everything about payments are
/// told by their size alone. Allergies, which are of somebody's health, are left out whole. What a contract does not know is counted and
/// never shown. Pure.
/// </summary>
public static class FrameRedaction
{
    /// <summary>The most entries of a list that are shown.</summary>
    private const int MostEntries = 10;

    private static readonly JsonDocumentOptions Options = new()
    {
        MaxDepth = EnvelopeReader.MaxDepth + 1,
    };

    private static readonly string[] PaymentWords =
    [
        "payment",
        "paid",
        "refund",
        "voucher",
        "transaction",
    ];

    /// <summary>What has one of these is about a payment, whatever it is called.</summary>
    private static readonly HashSet<Type> PaymentTerms =
    [
        typeof(PaymentMethod),
        typeof(PaymentResult),
        typeof(PaymentStatus),
        typeof(RefundStatus),
    ];

    /// <summary>Of messages about payments only these values are shown.</summary>
    private static readonly HashSet<string> BesidePayment = ["orderId", "cafeId", "messageId"];

    /// <summary>Writes a frame as an object of JSON.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="frame">The whole frame, UTF-8, from whomever.</param>
    public static void Write(Utf8JsonWriter json, ReadOnlyMemory<byte> frame)
    {
        if (!EnvelopeReader.TryRead(frame.Span, out _, out _))
        {
            Unreadable(json);
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(frame, Options);
            Frame(json, document.RootElement);
        }
        catch (JsonException)
        {
            Unreadable(json);
        }
    }

    private static void Unreadable(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("unreadable"u8, true);
        json.WriteEndObject();
    }

    private static void Frame(Utf8JsonWriter json, JsonElement frame)
    {
        json.WriteStartObject();
        var row = Text(frame, "type") is { } type ? MessageCatalogue.Find(type) : null;
        if (row is null)
        {
            // What the client calls it may be anything.
            json.WriteBoolean("unknownType"u8, true);
            json.WriteEndObject();
            return;
        }

        json.WriteString("type"u8, row.Type);
        foreach (var name in (string[])["messageId", "correlationId"])
        {
            if (Text(frame, name) is { } id && Identifier.IsValid(id))
            {
                json.WriteString(name, id);
            }
        }

        if (Text(frame, "channel") is { } channel && IsChannel(channel))
        {
            json.WriteString("channel"u8, channel);
        }

        if (
            frame.TryGetProperty("sequence"u8, out var sequence)
            && sequence.ValueKind == JsonValueKind.Number
            && sequence.TryGetInt64(out var number)
        )
        {
            json.WriteNumber("sequence"u8, number);
        }

        if (frame.TryGetProperty("data"u8, out var data))
        {
            json.WritePropertyName("data"u8);
            Value(json, data, row.Data, new(IsId: false, IsOfPayment(row.Type)));
        }

        json.WriteEndObject();
    }

    // By the words of the protocol: a message, or a field of another one.
    private static bool IsOfPayment(string name) =>
        PaymentWords.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    // By its fields: the payment of a bill has a method of paying. A field that says by its name what it is about is hidden by that.
    private static bool IsOfPayment(JsonTypeInfo contract) =>
        contract.Properties.Any(property =>
            PaymentTerms.Contains(TypeOf(property)) && !IsOfPayment(property.Name)
        );

    // What somebody may not eat, and that it was seen: not even how many there are.
    private static bool IsOfHealth(JsonTypeInfo contract, JsonPropertyInfo property) =>
        property.Name.StartsWith("allerg", StringComparison.OrdinalIgnoreCase)
        || TypeOf(property) == typeof(Allergen)
        || ValueExpectation.ContractOf(contract, property.PropertyType).ElementType
            == typeof(Allergen);

    private static Type TypeOf(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;

    private static string? Text(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool IsChannel(string text) =>
        ChannelName.TryParse(text, out _) || ChannelPattern.TryParse(text, out _);

    private static void Value(
        Utf8JsonWriter json,
        JsonElement value,
        JsonTypeInfo contract,
        FieldRedaction field
    )
    {
        switch (value.ValueKind, contract.Kind)
        {
            case (JsonValueKind.Null, _):
                json.WriteNullValue();
                break;
            case (JsonValueKind.Object, JsonTypeInfoKind.Object):
                Record(json, value, contract, field);
                break;
            case (JsonValueKind.Object, JsonTypeInfoKind.Dictionary):
                Entries(json, value, contract, field);
                break;
            case (JsonValueKind.Array, JsonTypeInfoKind.Enumerable):
                List(json, value, contract, field);
                break;
            case (JsonValueKind.Object, _) when contract.Type == typeof(ChannelRequest):
                Channel(json, value);
                break;
            default:
                Single(json, value, contract, field);
                break;
        }
    }

    private static void Record(
        Utf8JsonWriter json,
        JsonElement value,
        JsonTypeInfo contract,
        FieldRedaction field
    )
    {
        json.WriteStartObject();
        var isOfPayment = field.IsOfPayment || IsOfPayment(contract);
        var unknown = 0;
        foreach (var part in value.EnumerateObject())
        {
            var property = contract.Properties.FirstOrDefault(one => one.Name == part.Name);
            if (property is null)
            {
                unknown++;
                continue;
            }

            if (IsOfHealth(contract, property))
            {
                continue;
            }

            var isHidden = isOfPayment
                ? !BesidePayment.Contains(property.Name)
                : IsOfPayment(property.Name);
            json.WritePropertyName(property.Name);
            Value(
                json,
                part.Value,
                ValueExpectation.ContractOf(contract, property.PropertyType),
                new(FieldRules.Of(property).OfType<IdAttribute>().Any(), isHidden)
            );
        }

        Rest(json, unknown);
        json.WriteEndObject();
    }

    // The keys of positions are channels; all others may be anything.
    private static void Entries(
        Utf8JsonWriter json,
        JsonElement value,
        JsonTypeInfo contract,
        FieldRedaction field
    )
    {
        json.WriteStartObject();
        var (shown, left) = (0, 0);
        foreach (var part in value.EnumerateObject())
        {
            if (shown == MostEntries || !IsChannel(part.Name))
            {
                left++;
                continue;
            }

            shown++;
            json.WritePropertyName(part.Name);
            Value(
                json,
                part.Value,
                ValueExpectation.ContractOf(contract, contract.ElementType!),
                field
            );
        }

        Rest(json, left);
        json.WriteEndObject();
    }

    private static void List(
        Utf8JsonWriter json,
        JsonElement value,
        JsonTypeInfo contract,
        FieldRedaction field
    )
    {
        json.WriteStartArray();
        foreach (var entry in value.EnumerateArray().Take(MostEntries))
        {
            if (
                contract.ElementType == typeof(JsonElement)
                && entry.ValueKind == JsonValueKind.Object
            )
            {
                // A replay holds frames.
                Frame(json, entry);
            }
            else
            {
                Value(
                    json,
                    entry,
                    ValueExpectation.ContractOf(contract, contract.ElementType!),
                    field
                );
            }
        }

        if (value.GetArrayLength() - MostEntries is > 0 and var left)
        {
            json.WriteStringValue($"({left} more)");
        }

        json.WriteEndArray();
    }

    private static void Channel(Utf8JsonWriter json, JsonElement value)
    {
        json.WriteStartObject();
        if (Text(value, "channel") is { } channel && IsChannel(channel))
        {
            json.WriteString("channel"u8, channel);
        }

        if (
            value.TryGetProperty("afterSequence"u8, out var after)
            && after.ValueKind == JsonValueKind.Number
            && after.TryGetInt64(out var sequence)
        )
        {
            json.WriteNumber("afterSequence"u8, sequence);
        }

        json.WriteEndObject();
    }

    private static void Single(
        Utf8JsonWriter json,
        JsonElement value,
        JsonTypeInfo contract,
        FieldRedaction field
    )
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String when IsShown(value, contract, field):
                json.WriteStringValue(value.GetString());
                break;
            case JsonValueKind.String:
                json.WriteStringValue(
                    $"({Counted.Of(TextLimits.LengthOf(value.GetString()!), "character", "characters")})"
                );
                break;
            case JsonValueKind.Number
                when !field.IsOfPayment
                    && (contract.Type == typeof(int) || contract.Type == typeof(long))
                    && value.TryGetInt64(out var number):
                json.WriteNumberValue(number);
                break;
            case JsonValueKind.True
            or JsonValueKind.False when !field.IsOfPayment && contract.Type == typeof(bool):
                json.WriteBooleanValue(value.GetBoolean());
                break;
            default:
                json.WriteStringValue(
                    value.ValueKind switch
                    {
                        JsonValueKind.Number => "(number)",
                        JsonValueKind.Array => "(list)",
                        JsonValueKind.Object => "(object)",
                        _ => "(true or false)",
                    }
                );
                break;
        }
    }

    private static bool IsShown(JsonElement value, JsonTypeInfo contract, FieldRedaction field)
    {
        if (field.IsOfPayment)
        {
            return false;
        }

        var text = value.GetString()!;
        return field.IsId ? Identifier.IsValid(text)
            : contract.Type == typeof(string) || contract.Type == typeof(ChannelRequest)
                ? IsChannel(text)
            : (contract.Type.IsEnum || contract.Type == typeof(DateTimeOffset))
                && ValueExpectation.Refusal(value, contract) is null;
    }

    private static void Rest(Utf8JsonWriter json, int left)
    {
        if (left > 0)
        {
            json.WriteNumber("(not shown)"u8, left);
        }
    }

    /// <summary>What of a field may be shown.</summary>
    /// <param name="IsId">Whether it is an id by its contract.</param>
    /// <param name="IsOfPayment">Whether it tells of a payment, and nothing of it is shown.</param>
    private readonly record struct FieldRedaction(bool IsId, bool IsOfPayment);
}
