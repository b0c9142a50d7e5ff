using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Limits;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>Why a handshake is refused, in-band.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">The close frame's reason.</param>
/// <param name="Error">What is said before.</param>
internal sealed record HandshakeRefusal(CloseCode Code, string Reason, Error Error);

/// <summary>Checks who comes: the token, its forms, and how often an address brings none (sections 1 and 8).</summary>
/// <param name="services">What sessions share.</param>
internal sealed class HandshakeAuthenticator(SessionServices services)
{
    private static readonly HandshakeRefusal Unauthenticated = new(
        CloseCode.AuthenticationFailed,
        "authentication failed",
        ProtocolErrors.AuthenticationFailed
    );

    private static readonly HandshakeRefusal Unavailable = new(
        CloseCode.Overloaded,
        "tokens cannot be checked now",
        ProtocolErrors.TokensUnavailable
    );

    private static readonly HandshakeRefusal NoSuchCafe = new(
        CloseCode.NotAllowed,
        "no such cafe",
        ProtocolErrors.NoSuchCafe
    );

    private readonly KeyedWindows _forged = new(
        services.Time,
        services.Admission.Options.ForgedHandshakesPerMinute
    );

    // Genuine tokens for which there was no slot: of an address they are borne with as often as forged ones.
    private readonly KeyedWindows _notAdmitted = new(
        services.Time,
        services.Admission.Options.ForgedHandshakesPerMinute
    );

    private int Most => services.Admission.Options.ForgedHandshakesPerMinute;

    /// <summary>Why a client is not even upgraded; null where it is, to be met.</summary>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="cancellationToken">The client went.</param>
    public async ValueTask<Error?> RefusalAsync(
        Handshake handshake,
        CancellationToken cancellationToken
    )
    {
        var address = AddressKey.Of(handshake.Address);
        if (!_forged.IsFull(address, Most) && !_notAdmitted.IsFull(address, Most))
        {
            return null;
        }

        var (identity, refusal) = await AuthenticateAsync(handshake, cancellationToken);
        return identity is not null ? services.Admission.RefusalOf(identity)
            : refusal is { Code: CloseCode.TooMany } ? refusal.Error
            : null;
    }

    /// <summary>Counts a handshake for which there was no slot, and which was told so in-band.</summary>
    /// <param name="handshake">What the client brought.</param>
    public void NoteNotAdmitted(Handshake handshake) =>
        _notAdmitted.TryTake(AddressKey.Of(handshake.Address), Most, out _);

    /// <summary>Finds out who it is.</summary>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="cancellationToken">Cuts the connection.</param>
    public async ValueTask<(Identity? Identity, HandshakeRefusal? Refusal)> AuthenticateAsync(
        Handshake handshake,
        CancellationToken cancellationToken
    )
    {
        TokenVerdict verdict;
        try
        {
            verdict = handshake.Tokens switch
            {
                [] => new(null, "no token", WasGenuine: false),
                [var token] => await services.Tokens(token, cancellationToken),
                _ => new(null, "different tokens", WasGenuine: false),
            };
        }
        catch (Exception fault)
        {
            RealtimeLog.TokenCheckFailed(services.Log, fault);
            return (null, Unavailable);
        }

        if (verdict.Identity is { } identity)
        {
            if (!await services.Revocations.AreKnownAsync(cancellationToken))
            {
                return (null, Unavailable);
            }

            var now = services.Time.GetUtcNow();
            return services.Revocations.Contains(identity)
                || SessionExpiry.Of(identity, now, services.Options.Sessions) <= now
                    ? (null, Unauthenticated)
                : services.Cafes.KnowsCafeOf(identity) ? (identity, null)
                : (null, NoSuchCafe);
        }

        RealtimeLog.HandshakeRefused(services.Log, verdict.Problem ?? "");
        return (null, verdict.WasGenuine ? Unauthenticated : Forged(handshake.Address));
    }

    private HandshakeRefusal Forged(string? address) =>
        _forged.TryTake(AddressKey.Of(address), Most, out var retryAfter)
            ? Unauthenticated
            : new(
                CloseCode.TooMany,
                "too many connections without a genuine token",
                ProtocolErrors.TooManyHandshakes(Most, retryAfter)
            );
}
