using System.Text.Json;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Jose;

namespace TableTap.Realtime.Commands;

/// <summary>The signature that a client put under a frame, with what it should have signed (section 9). Immutable.</summary>
/// <param name="Jws">The compact JWS as it came.</param>
/// <param name="Signed">The canonical form of the frame; null where it has none.</param>
/// <param name="Timestamp">When the client says that it signed; null where it does not say.</param>
public sealed record ClientSignature(string Jws, byte[]? Signed, DateTimeOffset? Timestamp)
{
    /// <summary>How far the time of a signed frame may be from the server's.</summary>
    public static TimeSpan MostApart { get; } = TimeSpan.FromMinutes(5);

    /// <summary>The refusal of a frame that has to be signed and is not.</summary>
    public static ErrorBody Required { get; } =
        new(
            ErrorCode.SignatureRequired,
            "The token binds its client to a key: this message has to be signed with it"
        );

    /// <summary>The refusal of a signature that does not hold.</summary>
    public static ErrorBody Invalid { get; } =
        new(ErrorCode.SignatureInvalid, "The signature does not hold for this message");

    /// <summary>The refusal of a signed frame whose time is too far from the server's.</summary>
    public static ErrorBody OutOfTime { get; } =
        new(
            ErrorCode.SignatureInvalid,
            "The timestamp of a signed message is within 5 minutes of the server's time"
        );

    /// <summary>The signature of a frame; null where it has none, or binds nobody, so that it is not even looked at.</summary>
    /// <param name="envelope">The header of the frame.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="key">The key of the sender's token; null where it binds to none.</param>
    public static ClientSignature? Of(Envelope envelope, ReadOnlySpan<byte> frame, PublicKey? key)
    {
        if (key is null || envelope.Signature is not { } jws)
        {
            return null;
        }

        try
        {
            return new(jws, SignedForm.OfCommand(frame.ToArray()), envelope.Timestamp);
        }
        catch (JsonException)
        {
            return new(jws, null, envelope.Timestamp);
        }
    }

    /// <summary>Why a frame is refused for its signature, whatever its time; null where it is not.</summary>
    /// <param name="signature">The signature of the frame; null where it has none.</param>
    /// <param name="key">The key of the sender's token; null where it binds to none, so that signatures mean nothing.</param>
    /// <param name="isRequired">Whether the frame has to be signed.</param>
    public static ErrorBody? Refusal(ClientSignature? signature, PublicKey? key, bool isRequired)
    {
        if (key is null)
        {
            return null;
        }

        if (signature is null)
        {
            return isRequired ? Required : null;
        }

        return
            signature.Signed is { } signed && DetachedSignature.IsValid(signature.Jws, signed, key)
            ? null
            : Invalid;
    }

    /// <summary>Whether the frame's time is near enough for it to be taken for the first time.</summary>
    /// <param name="now">The server's time.</param>
    public bool IsInTime(DateTimeOffset now) =>
        Timestamp is { } at && (now - at).Duration() <= MostApart;
}
