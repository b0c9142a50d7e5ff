using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>What one connection may send and ask (section 8). Immutable.</summary>
public sealed record MessageLimitOptions
{
    /// <summary>The window of all limits that count in a minute, in seconds.</summary>
    public const int WindowSeconds = 60;

    /// <summary>Messages a minute; <c>ping</c>, <c>ack</c> and <c>token_refresh</c> do not count. Also one user's commands over HTTP.</summary>
    /// <value>1 to 1,000,000; default 100.</value>
    public int MessagesPerMinute { get; init; } = 100;

    /// <summary><c>ack</c> messages a minute.</summary>
    /// <value>1 to 1,000,000; default 600.</value>
    public int AcksPerMinute { get; init; } = 600;

    /// <summary>Channels subscribed at once, those of patterns included.</summary>
    /// <value>1 to 100,000; default 1,000.</value>
    public int Subscriptions { get; init; } = 1000;

    /// <summary>The largest message, in bytes; a larger one closes the socket with 1009.</summary>
    /// <value>1 KiB to 16 MiB; default 64 KiB.</value>
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>More malformed messages in a minute close the socket with 4400.</summary>
    /// <value>1 to 1,000,000; default 20.</value>
    public int MalformedPerMinute { get; init; } = 20;

    /// <summary>More refusals by rate in a minute close the socket with 4429.</summary>
    /// <value>1 to 1,000,000; default 100.</value>
    public int LimitedPerMinute { get; init; } = 100;

    /// <summary>Replays a minute: <c>reconnect</c>, and <c>subscribe</c> with a position.</summary>
    /// <value>1 to 1,000,000; default 10.</value>
    public int ReplaysPerMinute { get; init; } = 10;

    internal ConnectionLimits OnTheWire =>
        new(MessagesPerMinute, Subscriptions, MaxMessageBytes, ReplaysPerMinute);
}
