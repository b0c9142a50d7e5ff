using System.Text.Json.Serialization;
using TableTap.Terms;

namespace TableTap.Protocol.Errors;

/// <summary>Every error code of the protocol, one meaning each (section 2). Written in <c>SNAKE_CASE</c>.</summary>
[CapitalWords]
[JsonConverter(typeof(WireEnum<ErrorCode>))]
public enum ErrorCode
{
    /// <summary>The token is missing, broken, expired or revoked.</summary>
    AuthenticationFailed,

    /// <summary>The role does not reach: a channel, a command, another café.</summary>
    InsufficientPermissions,

    /// <summary>There was too much in a window; <c>retryAfter</c>, <c>limit</c> and <c>window</c> say how much is allowed.</summary>
    RateLimitExceeded,

    /// <summary>The order's state does not allow the step; <c>current</c> has the state.</summary>
    InvalidOrderStatus,

    /// <summary>The frame is not a message: no JSON object, duplicate key, wrong type in the envelope, too deep.</summary>
    MalformedMessage,

    /// <summary>The payload breaks a rule of its type; <c>details</c> says where and what.</summary>
    ValidationFailed,

    /// <summary>No message of that type exists, or a client may not send it.</summary>
    UnknownMessageType,

    /// <summary>The client speaks another major version of the protocol.</summary>
    UnsupportedVersion,

    /// <summary>There are too many sockets of a user, of a café or on the server.</summary>
    ConnectionLimitExceeded,

    /// <summary>
    /// The asked position is not in the history: what followed it is gone, it lies beyond the head, or belongs to another epoch.
    /// </summary>
    HistoryUnavailable,

    /// <summary>There is no such thing in the caller's cafés.</summary>
    NotFound,

    /// <summary>The thing has changed meanwhile, or the message id was used for something else.</summary>
    Conflict,

    /// <summary>The server failed by a fault of its own.</summary>
    InternalError,

    /// <summary>The server cannot store now; nothing was changed; try again.</summary>
    ServiceUnavailable,

    /// <summary>An ordered item or customisation is not to be had.</summary>
    ItemUnavailable,

    /// <summary>The café is closed.</summary>
    CafeClosed,

    /// <summary>The café takes no new orders for now.</summary>
    IntakePaused,

    /// <summary>The order cannot be had at that time: it is too soon, or no room is left; <c>earliest</c> says when it can.</summary>
    SlotUnavailable,

    /// <summary>The pickup code does not match.</summary>
    PickupCodeInvalid,

    /// <summary>There were too many wrong pickup codes; the code is locked for a while.</summary>
    PickupCodeLocked,

    /// <summary>More would be refunded than was captured.</summary>
    RefundExceedsCaptured,

    /// <summary>The break would leave a counter with work alone.</summary>
    CoverRequired,

    /// <summary>The token's key must sign this command.</summary>
    SignatureRequired,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid,
}
