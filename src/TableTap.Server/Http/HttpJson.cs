using System.Text.Json.Serialization;
using TableTap.Cafes.Payments;
using TableTap.Cafes.Publishing;
using TableTap.Protocol.Jose;
using TableTap.Protocol.Values;
using TableTap.Realtime.Journal;
using TableTap.Server.Auth;
using TableTap.Terms;

namespace TableTap.Server.Http;

/// <summary>The source-generated JSON of what only HTTP says; the records stand below it.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    Converters = [typeof(Timestamp), typeof(WireEnum<TestPaymentStatus>)]
)]
[JsonSerializable(typeof(RevocationRequest))]
[JsonSerializable(typeof(RevocationsAnswer))]
[JsonSerializable(typeof(PublishAnswer))]
[JsonSerializable(typeof(DemoSession))]
[JsonSerializable(typeof(CounterPlaceAnswer))]
[JsonSerializable(typeof(UndeliveredAnswer))]
[JsonSerializable(typeof(SlotsAnswer))]
[JsonSerializable(typeof(CafeImportAnswer))]
[JsonSerializable(typeof(KeySetAnswer))]
[JsonSerializable(typeof(AuditAnswer))]
[JsonSerializable(typeof(AuditEntryAnswer))]
[JsonSerializable(typeof(AuditHeadAnswer))]
[JsonSerializable(typeof(WebhookAnswer))]
[JsonSerializable(typeof(PushKeyAnswer))]
[JsonSerializable(typeof(PushRequest))]
[JsonSerializable(typeof(TestPaymentRequest))]
[JsonSerializable(typeof(TestPaymentAnswer))]
public sealed partial class HttpJson : JsonSerializerContext;

/// <summary>The body of <c>POST /v1/admin/revocations</c>.</summary>
/// <param name="Reason">Why, one line of 1 to 200 characters; it stands in the audit.</param>
/// <param name="Jti">The token to revoke.</param>
/// <param name="User">The user to revoke: the <c>userId</c> here, or what the issuer calls the user.</param>
/// <param name="Until">When it is over; absent for never.</param>
public sealed record RevocationRequest(
    string Reason,
    string? Jti = null,
    string? User = null,
    DateTimeOffset? Until = null
);

/// <summary>A revocation in force.</summary>
/// <param name="Reason">Why, in the administrator's words.</param>
/// <param name="By">The id of the administrator who revoked.</param>
/// <param name="At">When it was made; a user's tokens issued before it end.</param>
/// <param name="Jti">The revoked token; absent where a user is revoked.</param>
/// <param name="User">The revoked user; absent where a token is revoked.</param>
/// <param name="Until">When it is over; absent for never.</param>
/// <param name="CafeIds">The cafés of the administrator, for whose tokens alone it holds; absent for one of the server.</param>
public sealed record RevocationEntry(
    string Reason,
    string By,
    DateTimeOffset At,
    string? Jti = null,
    string? User = null,
    DateTimeOffset? Until = null,
    IReadOnlyList<string>? CafeIds = null
)
{
    /// <summary>A revocation as it is told.</summary>
    internal static RevocationEntry Of(KeptRevocation kept) =>
        new(
            kept.Revocation.Reason,
            kept.Revocation.By,
            kept.At,
            kept.Revocation.TokenId,
            kept.Revocation.UserId,
            kept.Revocation.Until,
            kept.Revocation.Cafes
        );
}

/// <summary>The answer of <c>GET /v1/admin/revocations</c>.</summary>
/// <param name="Revocations">What is in force, the oldest first.</param>
public sealed record RevocationsAnswer(IReadOnlyList<RevocationEntry> Revocations);

/// <summary>The answer of <c>POST /v1/publish</c>.</summary>
/// <param name="Results">What became of each message, in the order of the request.</param>
public sealed record PublishAnswer(IReadOnlyList<PublishResult> Results);

/// <summary>A demo session: what a page needs to be somebody.</summary>
/// <param name="Token">The token to connect with, a JWT.</param>
/// <param name="UserId">Who one is.</param>
/// <param name="Role">The role that the token gives.</param>
/// <param name="CafeId">The demo café.</param>
/// <param name="ExpiresAt">When the token ends.</param>
public sealed record DemoSession(
    string Token,
    string UserId,
    Role Role,
    string CafeId,
    DateTimeOffset ExpiresAt
);

