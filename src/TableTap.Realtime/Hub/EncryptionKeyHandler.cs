using TableTap.Protocol.Errors;
using TableTap.Protocol.Jose;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Handles <c>encryption_key</c>: payment data goes to this connection encrypted to that key from now on. A key of the token stays
/// what it is, and a client that is bound to a key has to sign (section 9).
/// </summary>
/// <param name="services">What sessions share.</param>
internal sealed class EncryptionKeyHandler(SessionServices services)
{
    public void Handle(
        Session session,
        EncryptionKey request,
        ClientSignature? signature,
        string? correlationId
    )
    {
        var identity = session.Identity;
        if (
            ClientSignature.Refusal(signature, identity.SigningKey, isRequired: true) is
            { } unsigned
        )
        {
            session.Refuse(ProtocolErrors.AsError(unsigned), correlationId);
            return;
        }

        if (
            identity.SigningKey is not null
            && signature?.IsInTime(services.Time.GetUtcNow()) == false
        )
        {
            session.Refuse(ProtocolErrors.AsError(ClientSignature.OutOfTime), correlationId);
            return;
        }

        var jwk = request.Jwk;
        if (
            jwk.Kty != "EC"
            || jwk.Crv != PublicKey.Curve
            || !PublicKey.TryOf(jwk.X, jwk.Y, jwk.Kid, out var key)
        )
        {
            session.Refuse(
                ProtocolErrors.Invalid("jwk", $"is a public EC key on {PublicKey.Curve}"),
                correlationId
            );
            return;
        }

        if (identity.EncryptionKey is { } given && given != key)
        {
            session.Refuse(
                new(ErrorCode.Conflict, "The token names the key; it cannot be replaced"),
                correlationId
            );
            return;
        }

        session.Reader.EncryptionKey = key;
        session.Send(new EncryptionKeyAccepted(key.Kid), correlationId);
    }
}
