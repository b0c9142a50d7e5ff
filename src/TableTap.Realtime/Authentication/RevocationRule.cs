using System.Collections.Immutable;

namespace TableTap.Realtime.Authentication;

/// <summary>Which tokens a revocation ends: one by its id, those of a session, or those that a user was given before a moment (section 1). Immutable.</summary>
/// <param name="TokenId">The claim <c>jti</c> of the one token, or <c>sid</c> of all tokens of a session; null where a user is revoked.</param>
/// <param name="UserId">The id of the user; null where a token is revoked.</param>
public sealed record RevocationRule(string? TokenId = null, string? UserId = null)
{
    /// <summary>A user's tokens issued before that moment end; a token that does not say when it was issued ends, too.</summary>
    /// <value>Default: the end of time, which means every token of the user.</value>
    public DateTimeOffset IssuedBefore { get; init; } = DateTimeOffset.MaxValue;

    /// <summary>When the revocation is over, and what is left of its tokens is served again.</summary>
    /// <value>Default null: never.</value>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The cafés of the administrator who revoked: only tokens end that are for none but these.</summary>
    /// <value>Default empty: the administrator is the server's, and tokens for any café end.</value>
    public ImmutableArray<string> Cafes { get; init; } = [];

    /// <summary>Whether another rule is about the same tokens, so that it takes the place of this one.</summary>
    /// <param name="other">The other rule.</param>
    public bool IsSameAs(RevocationRule other) =>
        TokenId == other.TokenId
        && UserId == other.UserId
        && Cafes.ToHashSet().SetEquals(other.Cafes);

    /// <summary>Whether the rule is in force.</summary>
    /// <param name="now">The present moment.</param>
    public bool IsInForce(DateTimeOffset now) => Until is not { } until || until > now;

    internal bool Ends(Identity identity, DateTimeOffset now) =>
        IsInForce(now)
        && (
            TokenId is not null
                ? TokenId == identity.TokenId || TokenId == identity.SessionId
                : UserId == identity.UserId && !(identity.IssuedAt >= IssuedBefore)
        )
        && (Cafes.IsEmpty || !identity.Cafes.IsEmpty && identity.Cafes.All(Cafes.Contains));
}
