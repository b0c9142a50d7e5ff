using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using TableTap.Ordering.Values;

namespace TableTap.Cafes.Persistence;

/// <summary>An <see cref="EquatableList{T}"/> in a stored fact: a JSON array.</summary>
/// <typeparam name="T">What is listed; its array is in <see cref="FactJson"/>.</typeparam>
internal sealed class ListJson<T> : JsonConverter<EquatableList<T>>
{
    /// <inheritdoc />
    public override EquatableList<T> Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    ) => JsonSerializer.Deserialize(ref reader, Items(options));

    /// <inheritdoc />
    public override void Write(
        Utf8JsonWriter writer,
        EquatableList<T> value,
        JsonSerializerOptions options
    ) => JsonSerializer.Serialize(writer, value.Items, Items(options));

    private static JsonTypeInfo<ImmutableArray<T>> Items(JsonSerializerOptions options) =>
        (JsonTypeInfo<ImmutableArray<T>>)options.GetTypeInfo(typeof(ImmutableArray<T>));
}
