using System.Text.Json;
using System.Text.Json.Serialization;

namespace TableTap.Protocol;

/// <summary><c>reconnect</c>: subscribe and replay what was missed (section 7).</summary>
public sealed record Reconnect(
    IReadOnlyList<string> Channels,
    string? LastMessageId = null,
    IReadOnlyDictionary<string, long>? Positions = null,
    string? Epoch = null
);

/// <summary>
/// <c>message_replay</c>: one page of missed messages, oldest first; the last page has <c>positions</c> and
/// <c>complete</c> (section 7). The server writes pages from stored bytes; this record is the shape.
/// </summary>
public sealed record MessageReplay(
    IReadOnlyList<JsonElement> Messages,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? FromMessageId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? ToMessageId,
    bool HasMore,
    IReadOnlyDictionary<string, long>? Positions = null,
    IReadOnlyDictionary<string, bool>? Complete = null
);

/// <summary><c>ack</c>: everything up to a message, cumulative; by message id or by channel and sequence (section 7).</summary>
public sealed record Ack(string? MessageId = null, string? Channel = null, long? Sequence = null);

/// <summary>What a command made; only what applies is present (section 4).</summary>
public sealed record CommandResult(
    string? OrderId = null,
    string? OrderNumber = null,
    string? PaymentUrl = null,
    long? OrderVersion = null,
    string? RefundId = null,
    string? AnnouncementId = null,
    string? TransactionId = null
);

/// <summary><c>message_acknowledged</c>: the command is durable (section 4).</summary>
public sealed record MessageAcknowledged(
    string MessageId,
    AcknowledgementStatus Status,
    DateTimeOffset ProcessedAt,
    CommandResult? Result = null
);

/// <summary><c>message_error</c>: the command was refused (section 4).</summary>
public sealed record MessageError(string MessageId, ErrorBody Error);
