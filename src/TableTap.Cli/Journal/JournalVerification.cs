using System.Text.Json;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Storage.Maintenance;

namespace TableTap.Cli.Journal;

/// <summary>
/// Goes through a whole store: what its tables say of each other, then what is in them: facts fold, snapshots are what the
/// facts fold to, frames and answers can be read.
/// </summary>
internal static class JournalVerification
{
    private const int HashBytes = 32;

    /// <summary>The first thing that is broken, in words; null where all is well.</summary>
    /// <param name="store">The store.</param>
    /// <param name="stop">Stops looking.</param>
    public static string? FirstFault(StoreInspection store, CancellationToken stop)
    {
        if (store.FirstFault() is { } fault)
        {
            return fault;
        }

        try
        {
            return FirstOf(Streams(store, stop))
                ?? FirstOf(Messages(store, stop))
                ?? FirstOf(Answers(store, stop));
        }
        catch (Exception broken)
            when (broken is UnreadableFactException or InvalidDataException or JsonException)
        {
            return broken.Message;
        }
    }

    private static string? FirstOf(IEnumerable<string> faults) => faults.FirstOrDefault();

    private static IEnumerable<string> Streams(StoreInspection store, CancellationToken stop)
    {
        foreach (var stream in store.Streams())
        {
            if (CafeStream.CafeIdOf(stream) is { } cafeId)
            {
                if (Cafe(store, stream, cafeId, stop) is { } fault)
                {
                    yield return fault;
                }
            }
            else
            {
                foreach (var fact in store.Facts(stream, 0))
                {
                    stop.ThrowIfCancellationRequested();
                    if (!IsObject(fact.Data))
                    {
                        yield return $"Stream '{stream}' holds a broken fact '{fact.Type}' at version {fact.Version}.";
                    }
                }
            }
        }
    }

    private static string? Cafe(
        StoreInspection store,
        string stream,
        string cafeId,
        CancellationToken stop
    )
    {
        var latest = store.Snapshot(stream, SnapshotKind.Latest);
        var cafe = store.Snapshot(stream, SnapshotKind.Base) is { } kept
            ? SnapshotCodec.Restore(kept)
            : Ordering.State.Cafe.Empty(cafeId);
        foreach (var fact in store.Facts(stream, cafe.Version))
        {
            stop.ThrowIfCancellationRequested();
            cafe = CafeStream.Next(cafe, fact);
            if (
                latest is not null
                && latest.Version == cafe.Version
                && latest.Shape == SnapshotCodec.Shape
                && SnapshotCodec.Restore(latest) != cafe
            )
            {
                return $"Stream '{stream}': the snapshot at version {latest.Version} is not what the facts fold to.";
            }
        }

        return null;
    }

    private static IEnumerable<string> Messages(StoreInspection store, CancellationToken stop)
    {
        foreach (var message in store.Messages())
        {
            stop.ThrowIfCancellationRequested();
            if (!Tells(message))
            {
                yield return $"Channel '{message.Channel}': the frame of sequence {message.Sequence} is broken, or is of another message.";
            }
        }
    }

    private static IEnumerable<string> Answers(StoreInspection store, CancellationToken stop)
    {
        foreach (var answer in store.Answers())
        {
            stop.ThrowIfCancellationRequested();
            if (!Answer(answer))
            {
                yield return $"The answer to command '{answer.Key.MessageId}' is broken, or is of another command.";
            }
        }
    }

    private static bool Tells(StoredMessage message)
    {
        if (Parse(message.Frame) is not { } frame)
        {
            return false;
        }

        using (frame)
        {
            var root = frame.RootElement;
            return Text(root, "messageId") == message.MessageId
                && Text(root, "channel") == message.Channel.Text
                && root.TryGetProperty("sequence", out var sequence)
                && sequence.TryGetInt64(out var number)
                && number == message.Sequence
                && root.TryGetProperty("data", out _);
        }
    }

    private static bool Answer(StoredAnswer answer)
    {
        if (answer.RequestHash.Length != HashBytes || Parse(answer.Frame) is not { } frame)
        {
            return false;
        }

        using (frame)
        {
            var root = frame.RootElement;
            return Text(root, "type") is "message_acknowledged" or "message_error"
                && root.TryGetProperty("data", out var data)
                && Text(data, "messageId") == answer.Key.MessageId;
        }
    }

    private static bool IsObject(ReadOnlyMemory<byte> json)
    {
        using var parsed = Parse(json);
        return parsed is not null;
    }

    private static JsonDocument? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            var parsed = JsonDocument.Parse(json);
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                return parsed;
            }

            parsed.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
