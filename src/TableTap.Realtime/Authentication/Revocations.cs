using System.Collections.Concurrent;

namespace TableTap.Realtime.Authentication;

/// <summary>
/// Tokens and users that are no longer to be served (section 1): asked at the handshake, for each inbound frame and when
/// a command is decided. Live sockets of what is revoked close at once. Thread-safe.
/// </summary>
/// <param name="time">The clock by which revocations end.</param>
public sealed class Revocations(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _users = new();

    private Action? _revoked;

    /// <summary>Revokes one token; live sockets that were opened with it close at once.</summary>
    /// <param name="tokenId">The token's id, from its claim <c>jti</c>.</param>
    /// <param name="until">When it may be forgotten: not before the token expires; null for never.</param>
    public void RevokeToken(string tokenId, DateTimeOffset? until = null) =>
        Revoke(_tokens, tokenId, until);

    /// <summary>Revokes every token of a user.</summary>
    /// <param name="userId">The id of the user, as in the claim <c>sub</c>.</param>
    /// <param name="until">When the user may come back; null for never.</param>
    public void RevokeUser(string userId, DateTimeOffset? until = null) =>
        Revoke(_users, userId, until);

    /// <summary>Whether this caller was revoked.</summary>
    /// <param name="identity">Who a token speaks for.</param>
    public bool Contains(Identity identity) =>
        Holds(_users, identity.UserId)
        || (identity.TokenId is { } tokenId && Holds(_tokens, tokenId));

    /// <summary>Adds somebody to be told of each revocation before the revoking call returns.</summary>
    internal void Watch(Action watcher) => _revoked += watcher;

    private void Revoke(
        ConcurrentDictionary<string, DateTimeOffset> set,
        string id,
        DateTimeOffset? until
    )
    {
        var end = until ?? DateTimeOffset.MaxValue;
        set.AddOrUpdate(id, end, (_, known) => known > end ? known : end);
        _revoked?.Invoke();
    }

    private bool Holds(ConcurrentDictionary<string, DateTimeOffset> set, string id)
    {
        // One that is over stays: a clock that is ahead for a moment must not lift it for good.
        return !set.IsEmpty && set.TryGetValue(id, out var until) && until > time.GetUtcNow();
    }
}
