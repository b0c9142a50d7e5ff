using System.Buffers;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Persistence;

/// <summary>A café as bytes of a snapshot and back: compressed JSON.</summary>
public static class SnapshotCodec
{
    private const int UnpackedAtOnce = 64 << 10;

    /// <summary>
    /// Names this build: another one may have other state, or fold the same facts to something else, so it folds for itself.
    /// </summary>
    public static string Shape { get; } =
        $"{typeof(Cafe).Module.ModuleVersionId:N}.{typeof(SnapshotCodec).Module.ModuleVersionId:N}";

    /// <summary>A snapshot of a café.</summary>
    /// <param name="cafe">The café; has at least one fact.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="at">When it is made.</param>
    public static StreamSnapshot Take(Cafe cafe, SnapshotKind kind, DateTimeOffset at) =>
        Pack(
            cafe,
            kind,
            at,
            data => JsonSerializer.Serialize(data, cafe, CafeStateJson.Default.Cafe)
        );

    /// <summary>What continues the snapshot of an earlier state of a café: only what changed since.</summary>
    /// <param name="before">The café as the snapshot has it.</param>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="at">When it is made.</param>
    public static StreamSnapshot TakeChanges(Cafe before, Cafe cafe, DateTimeOffset at) =>
        Pack(
            cafe,
            SnapshotKind.Latest,
            at,
            data =>
                JsonSerializer.Serialize(
                    data,
                    CafeChanges.Between(before, cafe),
                    CafeStateJson.Default.CafeChanges
                )
        ) with
        {
            Follows = before.Version,
        };

    /// <summary>The café of a snapshot. What an older build did not know is as in an empty café.</summary>
    /// <param name="snapshot">A snapshot that was read from the journal, with all that continues it.</param>
    /// <exception cref="UnreadableFactException">It is broken, or lacks what a café needs.</exception>
    public static Cafe Restore(StreamSnapshot snapshot)
    {
        try
        {
            var packed = snapshot.Data.Span;
            var whole = Unpack(ref packed);
            var cafe =
                snapshot.Shape == Shape
                    ? JsonSerializer.Deserialize(whole, CafeStateJson.Default.Cafe)
                    : ReadOther(whole);
            while (!packed.IsEmpty && cafe is not null)
            {
                cafe = JsonSerializer
                    .Deserialize(Unpack(ref packed), CafeStateJson.Default.CafeChanges)
                    ?.Of(cafe);
            }

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

    private static StreamSnapshot Pack(
        Cafe cafe,
        SnapshotKind kind,
        DateTimeOffset at,
        Action<Stream> write
    )
    {
        using var data = new MemoryStream();
        using (var packed = new BrotliStream(data, CompressionLevel.Fastest, leaveOpen: true))
        {
            write(packed);
        }

        return new(CafeStream.Of(cafe.CafeId), kind, cafe.Version, Shape, data.ToArray(), at);
    }

    /// <summary>Unpacks the first of what was packed one after the other, and leaves the rest.</summary>
    private static ReadOnlySpan<byte> Unpack(ref ReadOnlySpan<byte> packed)
    {
        var json = new ArrayBufferWriter<byte>();
        var decoder = new BrotliDecoder();
        try
        {
            OperationStatus status;
            do
            {
                status = decoder.Decompress(
                    packed,
                    json.GetSpan(UnpackedAtOnce),
                    out var read,
                    out var written
                );
                packed = packed[read..];
                json.Advance(written);
            } while (status == OperationStatus.DestinationTooSmall);

            return status == OperationStatus.Done
                ? json.WrittenSpan
                : throw new InvalidDataException("it ends too early, or was never packed.");
        }
        finally
        {
            decoder.Dispose();
        }
    }

    private static Cafe? ReadOther(ReadOnlySpan<byte> data)
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
