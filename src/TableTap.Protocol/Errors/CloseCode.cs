namespace TableTap.Protocol.Errors;

/// <summary>Why a socket was closed (section 1).</summary>
public enum CloseCode
{
    /// <summary>One side was done and closed the socket in the regular way.</summary>
    Normal = 1000,

    /// <summary>The client sent a binary frame; fix the client.</summary>
    BinaryFrame = 1003,

    /// <summary>The client sent invalid UTF-8; fix the client.</summary>
    InvalidUtf8 = 1007,

    /// <summary>The client sent a message over the size limit; fix the client.</summary>
    MessageTooBig = 1009,

    /// <summary>The server restarts; reconnect with back-off and jitter.</summary>
    Restarting = 1012,

    /// <summary>The server is overloaded; reconnect with back-off and jitter.</summary>
    Overloaded = 1013,

    /// <summary>The client sent too many malformed messages in a minute; fix the client.</summary>
    TooManyMalformed = 4400,

    /// <summary>Authentication failed, expired or revoked; get a new token.</summary>
    AuthenticationFailed = 4401,

    /// <summary>The client is not allowed here (origin, café); stop.</summary>
    NotAllowed = 4403,

    /// <summary>The client missed the heartbeat, or accepted no byte for long; reconnect and replay.</summary>
    Unresponsive = 4408,

    /// <summary>The connection limit is reached, or too many messages were over the rate limit; wait <c>retryAfter</c>.</summary>
    TooMany = 4429,
}
