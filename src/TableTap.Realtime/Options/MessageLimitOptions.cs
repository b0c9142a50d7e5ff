using TableTap.Protocol.Messages;

namespace TableTap.Realtime.Options;

/// <summary>What one connection may send and ask (section 8). Immutable.</summary>
public sealed record MessageLimitOptions
{
    /// <summary>The window of all limits that count in a minute, in seconds.</summary>
    public const int WindowSeconds = 60;

    /// <summary>Messages a minute; <c>ping</c>, <c>ack</c> and <c>token_refresh</c> do not count. Also one user's commands over HTTP.</summary>
    [Setting("Limits:MessagesPerMinute"), Number(1, 1_000_000)]
    public int MessagesPerMinute { get; init; } = 100;

    /// <summary>Requests to publish of one back end in a minute.</summary>
    [Setting("Limits:PublishesPerMinute", CountsAtOnce = true), Number(1, 1_000_000)]
    public int PublishesPerMinute { get; init; } = 600;

    /// <summary>Messages of one request to publish.</summary>
    [Setting("Limits:PublishMessages"), Number(1, 10_000)]
    public int PublishMessages { get; init; } = 500;

    /// <summary><c>ack</c> messages a minute.</summary>
    [Setting("Limits:AcksPerMinute"), Number(1, 1_000_000)]
    public int AcksPerMinute { get; init; } = 600;

    /// <summary>
    /// Frames a minute that no other limit counts: <c>ping</c>, <c>token_refresh</c>, pings of the WebSocket. A third of them may come at once;
    /// what is over it waits, and all behind it, and is counted like a refusal by rate.
    /// </summary>
    [Setting("Limits:PingsPerMinute"), Number(60, 100_000_000)]
    public int PingsPerMinute { get; init; } = 600;

    /// <summary>Channels subscribed at once, those of patterns included.</summary>
    [Setting("Limits:Subscriptions"), Number(1, 100_000)]
    public int Subscriptions { get; init; } = 1000;

    /// <summary>The largest message, in bytes; a larger one closes the socket with 1009.</summary>
    [Setting("Limits:MaxMessageBytes"), Size("1KiB", "16MiB")]
    public int MaxMessageBytes { get; init; } = 64 * 1024;

    /// <summary>More malformed messages in a minute close the socket with 4400.</summary>
    [Setting("Limits:MalformedPerMinute"), Number(1, 1_000_000)]
    public int MalformedPerMinute { get; init; } = 20;

    /// <summary>More refusals by rate in a minute close the socket with 4429.</summary>
    [Setting("Limits:LimitedPerMinute"), Number(1, 1_000_000)]
    public int LimitedPerMinute { get; init; } = 100;

    /// <summary>Replays a minute: <c>reconnect</c>, and <c>subscribe</c> with a position.</summary>
    [Setting("Limits:ReplaysPerMinute"), Number(1, 1_000_000)]
    public int ReplaysPerMinute { get; init; } = 10;

    internal ConnectionLimits OnTheWire =>
        new(MessagesPerMinute, Subscriptions, MaxMessageBytes, ReplaysPerMinute);
}