/// <summary>Answer to <c>GET /v1/counters/{id}</c>.</summary>
/// <param name="CounterId">The counter.</param>
/// <param name="CafeId">The café that has it.</param>
public sealed record CounterPlaceAnswer(string CounterId, string CafeId);

/// <summary>A message that a guest has not confirmed in time.</summary>
/// <param name="Channel">The guest's channel.</param>
/// <param name="MessageId">The id of the message.</param>
/// <param name="Type">The type of the message, such as <c>order_ready</c>.</param>
/// <param name="OrderId">The order it tells of.</param>
/// <param name="OrderNumber">The order's number.</param>
/// <param name="Since">When it was told.</param>
/// <param name="Attempts">How often it was sent to a device; 0 where none has been there.</param>
public sealed record UndeliveredEntry(
    string Channel,
    string MessageId,
    string Type,
    string OrderId,
    string OrderNumber,
    DateTimeOffset Since,
    int Attempts
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/undelivered</c>.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="Messages">What is not confirmed, oldest first.</param>
/// <param name="HasMore">Whether there is more than is told here.</param>
public sealed record UndeliveredAnswer(
    string CafeId,
    IReadOnlyList<UndeliveredEntry> Messages,
    bool HasMore
);

/// <summary>A time for which something can be ordered.</summary>
/// <param name="At">When it would be ready.</param>
/// <param name="Available">Whether every counter that is needed has room.</param>
public sealed record SlotEntry(DateTimeOffset At, bool Available);

/// <summary>The answer of <c>GET /v1/cafes/{id}/slots</c>.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="Slots">The times, the first first; none where the café takes no orders for later.</param>
/// <param name="Until">Until when orders are taken; absent where none are.</param>
public sealed record SlotsAnswer(
    string CafeId,
    IReadOnlyList<SlotEntry> Slots,
    DateTimeOffset? Until = null
);

/// <summary>The answer of <c>PUT /v1/admin/cafes/{id}</c>.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="Created">Whether it is new.</param>
/// <param name="Changes">What changed, a line each.</param>
/// <param name="Notes">What to know of the file though it is valid, a sentence each; absent where there is nothing.</param>
public sealed record CafeImportAnswer(
    string CafeId,
    bool Created,
    IReadOnlyList<string> Changes,
    IReadOnlyList<string>? Notes = null
);

/// <summary>A line of the audit as it is told.</summary>
/// <param name="Chain">The café, or <c>server</c>.</param>
/// <param name="Number">Its place in the chain.</param>
/// <param name="At">When, RFC 3339 with seven places.</param>
/// <param name="Actor">The id of who acted, mostly a user's.</param>
/// <param name="Role">The role in which they acted.</param>
/// <param name="Command">The type of the command.</param>
/// <param name="MessageId">The command's id.</param>
/// <param name="Result">With which result.</param>
/// <param name="Count">How many commands the line stands for.</param>
/// <param name="Hash">What links it to the line before, in hex.</param>
/// <param name="Address">The address they acted from; absent where the server itself acted.</param>
/// <param name="Target">The id of the order, counter or person it was about, or what an operator set; absent where the command names none.</param>
/// <param name="Reason">Why, in the words of whoever acted; absent where nobody asked.</param>
public sealed record AuditEntryAnswer(
    string Chain,
    long Number,
    string At,
    string Actor,
    string Role,
    string Command,
    string MessageId,
    string Result,
    int Count,
    string Hash,
    string? Address = null,
    string? Target = null,
    string? Reason = null
)
{
    /// <summary>A line that was read.</summary>
    /// <param name="entry">The line that was read.</param>
    public static AuditEntryAnswer Of(AuditEntry entry) =>
        new(
            entry.Line.Chain,
            entry.Number,
            AuditLink.Time(entry.Line.At),
            entry.Line.Actor,
            entry.Line.Role,
            entry.Line.Command,
            entry.Line.MessageId,
            entry.Line.Result,
            entry.Line.Count,
            Convert.ToHexStringLower(entry.Hash.Span),
            entry.Line.Address,
            entry.Line.Target,
            entry.Line.Reason
        );
}

/// <summary>The head of a chain of the audit, as an export tells it after the chain's lines.</summary>
/// <param name="Chain">The name of the chain.</param>
/// <param name="Number">The number of its last line.</param>
/// <param name="Hash">The hash of that line, in hex.</param>
/// <param name="Trimmed">The number of the last line that went by its age; 0 where none did.</param>
/// <param name="Head">All of it signed by the server, a compact JWS; absent in a store without keys.</param>
public sealed record AuditHeadAnswer(
    string Chain,
    long Number,
    string Hash,
    long Trimmed,
    string? Head = null
)
{
    /// <summary>A head that was read.</summary>
    /// <param name="head">What the chain ends in.</param>
    /// <param name="token">It signed.</param>
    public static AuditHeadAnswer Of(AuditHead head, string? token) =>
        new(head.Chain, head.Number, head.Hash, head.Trimmed, token);
}

/// <summary>The answer of <c>GET /v1/admin/audit</c>.</summary>
/// <param name="Lines">The lines, the latest first.</param>
/// <param name="NextCursor">Where the next page begins; absent where there is none.</param>
public sealed record AuditAnswer(IReadOnlyList<AuditEntryAnswer> Lines, string? NextCursor = null);

/// <summary>The answer to a webhook.</summary>
/// <param name="Status"><c>processed</c>, or <c>ignored</c> for what means nothing here.</param>
public sealed record WebhookAnswer(string Status);

/// <summary>The answer of <c>GET /v1/push</c>.</summary>
/// <param name="PublicKey">The key by which push services know the server, as <c>PushManager.subscribe</c> takes it: base64url.</param>
public sealed record PushKeyAnswer(string PublicKey);

/// <summary>The keys of a browser's push subscription.</summary>
/// <param name="P256dh">The public key of the browser: a point of P-256, 65 bytes as base64url.</param>
/// <param name="Auth">The secret of the browser: 16 bytes as base64url.</param>
public sealed record PushKeys(string P256dh, string Auth);

/// <summary>The body of <c>PUT /v1/orders/{id}/push</c>: a push subscription as browsers write it; its other fields are passed by.</summary>
/// <param name="Endpoint">The address at the push service.</param>
/// <param name="Keys">The keys of the browser.</param>
public sealed record PushRequest(string Endpoint, PushKeys Keys);

/// <summary>The body of <c>POST /v1/payments/test</c>.</summary>
/// <param name="OrderId">The order to pay.</param>
/// <param name="Token">The test card: <c>tok_ok</c>, <c>tok_declined</c>, <c>tok_timeout</c> or <c>tok_late</c>.</param>
public sealed record TestPaymentRequest(string OrderId, string Token);

/// <summary>The answer of <c>POST /v1/payments/test</c>; what came of it is told on the order's channels.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Status">How the try stands.</param>
public sealed record TestPaymentAnswer(string OrderId, TestPaymentStatus Status);

/// <summary>A public key of the server as a JWK.</summary>
/// <param name="Kty">The kind of key: <c>EC</c>.</param>
/// <param name="Crv">The curve of the key.</param>
/// <param name="X">The first coordinate, base64url.</param>
/// <param name="Y">The second coordinate, base64url.</param>
/// <param name="Kid">The name of the key.</param>
/// <param name="Use">What it is for: <c>sig</c>.</param>
/// <param name="Alg">The algorithm it is used with: <c>ES256</c>.</param>
public sealed record KeyAnswer(
    string Kty,
    string Crv,
    string X,
    string Y,
    string Kid,
    string Use,
    string Alg
)
{
    /// <summary>A key of the server.</summary>
    /// <param name="key">The key.</param>
    internal static KeyAnswer Of(PublicKey key) =>
        new("EC", PublicKey.Curve, key.X, key.Y, key.Kid, "sig", "ES256");
}

/// <summary>The answer of <c>GET /.well-known/jwks.json</c>.</summary>
/// <param name="Keys">The keys, the youngest last.</param>
public sealed record KeySetAnswer(IReadOnlyList<KeyAnswer> Keys);
