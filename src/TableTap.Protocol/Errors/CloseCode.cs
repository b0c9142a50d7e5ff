namespace TableTap.Protocol.Errors;

/// <summary>Why a socket was closed (section 1).</summary>
public enum CloseCode
{
    /// <summary>Done.</summary>
    Normal = 1000,

    /// <summary>A binary frame; fix the client.</summary>
    BinaryFrame = 1003,

    /// <summary>Invalid UTF-8; fix the client.</summary>
    InvalidUtf8 = 1007,

    /// <summary>A message over the size limit; fix the client.</summary>
    MessageTooBig = 1009,

    /// <summary>The server restarts; reconnect with back-off and jitter.</summary>
    Restarting = 1012,

    /// <summary>The server is overloaded; reconnect with back-off and jitter.</summary>
    Overloaded = 1013,

    /// <summary>Too many malformed messages in a minute; fix the client.</summary>
    TooManyMalformed = 4400,

    /// <summary>Authentication failed, expired or revoked; get a new token.</summary>
    AuthenticationFailed = 4401,

    /// <summary>Not allowed here (origin, café); stop.</summary>
    NotAllowed = 4403,

    /// <summary>Heartbeat missed, or no byte accepted for long; reconnect and replay.</summary>
    Unresponsive = 4408,

    /// <summary>Connection limit, or too many rate-limited messages; wait <c>retryAfter</c>.</summary>
    TooMany = 4429,
}
