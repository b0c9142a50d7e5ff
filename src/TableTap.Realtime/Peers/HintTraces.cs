using System.Diagnostics;
using TableTap.Realtime.Journal;
using TableTap.Terms;

namespace TableTap.Realtime.Peers;

/// <summary>
/// The last part of a hint: to which traces its messages belong. It is there only where a command of the commit was chosen to be traced; a
/// server of an earlier version passes over it.
/// </summary>
internal static class HintTraces
{
    private const int TraceIdSize = 16;
    private const int SpanIdSize = 8;

    // A context of W3C Trace Context in binary: the trace, the span, the flags.
    private const int ContextSize = TraceIdSize + SpanIdSize + 1;

    /// <summary>Writes the traces of a hint's messages; nothing where none has one.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="hint">The hint.</param>
    public static void Write(BinaryWriter writer, CommitHint hint)
    {
        // Most commits have none, and it costs them nothing.
        var messages = hint.Messages;
        var traced = 0;
        for (var i = 0; i < messages.Count; i++)
        {
            traced += IsTraced(messages[i]) ? 1 : 0;
        }

        if (traced == 0)
        {
            return;
        }

        writer.Write7BitEncodedInt(traced);
        Span<byte> bytes = stackalloc byte[ContextSize];
        foreach (var message in messages)
        {
            if (!IsTraced(message))
            {
                continue;
            }

            var context = message.Trace!.Context;
            context.TraceId.CopyTo(bytes[..TraceIdSize]);
            context.SpanId.CopyTo(bytes[TraceIdSize..^1]);
            bytes[^1] = (byte)context.TraceFlags;
            writer.Write7BitEncodedInt64(message.Position - hint.Before);
            writer.Write(bytes);
            writer.Write(message.Trace.CafeId);
        }
    }

    /// <summary>
    /// Reads the traces of a hint's messages and gives each message its own. Where they cannot be read no message has one: the hint counts all the
    /// same.
    /// </summary>
    /// <param name="reader">Where from; behind everything else of the hint.</param>
    /// <param name="hint">The hint, which nobody else has yet.</param>
    /// <param name="heardAt">When it came, as a timestamp of this server's clock.</param>
    public static void Read(BinaryReader reader, CommitHint hint, long heardAt)
    {
        var stream = reader.BaseStream;
        if (stream.Position >= stream.Length)
        {
            return;
        }

        try
        {
            foreach (var (message, trace) in All(reader, hint, heardAt))
            {
                message.Trace = trace;
            }
        }
        catch (Exception damaged) when (damaged is IOException or FormatException)
        {
            // A later version says something else there. The messages are what counts.
        }
    }

    private static List<(StoredMessage, MessageTrace)> All(
        BinaryReader reader,
        CommitHint hint,
        long heardAt
    )
    {
        var all = new List<(StoredMessage, MessageTrace)>();
        var (messages, before) = (hint.Messages, hint.Before);
        var (next, last) = (0, 0L);
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var place = reader.Read7BitEncodedInt64();
            if (place <= last)
            {
                throw new FormatException("The traces of a hint follow its messages.");
            }

            last = place;
            var trace = new MessageTrace(Context(reader), CafeId(reader), heardAt);
            while (next < messages.Count && messages[next].Position - before < place)
            {
                next++;
            }

            // A message of a channel that only a newer server knows is not there.
            if (next < messages.Count && messages[next].Position - before == place)
            {
                all.Add((messages[next], trace));
            }
        }

        return all;
    }

    private static ActivityContext Context(BinaryReader reader)
    {
        Span<byte> bytes = stackalloc byte[ContextSize];
        reader.BaseStream.ReadExactly(bytes);
        var trace = bytes[..TraceIdSize];
        var span = bytes[TraceIdSize..^1];
        if (!trace.ContainsAnyExcept((byte)0) || !span.ContainsAnyExcept((byte)0))
        {
            throw new FormatException("No trace and no span has an id of zeros.");
        }

        return new(
            ActivityTraceId.CreateFromBytes(trace),
            ActivitySpanId.CreateFromBytes(span),
            (ActivityTraceFlags)bytes[^1] & ActivityTraceFlags.Recorded,
            isRemote: true
        );
    }

    private static string CafeId(BinaryReader reader) =>
        reader.ReadString() is var cafeId && Identifier.IsValid(cafeId)
            ? cafeId
            : throw new FormatException("The café of a trace has no such id.");

    private static bool IsTraced(StoredMessage message) =>
        message.Trace?.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) == true;
}
