using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Peers;

/// <summary>The body of a peer message of a commit.</summary>
internal static class HintMessage
{
    /// <summary>
    /// How many bytes of frames a hint carries at most, besides what may move rights; the rest is read from the journal.
    /// </summary>
    public const int MostBytes = 256 << 10;

    private const int Most = 1 << 16;

    /// <summary>Says what of a commit a peer is told: what it listens to, and all that may move somebody's rights.</summary>
    /// <param name="before">The last position before the commit's own.</param>
    /// <param name="messages">The messages of the commit, in order.</param>
    /// <param name="streams">The streams that moved.</param>
    /// <param name="listens">Whether the peer seems to listen to a channel.</param>
    public static CommitHint For(
        long before,
        IReadOnlyList<(StoredMessage Message, CountKey Key)> messages,
        IReadOnlyList<StreamVersion> streams,
        Func<CountKey, bool> listens
    )
    {
        var (kept, leftOut, bytes) = (new List<StoredMessage>(), new HashSet<CountKey>(), 0);
        foreach (var (message, key) in messages)
        {
            if (MayMoveRights(message.Channel))
            {
                kept.Add(message);
            }
            else if (bytes + message.Frame.Length <= MostBytes && listens(key))
            {
                kept.Add(message);
                bytes += message.Frame.Length;
            }
            else
            {
                leftOut.Add(key);
            }
        }

        var until = messages.Count == 0 ? before : messages[^1].Message.Position;
        return new(before, until, kept, [.. leftOut], streams);
    }

    /// <summary>Writes a hint as a body.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="hint">The hint.</param>
    public static void Write(BinaryWriter writer, CommitHint hint)
    {
        writer.Write7BitEncodedInt64(hint.Before);
        writer.Write7BitEncodedInt64(hint.Until);
        writer.Write7BitEncodedInt(hint.Messages.Count);
        foreach (var message in hint.Messages)
        {
            writer.Write7BitEncodedInt64(message.Position - hint.Before);
            writer.Write(message.Channel.Text);
            writer.Write7BitEncodedInt64(message.Sequence);
            writer.Write(message.MessageId);
            writer.Write7BitEncodedInt(message.Frame.Length);
            writer.Write(message.Frame.Span);
        }

        writer.Write7BitEncodedInt(hint.LeftOut.Count);
        foreach (var key in hint.LeftOut)
        {
            writer.Write(key.Value);
        }

        writer.Write7BitEncodedInt(hint.Streams.Count);
        foreach (var (stream, version) in hint.Streams)
        {
            writer.Write(stream);
            writer.Write7BitEncodedInt64(version);
        }

        HintTraces.Write(writer, hint);
    }

    /// <summary>Reads a hint from its body.</summary>
    /// <param name="reader">Where from.</param>
    /// <param name="heardAt">When it came, as a timestamp of this server's clock.</param>
    /// <exception cref="IOException">It is cut short.</exception>
    /// <exception cref="FormatException">It is none, or tells of a commit that there cannot be.</exception>
    public static CommitHint Read(BinaryReader reader, long heardAt)
    {
        var (before, until) = (reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        if (before < 0 || until < before || until - before > Most)
        {
            throw new FormatException("No commit has such positions.");
        }

        var messages = new List<StoredMessage>();
        var leftOut = new List<CountKey>();
        var last = before;
        for (var left = Count(reader); left > 0; left--)
        {
            var position = before + reader.Read7BitEncodedInt64();
            if (position <= last || position > until)
            {
                throw new FormatException("The messages of a commit follow each other.");
            }

            last = position;
            var name = reader.ReadString();
            var (sequence, id) = (reader.Read7BitEncodedInt64(), reader.ReadString());
            var frame = CommandMessage.Bytes(reader);
            // A channel of a kind that only a newer server knows: nobody here can listen to it.
            if (ChannelName.TryParse(name, out var channel))
            {
                messages.Add(new(position, channel, sequence, id, frame));
            }
        }

        for (var left = Count(reader); left > 0; left--)
        {
            leftOut.Add(new(reader.ReadUInt64()));
        }

        if (last < until && leftOut.Count == 0)
        {
            throw new FormatException("The hint says nothing of some of the commit's messages.");
        }

        var streams = new List<StreamVersion>();
        for (var left = Count(reader); left > 0; left--)
        {
            streams.Add(new(reader.ReadString(), reader.Read7BitEncodedInt64()));
        }

        var hint = new CommitHint(before, until, messages, leftOut, streams);
        HintTraces.Read(reader, hint, heardAt);
        return hint;
    }

    // What tells staff of breaks and shifts says whose rights moved: every server has to know it before it tells anybody what follows,
    // whoever listens there, and however large the commit is.
    private static bool MayMoveRights(ChannelName channel) =>
        channel.Kind == ChannelKinds.CafeStaff;

    private static int Count(BinaryReader reader) =>
        reader.Read7BitEncodedInt() is >= 0 and <= Most and var count
            ? count
            : throw new FormatException("The hint has too many parts.");
}
