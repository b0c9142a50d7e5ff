using System.Text.Json;
using System.Text.Json.Serialization;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Protocol.Messages;

/// <summary><c>reconnect</c>: subscribe and replay what was missed (section 7).</summary>
public sealed record Reconnect(
    [Count(0, 1000, UpperIsDefault = true)] IReadOnlyList<string> Channels,
    [Id] string? LastMessageId = null,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long>? Positions = null,
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
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long>? Positions = null,
    IReadOnlyDictionary<string, bool>? Complete = null
);

/// <summary><c>ack</c>: everything up to a message, cumulative; by message id or by channel and sequence (section 7).</summary>
[ExactlyOne("messageId", "channel")]
public sealed record Ack(
    [Id] string? MessageId = null,
    string? Channel = null,
    [Bounds(1)] long? Sequence = null
);

/// <summary>What a command made; only what applies is present (section 4).</summary>
public sealed record CommandResult(
    [Id] string? OrderId = null,
    string? OrderNumber = null,
    string? PaymentUrl = null,
    [Bounds(0)] long? OrderVersion = null,
    [Id] string? RefundId = null,
    [Id] string? AnnouncementId = null,
    [Id] string? TransactionId = null,
    [Id(Each = true)] IReadOnlyList<string>? AffectedOrders = null,
    IReadOnlyList<ResultWarning>? Warnings = null,
    [Id] string? BillId = null,
    string? BillNumber = null,
    IReadOnlyList<PartOfBill>? Parts = null,
    [Id] string? PaymentId = null,
    [Bounds(0)] Money? Due = null,
    [Bounds(0)] Money? Change = null,
    [Bounds(1)] long? ReceiptNumber = null,
    [Id] string? AppliedId = null,
    [Bounds(0)] Money? Off = null,
    Money? Rounding = null,
    [Bounds(1)] long? ClosingNumber = null,
    [Id] string? VoucherId = null
);

/// <summary>
/// What a guest should know of an order that was taken: a line meets an allergy, or the café does not say whether it does (section 4).
/// </summary>
public sealed record ResultWarning(
    string Path,
    string Message,
    IReadOnlyList<Allergen>? Allergens = null
);

/// <summary><c>message_acknowledged</c>: the command is durable (section 4).</summary>
public sealed record MessageAcknowledged(
    [Id] string MessageId,
    AcknowledgementStatus Status,
    DateTimeOffset ProcessedAt,
    CommandResult? Result = null
);

/// <summary><c>message_error</c>: the command was refused (section 4).</summary>
public sealed record MessageError([Id] string MessageId, ErrorBody Error);
