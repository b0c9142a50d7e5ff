using System.Collections.Immutable;
using TableTap.Protocol.Jose;
using TableTap.Terms;

namespace TableTap.Realtime.Authentication;

/// <summary>Who a checked token speaks for (section 1). Immutable.</summary>
/// <param name="UserId">The id of the user, from the claim <c>sub</c>.</param>
/// <param name="Role">The role that the token gives.</param>
/// <param name="Cafes">The cafés of <c>cafe_id</c>, in the token's order; empty for an administrator of the server.</param>
/// <param name="Counters">The <c>counters</c> claim, which narrows the staff record's; null where absent.</param>
/// <param name="Name">The <c>name</c>, if any.</param>
/// <param name="TokenId">The <c>jti</c>, if any.</param>
/// <param name="Issuer">Who issued the token, from the claim <c>iss</c>.</param>
/// <param name="ExpiresAt">When the token ends, from the claim <c>exp</c>.</param>
public sealed record Identity(
    string UserId,
    Role Role,
    ImmutableArray<string> Cafes,
    ImmutableArray<string>? Counters,
    string? Name,
    string? TokenId,
    string Issuer,
    DateTimeOffset ExpiresAt
)
{
    /// <summary>When the token was issued, from the claim <c>iat</c>.</summary>
    /// <value>Default null: the token does not say it.</value>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>The session that the token was given in, from the claim <c>sid</c>; all tokens of a sign-in share it.</summary>
    /// <value>Default null: the token does not say it.</value>
    public string? SessionId { get; init; }

    /// <summary>The key that the user's client signs with, from the claim <c>cnf.jwk</c> (section 9).</summary>
    /// <value>Default null: its commands need no signature.</value>
    public PublicKey? SigningKey { get; init; }

    /// <summary>The key to which payment data is encrypted, from the claim <c>enc_jwk</c> (section 9).</summary>
    /// <value>Default null: the token names none.</value>
    public PublicKey? EncryptionKey { get; init; }

    /// <summary>
    /// Whether it is the server's own probe, which only the server itself makes: it takes nobody's place and is not counted.
    /// </summary>
    /// <value>Default false: it is of a token.</value>
    public bool IsProbe { get; init; }

    /// <summary>Whether the caller is an administrator of the server: one whose token names no café.</summary>
    public bool IsServerAdministrator => Role == Role.Admin && Cafes.IsEmpty;

    /// <summary>
    /// Whether the role is one of a café's staff, which holds only while the record of that café has the person. Guests, back ends and
    /// administrators are in no staff record.
    /// </summary>
    public bool IsOfStaff => Role is Role.Employee or Role.Manager;

    /// <summary>Whether the café is one of the caller's own; every café is one of the server's administrators.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public bool Owns(string cafeId) => IsServerAdministrator || Cafes.Contains(cafeId);
}

/// <summary>What a token check found: an identity, or why not, for the operator's log only.</summary>
/// <param name="Identity">Who it is; null where the token is refused.</param>
/// <param name="Problem">What is wrong: never the token, never for the client.</param>
/// <param name="WasGenuine">Whether a refused token was once ours (merely expired): such are never refused by address (section 8).</param>
public readonly record struct TokenVerdict(Identity? Identity, string? Problem, bool WasGenuine);

/// <summary>Checks a token. Where keys come from is the composition root's affair. Thread-safe.</summary>
/// <param name="token">The compact JWT as it came.</param>
/// <param name="cancellationToken">Stops the check.</param>
public delegate ValueTask<TokenVerdict> TokenCheck(
    string token,
    CancellationToken cancellationToken
);
