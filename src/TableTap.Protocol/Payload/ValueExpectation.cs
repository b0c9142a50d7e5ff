using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Protocol.Payload;

/// <summary>What a contract expects, in words a client's author understands.</summary>
internal static class ValueExpectation
{
    /// <summary>The contract of a part of another one.</summary>
    /// <param name="owner">The contract it is part of.</param>
    /// <param name="type">The part's type.</param>
    public static JsonTypeInfo ContractOf(JsonTypeInfo owner, Type type) =>
        owner.Options.GetTypeInfo(Nullable.GetUnderlyingType(type) ?? type);

    /// <summary>Whether the field may be written as null.</summary>
    /// <param name="property">The field's JSON property.</param>
    public static bool TakesNull(JsonPropertyInfo property) =>
        property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : property.IsSetNullable && property.AssociatedParameter is not { IsNullable: false };

    /// <summary>What is wrong with a single value, or null where it is right.</summary>
    /// <param name="element">The value; not null.</param>
    /// <param name="contract">A contract without parts.</param>
    public static string? Refusal(JsonElement element, JsonTypeInfo contract)
    {
        try
        {
            JsonSerializer.Deserialize(element, contract);
            return null;
        }
        catch (JsonException refused)
        {
            // Our own converters speak to people; the framework's sentences name its types.
            return IsOurs(contract.Type) ? refused.Message : $"expected {Of(contract)}";
        }
    }

    /// <summary>What a contract expects.</summary>
    /// <param name="contract">The JSON contract to describe.</param>
    public static string Of(JsonTypeInfo contract) =>
        contract.Kind switch
        {
            JsonTypeInfoKind.Object or JsonTypeInfoKind.Dictionary => "an object",
            JsonTypeInfoKind.Enumerable => "a list",
            _ => Value(contract),
        };

    private static bool IsOurs(Type type) =>
        type == typeof(Money) || type == typeof(DateTimeOffset) || type == typeof(ChannelRequest);

    private static string Value(JsonTypeInfo contract) =>
        contract.Type switch
        {
            { IsEnum: true } => "one of " + string.Join(", ", Words(contract)),
            var type when type == typeof(string) => "a text",
            var type when type == typeof(bool) => "true or false",
            var type when type == typeof(int) || type == typeof(long) => "a whole number",
            var type when type == typeof(double) || type == typeof(decimal) => "a number",
            _ => "another value",
        };

    /// <summary>The words of an enumeration, in its order.</summary>
    /// <param name="contract">The enumeration's contract.</param>
    public static IEnumerable<string> Words(JsonTypeInfo contract) =>
        from object value in Enum.GetValuesAsUnderlyingType(contract.Type)
        select JsonSerializer
            .SerializeToElement(Enum.ToObject(contract.Type, value), contract)
            .GetString()!;
}
