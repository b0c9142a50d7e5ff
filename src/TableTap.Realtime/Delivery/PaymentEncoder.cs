using System.Buffers;
using Microsoft.Extensions.Logging;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Jose;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Delivery;

/// <summary>
/// Turns a stored payment message into what one reader gets (section 9): the only messages that are encoded per reader, and never
/// under the gate of the fan-out. Thread-safe.
/// </summary>
/// <param name="keys">The keys of the server.</param>
/// <param name="policy">Who gets payment data how.</param>
/// <param name="log">Where to log.</param>
internal sealed class PaymentEncoder(ServerKeys? keys, PaymentEncryption policy, ILogger log)
{
    /// <summary>Messages of history as a reader gets them.</summary>
    /// <param name="messages">The messages as they are stored.</param>
    /// <param name="reader">The reader's key; null where it has none.</param>
    public IReadOnlyList<StoredMessage> For(
        IReadOnlyList<StoredMessage> messages,
        PublicKey? reader
    )
    {
        StoredMessage[]? changed = null;
        for (var i = 0; i < messages.Count; i++)
        {
            if (messages[i].CarriesPayment)
            {
                changed ??= [.. messages];
                changed[i] = messages[i] with { Frame = For(messages[i], reader) };
            }
        }

        return changed ?? messages;
    }

    private ReadOnlyMemory<byte> For(StoredMessage message, PublicKey? reader)
    {
        if (
            !EnvelopeReader.TryRead(message.Frame.Span, out var envelope, out _)
            || envelope.Data is null
        )
        {
            return message.Frame;
        }

        var stored = envelope.DataOf(message.Frame);
        byte[] content;
        if (PaymentPayload.EncryptedOf(stored) is not { } hidden)
        {
            // Stored before there were keys.
            content = PaymentPayload.Content(stored.Span, envelope.Signature);
        }
        else if (keys?.Reveal(hidden) is { } revealed)
        {
            content = revealed;
        }
        else
        {
            RealtimeLog.PaymentUnreadable(log, message.MessageId);
            return With(message.Frame, envelope, PaymentPayload.Redacted(stored), null);
        }

        if (policy != PaymentEncryption.Off && reader is not null)
        {
            return With(
                message.Frame,
                envelope,
                PaymentPayload.Covered(stored, EncryptedText.To(reader, content)),
                null
            );
        }

        if (policy == PaymentEncryption.Always)
        {
            return With(message.Frame, envelope, PaymentPayload.Redacted(stored), null);
        }

        var (data, signature) = PaymentPayload.Open(content);
        return With(message.Frame, envelope, data, envelope.Signature is null ? signature : null);
    }

    // The frame with another payload, and a signature at its end; what else stands in it stays byte for byte.
    private static byte[] With(
        ReadOnlyMemory<byte> frame,
        Envelope envelope,
        ReadOnlySpan<byte> data,
        string? signature
    )
    {
        var (begin, length) = envelope.Data!.Value.GetOffsetAndLength(frame.Length);
        var changed = new ArrayBufferWriter<byte>(frame.Length + data.Length + 256);
        changed.Write(frame.Span[..begin]);
        changed.Write(data);
        changed.Write(frame.Span[(begin + length)..^1]);
        if (signature is not null)
        {
            changed.Write(",\"signature\":\""u8);
            changed.Write(System.Text.Encoding.ASCII.GetBytes(signature));
            changed.Write("\""u8);
        }

        changed.Write("}"u8);
        return changed.WrittenSpan.ToArray();
    }
}
