using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Options;

/// <summary>How messages reach their readers (section 7). Immutable.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Messages of a replay page at most.</summary>
    [Setting("Limits:PageMessages"), Number(1, 100_000)]
    public int PageMessages { get; init; } = 500;

    /// <summary>Bytes of a replay page's messages at most, but always one message.</summary>
    [Setting("Limits:PageBytes"), Size("1KiB", "64MiB")]
    public int PageBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes that may wait for one connection before it leaves the live path.</summary>
    [Setting("Limits:OutboxBytes"), Size("1KiB", "1GiB")]
    public int OutboxBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that may wait for all connections together; past it the largest backlog leaves first.</summary>
    [Setting("Limits:OutboxBudgetBytes"), Size("1MiB", "1024GiB")]
    public long OutboxBudgetBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>A connection that accepts no byte for so long is closed with 4408.</summary>
    [Setting("Limits:StalledTimeout"), Duration("1s", "1h")]
    public TimeSpan StalledTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Messages kept in memory to lead a reader from history to the live path without reading again.</summary>
    [Setting("Limits:RecentMessages"), Number(0, 10_000_000)]
    public int RecentMessages { get; init; } = 4096;

    /// <summary>Pages of history read at the same time, over all connections.</summary>
    [Setting("Limits:ConcurrentReads"), Number(1, 10_000)]
    public int ConcurrentReads { get; init; } = 16;

    /// <summary>Heads of channels told in one <c>pong</c>; the others come next time.</summary>
    [Setting("Limits:HeadsPerPong"), Number(0, 100_000)]
    public int HeadsPerPong { get; init; } = 100;

    /// <summary>
    /// A critical message that its owner has not confirmed for so long is sent again, to connections that have sent
    /// <c>ack</c>.
    /// </summary>
    [Setting("Limits:ResendAfter"), Duration("1s", "1h")]
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a critical message is sent again.</summary>
    [Setting("Limits:Resends"), Number(0, 100)]
    public int Resends { get; init; } = 3;

    /// <summary>How often what owners confirmed is written, all of it together.</summary>
    [Setting("Limits:CursorInterval"), Duration("100ms", "1m")]
    public TimeSpan CursorInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The objective of delivery: a message that was handed to its reader's socket later than so long after its commit counts as late, and so
    /// does a probe that took longer.
    /// </summary>
    [Setting("Server:DeliveryTarget"), Duration("1ms", "10s")]
    public TimeSpan Target { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a critical message may take to be confirmed before it counts as undelivered.</summary>
    internal TimeSpan ConfirmationTime => ResendAfter * (Resends + 1);

    internal PageLimit Page => new(PageMessages, PageBytes);
}
