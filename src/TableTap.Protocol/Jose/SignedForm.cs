using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace TableTap.Protocol.Jose;

/// <summary>What of a message is signed, in its canonical form (section 9). Thread-safe.</summary>
public static class SignedForm
{
    /// <summary>Bytes of a form beside its payload, near enough.</summary>
    private const int AroundData = 384;

    private static readonly string[] OfClient = ["data", "messageId", "timestamp", "type"];
    private static readonly string[] OfServer =
    [
        "channel",
        "data",
        "messageId",
        "sequence",
        "timestamp",
        "type",
    ];

    /// <summary>The canonical form of what a client signs: <c>{type, data, messageId, timestamp}</c>, as they stand in the frame.</summary>
    /// <param name="frame">The frame, UTF-8.</param>
    /// <exception cref="JsonException">The frame has no canonical form.</exception>
    public static byte[] OfCommand(ReadOnlyMemory<byte> frame)
    {
        using var document = CanonicalJson.Parse(frame);
        return Pick(document.RootElement, OfClient, null);
    }

    /// <summary>A client's frame with its signature at the end.</summary>
    /// <param name="frame">The frame, UTF-8, without one.</param>
    /// <param name="key">The client's private key, on P-256; only one thread at a time may use it.</param>
    /// <exception cref="JsonException">The frame has no canonical form.</exception>
    public static byte[] SignCommand(ReadOnlyMemory<byte> frame, ECDsa key)
    {
        var jws = DetachedSignature.Make(key, PublicKey.Of(key).Kid, OfCommand(frame));
        return
        [
            .. frame.Span[..^1],
            .. ",\"signature\":\""u8,
            .. Encoding.ASCII.GetBytes(jws),
            .. "\"}"u8,
        ];
    }

    /// <summary>
    /// The canonical form of what the server signs: <c>{type, data, channel, sequence, messageId, timestamp, epoch}</c>, as they stand in the
    /// frame, with the journal's epoch as <c>subscription_confirmed</c> told it.
    /// </summary>
    /// <param name="frame">The message as it came, or with the <c>data</c> that was opened.</param>
    /// <param name="epoch">The epoch of the journal.</param>
    /// <exception cref="JsonException">The frame has no canonical form.</exception>
    public static byte[] OfMessage(ReadOnlyMemory<byte> frame, string epoch)
    {
        using var document = CanonicalJson.Parse(frame);
        return Pick(document.RootElement, OfServer, epoch);
    }

    /// <summary>Writes the canonical form of what the server signs from its parts.</summary>
    /// <param name="type">The type of the message.</param>
    /// <param name="canonicalData">The payload in its canonical form.</param>
    /// <param name="channel">The channel of the message.</param>
    /// <param name="sequence">Its place in the channel.</param>
    /// <param name="messageId">The id of the message.</param>
    /// <param name="timestamp">When it happened, as it stands in the frame.</param>
    /// <param name="epoch">The epoch of the journal.</param>
    public static byte[] OfMessage(
        string type,
        ReadOnlySpan<byte> canonicalData,
        string channel,
        long sequence,
        string messageId,
        string timestamp,
        string epoch
    )
    {
        var form = new ArrayBufferWriter<byte>(canonicalData.Length + AroundData);
        form.Write("{\"channel\":"u8);
        CanonicalJson.Write(channel, form);
        form.Write(",\"data\":"u8);
        form.Write(canonicalData);
        form.Write(",\"epoch\":"u8);
        CanonicalJson.Write(epoch, form);
        form.Write(",\"messageId\":"u8);
        CanonicalJson.Write(messageId, form);
        form.Write(",\"sequence\":"u8);
        CanonicalJson.Write(sequence, form);
        form.Write(",\"timestamp\":"u8);
        CanonicalJson.Write(timestamp, form);
        form.Write(",\"type\":"u8);
        CanonicalJson.Write(type, form);
        form.Write("}"u8);
        return form.WrittenSpan.ToArray();
    }

    private static byte[] Pick(JsonElement frame, string[] names, string? epoch)
    {
        var signed = new JsonObject();
        foreach (var name in names)
        {
            if (frame.TryGetProperty(name, out var value))
            {
                signed.Add(name, JsonNode.Parse(value.GetRawText()));
            }
        }

        if (epoch is not null)
        {
            signed.Add("epoch", epoch);
        }

        return CanonicalJson.Of(Encoding.UTF8.GetBytes(signed.ToJsonString()));
    }
}
