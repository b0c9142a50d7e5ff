using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Jose;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Keys;

/// <summary>Signs what the client has to sign, and opens payment data that is encrypted to it (section 9). Thread-safe.</summary>
/// <param name="options">The keys, if the application gave any.</param>
internal sealed class ClientKeyring(TableTapClientOptions options)
{
    private const string Type = "encryption_key";

    private readonly Lock _gate = new();

    /// <summary>A frame as it is sent: signed where the client has a key and the message has to be.</summary>
    /// <param name="type">The type of the message.</param>
    /// <param name="frame">The frame without a signature.</param>
    public ReadOnlyMemory<byte> Sign(string type, ReadOnlyMemory<byte> frame)
    {
        if (
            options.SigningKey is not { } key
            || MessageCatalogue.Find(type) is not { MustBeSigned: true }
        )
        {
            return frame;
        }

        lock (_gate)
        {
            return SignedForm.SignCommand(frame, key);
        }
    }

    /// <summary>The frame that tells the server the key for payment data; null where there is none.</summary>
    /// <param name="messageId">The id of the frame.</param>
    public ReadOnlyMemory<byte>? KeyFrame(string messageId)
    {
        if (options.EncryptionKey is not { } key)
        {
            return null;
        }

        PublicKey shown;
        lock (_gate)
        {
            shown = PublicKey.Of(key);
        }

        return Sign(
            Type,
            FrameWriter.Request(
                Type,
                new EncryptionKey(new("EC", PublicKey.Curve, shown.X, shown.Y, shown.Kid)),
                options.TimeProvider.GetUtcNow(),
                messageId
            )
        );
    }

    /// <summary>A message as the application gets it: with its payment data, where the client's key opens it.</summary>
    /// <param name="envelope">The header of the message.</param>
    /// <param name="frame">The message as it came.</param>
    public ReadOnlyMemory<byte> Open(in Envelope envelope, ReadOnlyMemory<byte> frame)
    {
        if (
            options.EncryptionKey is not { } key
            || envelope.Descriptor is not { CarriesPayment: true }
            || envelope.Data is not { } data
            || EncryptedOf(frame[data]) is not { } encrypted
        )
        {
            return frame;
        }

        byte[]? content;
        lock (_gate)
        {
            content = EncryptedText.Open(encrypted, key);
        }

        return content is null ? frame : Opened(frame, data, content);
    }

    private static string? EncryptedOf(ReadOnlyMemory<byte> data)
    {
        using var document = JsonDocument.Parse(data);
        return JsonFields.Text(document.RootElement, "encrypted");
    }

    private static byte[] Opened(ReadOnlyMemory<byte> frame, Range data, byte[] content)
    {
        using var document = JsonDocument.Parse(content);
        var (begin, length) = data.GetOffsetAndLength(frame.Length);
        var signature = document.RootElement.TryGetProperty("signature", out var jws)
            ? $",\"signature\":{jws.GetRawText()}}}"
            : "}";
        return
        [
            .. frame.Span[..begin],
            .. Encoding.UTF8.GetBytes(document.RootElement.GetProperty("data").GetRawText()),
            .. frame.Span[(begin + length)..^1],
            .. Encoding.UTF8.GetBytes(signature),
        ];
    }
}
