using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Persistence;

/// <summary>A café as bytes of a snapshot and back: compressed JSON.</summary>
public static class SnapshotCodec
{
    /// <summary>
    /// Names this build: another one may have other state, or fold the same facts to something else, so it folds for itself.
    /// </summary>
    public static string Shape { get; } =
        $"{typeof(Cafe).Module.ModuleVersionId:N}.{typeof(SnapshotCodec).Module.ModuleVersionId:N}";

    /// <summary>A snapshot of a café.</summary>
    /// <param name="cafe">The café; has at least one fact.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="at">When it is made.</param>
    public static StreamSnapshot Take(Cafe cafe, SnapshotKind kind, DateTimeOffset at)
    {
        using var data = new MemoryStream();
        using (var packed = new BrotliStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(packed, cafe, CafeStateJson.Default.Cafe);
        }

        return new(CafeStream.Of(cafe.CafeId), kind, cafe.Version, Shape, data.ToArray(), at);
    }

    /// <summary>The café of a snapshot. What an older build did not know is as in an empty café.</summary>
    /// <param name="snapshot">A snapshot that was read from the journal.</param>
    /// <exception cref="UnreadableFactException">It is broken, or lacks what a café needs.</exception>
    public static Cafe Restore(StreamSnapshot snapshot)
    {
        try
        {
            using var data = new BrotliStream(
                new MemoryStream(snapshot.Data.ToArray(), writable: false),
                CompressionMode.Decompress
            );
            var cafe =
                snapshot.Shape == Shape
                    ? JsonSerializer.Deserialize(data, CafeStateJson.Default.Cafe)
                    : ReadOther(data);
            if (
                cafe is null
                || cafe.Version != snapshot.Version
                || CafeStream.Of(cafe.CafeId) != snapshot.Stream
            )
            {
                throw new JsonException("it is of another moment or another café.");
            }

            return cafe;
        }
        catch (Exception broken)
            when (broken is JsonException or InvalidDataException or InvalidOperationException)
        {
            throw new UnreadableFactException(
                $"The {snapshot.Kind} snapshot of stream '{snapshot.Stream}' at version {snapshot.Version} cannot be read: {broken.Message} "
                    + "Restore a backup (tabletap journal restore FILE).",
                broken
            );
        }
    }

    private static Cafe? ReadOther(Stream data)
    {
        var json = CafeStateJson.Default.Cafe;
        if (JsonNode.Parse(data) is not JsonObject read)
        {
            return null;
        }

        var cafeId = (string?)read["cafeId"] ?? throw new JsonException("it has no cafeId.");
        FillIn(read, (JsonObject)JsonSerializer.SerializeToNode(Cafe.Empty(cafeId), json)!);
        var cafe = read.Deserialize(json);

        // Writing refuses null where the state allows none.
        JsonSerializer.Serialize(Stream.Null, cafe!, json);
        return cafe;
    }

    private static void FillIn(JsonObject read, JsonObject empty)
    {
        foreach (var (name, value) in empty)
        {
            if (!read.TryGetPropertyValue(name, out var there))
            {
                read[name] = value?.DeepClone();
            }
            else if (there is JsonObject inner && value is JsonObject emptyInner)
            {
                FillIn(inner, emptyInner);
            }
        }
    }
}
