using System.Text.Json.Serialization;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary>What a connection may do at most (section 8).</summary>
public sealed record ConnectionLimits(
    [Bounds(1)] int MessagesPerMinute,
    [Bounds(1)] int Subscriptions,
    [Bounds(1)] int MaxMessageBytes,
    [Bounds(1)] int ReplaysPerMinute
);

/// <summary>
/// <c>connection_established</c>, the first frame of every session (section 1). <c>cafeId</c> is the first of the token's
/// cafés, <c>cafeIds</c> all of them where there are several; <c>heartbeatInterval</c> is in seconds.
/// </summary>
public sealed record ConnectionEstablished(
    [Id] string ConnectionId,
    string UserId,
    Role UserType,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? CafeId,
    IReadOnlyList<string> Capabilities,
    DateTimeOffset ServerTime,
    [Bounds(1)] int HeartbeatInterval,
    DateTimeOffset SessionExpiresAt,
    string ProtocolVersion,
    string Epoch,
    ConnectionLimits Limits,
    IReadOnlyList<string>? CafeIds = null
);

/// <summary><c>ping</c>: nothing but the envelope (section 1).</summary>
public sealed record Ping;

/// <summary><c>pong.data</c>: the journal's heads of the connection's channels (section 1).</summary>
public sealed record Pong([Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Heads);

/// <summary><c>token_expiring</c>, 60 s before the session ends (section 1).</summary>
public sealed record TokenExpiring(DateTimeOffset ExpiresAt);

/// <summary><c>token_refresh</c>: a new token, or the same still valid one, of the same subject (section 1).</summary>
public sealed record TokenRefresh([Text(16384, Min = 1)] string Token);

/// <summary><c>token_refreshed</c>: the new token is accepted, and the session lasts until the time given (section 1).</summary>
public sealed record TokenRefreshed(DateTimeOffset SessionExpiresAt);

/// <summary><c>reconnect_advised</c>: the server drains; come back after the delay, in milliseconds (section 1).</summary>
public sealed record ReconnectAdvised([Bounds(0)] int DelayMs);

/// <summary><c>encryption_key</c>: the client's public key for payment data, a JWK (section 9).</summary>
public sealed record EncryptionKey(JsonWebKeyShape Jwk);

/// <summary>A public elliptic-curve key as JWK (RFC 7517).</summary>
public sealed record JsonWebKeyShape(
    string Kty,
    string Crv,
    string X,
    string Y,
    string? Kid = null
);

/// <summary><c>encryption_key_accepted</c>: payment data will come encrypted under this key (section 9).</summary>
public sealed record EncryptionKeyAccepted(string Kid);

/// <summary><c>error</c>: everything refused that is not a command with a valid <c>messageId</c> (section 2).</summary>
public sealed record Error(
    ErrorCode Code,
    string Message,
    string? Action = null,
    string? Channel = null,
    [property: JsonConverter(typeof(RequiredRoleWord))] Role? RequiredRole = null,
    [Bounds(0)] double? RetryAfter = null,
    int? Limit = null,
    int? Window = null,
    IReadOnlyList<ErrorDetail>? Details = null,
    [Bounds(0)] long? OldestSequence = null,
    [Bounds(0)] long? Sequence = null
)
{
    /// <summary>The same refusal as the body of an answer: without what is about a connection alone.</summary>
    public ErrorBody ToBody() =>
        new(Code, Message, RetryAfter, Limit, Window, Details, RequiredRole: RequiredRole);
}
