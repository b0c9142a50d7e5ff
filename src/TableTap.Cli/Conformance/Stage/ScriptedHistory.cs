using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>A message of the channel as it is stored, and as it is sent each time.</summary>
/// <param name="Sequence">Its sequence.</param>
/// <param name="MessageId">Its id.</param>
/// <param name="Frame">The whole frame.</param>
internal sealed record ScriptedMessage(long Sequence, string MessageId, byte[] Frame);

/// <summary>The history of the one channel (protocol sections 2 and 7): what was told, and what of it is still kept. Thread-safe.</summary>
/// <param name="time">The clock of the messages' times.</param>
internal sealed class ScriptedHistory(TimeProvider time)
{
    /// <summary>The guest that the tokens speak for.</summary>
    public const string UserId = "conformance";

    /// <summary>The café of the tokens.</summary>
    public const string CafeId = "conformance";

    /// <summary>The channel that is subscribed: the guest's own orders, whose messages have to be confirmed.</summary>
    public const string Channel = $"orders:customer:{UserId}";

    private readonly Lock _gate = new();
    private readonly List<ScriptedMessage> _messages = [];
    private long _head;
    private int _restorations;

    /// <summary>Which history it is; changes by <see cref="Restore"/>.</summary>
    public string Epoch
    {
        get
        {
            lock (_gate)
            {
                return EpochOf(_restorations);
            }
        }
    }

    /// <summary>The last sequence of the history.</summary>
    public long Head
    {
        get
        {
            lock (_gate)
            {
                return _head;
            }
        }
    }

    /// <summary>The first sequence that is kept, or would be.</summary>
    public long Oldest
    {
        get
        {
            lock (_gate)
            {
                return _messages is [var first, ..] ? first.Sequence : _head + 1;
            }
        }
    }

    /// <summary>Tells the next message of an order; nobody is sent it by this.</summary>
    /// <param name="size">How many bytes it has at least.</param>
    /// <param name="isOfLaterVersion">Whether it has fields that this version does not know.</param>
    /// <param name="type">Its type.</param>
    public ScriptedMessage Append(
        int size = 0,
        bool isOfLaterVersion = false,
        string type = "order_status_changed"
    )
    {
        lock (_gate)
        {
            var sequence = ++_head;
            var id = $"msg_{_restorations}_{sequence:D6}";
            var message = new ScriptedMessage(
                sequence,
                id,
                FrameOf(type, sequence, id, size, isOfLaterVersion)
            );
            _messages.Add(message);
            return message;
        }
    }

    /// <summary>Forgets all that was told, as a server does with what is too old.</summary>
    public void Trim()
    {
        lock (_gate)
        {
            _messages.Clear();
        }
    }

    /// <summary>Takes another history, as after a restored backup: another epoch, in which fewer messages were told.</summary>
    /// <param name="head">Its last sequence.</param>
    public void Restore(long head)
    {
        lock (_gate)
        {
            _restorations++;
            _head = head;
            _messages.Clear();
        }
    }

    /// <summary>What was told after a sequence and is kept.</summary>
    /// <param name="sequence">The sequence.</param>
    public IReadOnlyList<ScriptedMessage> After(long sequence)
    {
        lock (_gate)
        {
            return [.. _messages.Where(message => message.Sequence > sequence)];
        }
    }

    /// <summary>The sequence of a message that is kept; null where none has that id.</summary>
    /// <param name="messageId">The id.</param>
    public long? SequenceOf(string messageId)
    {
        lock (_gate)
        {
            return _messages.Find(message => message.MessageId == messageId)?.Sequence;
        }
    }

    private static string EpochOf(int restorations) =>
        $"0190c5a4d2e07b3c8f1d2a6b9e4f{restorations:x4}";

    private byte[] FrameOf(string type, long sequence, string id, int size, bool isOfLaterVersion)
    {
        var data = FrameWriter.Payload(
            new OrderStatusChanged(
                "conformance-order",
                OrderStatus.Confirmed,
                OrderStatus.Preparing,
                "barista",
                EstimatedTime: 5,
                size == 0 ? $"Step {sequence}" : new string('x', size),
                sequence
            ),
            ProtocolJson.Default.OrderStatusChanged
        );
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, type);
            writer.WriteString("channel"u8, Channel);
            writer.WriteString("messageId"u8, id);
            Timestamp.Write(writer, "timestamp"u8, time.GetUtcNow());
            writer.WriteString("version"u8, ProtocolVersion.Current);
            writer.WriteBoolean("ackRequired"u8, value: true);
            writer.WritePropertyName("data"u8);
            writer.WriteRawValue(isOfLaterVersion ? Later(data) : data);
            writer.WriteNumber("sequence"u8, sequence);
            if (isOfLaterVersion)
            {
                writer.WriteStartObject("laterField"u8);
                writer.WriteBoolean("known"u8, value: false);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static byte[] Later(byte[] data) =>
        [.. data.AsSpan(0, data.Length - 1), .. ",\"laterField\":[1,{\"later\":null}]}"u8];
}
