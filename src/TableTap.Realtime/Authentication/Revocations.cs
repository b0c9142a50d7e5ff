using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace TableTap.Realtime.Authentication;

/// <summary>
/// Tokens and users that are no longer to be served (section 1): asked at the handshake, for each inbound frame and when
/// a command is decided. Live sockets of what is revoked close at once. Thread-safe.
/// </summary>
/// <param name="time">The clock by which revocations end.</param>
public sealed class Revocations(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<RevocationRule>> _tokens = new();
    private readonly ConcurrentDictionary<string, ImmutableArray<RevocationRule>> _users = new();

    private Action? _revoked;

    /// <summary>
    /// Whether what other servers revoked is known here by now, for whoever comes; waits a little for it. Null, which is the default, where
    /// no other server revokes.
    /// </summary>
    public Func<CancellationToken, ValueTask<bool>>? Follow { get; set; }

    /// <summary>Revokes; a rule about the same tokens gives its place, and live sockets of what is revoked close before this returns.</summary>
    /// <param name="rule">Which tokens end; names a token or a user.</param>
    public void Revoke(RevocationRule rule)
    {
        var (rules, key) = Place(rule);
        rules.AddOrUpdate(key, [rule], (_, known) => [.. known.Where(Other), rule]);
        _revoked?.Invoke();
        bool Other(RevocationRule one) => !one.IsSameAs(rule);
    }

    /// <summary>Lifts a revocation: what it ended and has not expired is served again.</summary>
    /// <param name="rule">A rule about the same tokens; one that was never revoked is harmless.</param>
    public void Lift(RevocationRule rule)
    {
        var (rules, key) = Place(rule);
        var left = rules.AddOrUpdate(
            key,
            [],
            (_, known) => known.RemoveAll(one => one.IsSameAs(rule))
        );
        if (left.IsEmpty)
        {
            rules.TryRemove(KeyValuePair.Create(key, left));
        }
    }

    /// <summary>Whether this caller was revoked.</summary>
    /// <param name="identity">Who a token speaks for.</param>
    public bool Contains(Identity identity) =>
        Holds(_users, identity.UserId, identity)
        || (identity.TokenId is { } tokenId && Holds(_tokens, tokenId, identity))
        || (identity.SessionId is { } sessionId && Holds(_tokens, sessionId, identity));

    /// <summary>
    /// Whether it can be said who is revoked. A server that stood still, or is cut off from the others, waits a little until it has heard
    /// of them: nobody is let in meanwhile.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False where it is not known now; whoever asks is to try again later.</returns>
    public ValueTask<bool> AreKnownAsync(CancellationToken cancellationToken) =>
        Follow is { } follow ? follow(cancellationToken) : ValueTask.FromResult(true);

    /// <summary>Adds somebody to be told of each revocation before the revoking call returns.</summary>
    internal void Watch(Action watcher) => _revoked += watcher;

    private (ConcurrentDictionary<string, ImmutableArray<RevocationRule>> Rules, string Key) Place(
        RevocationRule rule
    ) =>
        rule.TokenId is { } tokenId ? (_tokens, tokenId)
        : rule.UserId is { } userId ? (_users, userId)
        : throw new ArgumentException("A revocation names a token or a user.", nameof(rule));

    private bool Holds(
        ConcurrentDictionary<string, ImmutableArray<RevocationRule>> rules,
        string key,
        Identity identity
    )
    {
        // One that is over stays: a clock that is ahead for a moment must not lift it for good. Whether there are any is not asked first:
        // an empty dictionary takes all its locks to say so.
        if (!rules.TryGetValue(key, out var known))
        {
            return false;
        }

        var now = time.GetUtcNow();
        foreach (var rule in known)
        {
            if (rule.Ends(identity, now))
            {
                return true;
            }
        }

        return false;
    }
}
