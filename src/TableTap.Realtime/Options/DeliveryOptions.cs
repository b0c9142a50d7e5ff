namespace TableTap.Realtime;

/// <summary>How messages reach their readers (section 7). Immutable.</summary>
public sealed record DeliveryOptions
{
    /// <summary>Messages of a replay page at most.</summary>
    /// <value>1 to 100,000; default 500.</value>
    public int PageMessages { get; init; } = 500;

    /// <summary>Bytes of a replay page's messages at most, but always one message.</summary>
    /// <value>1 KiB to 64 MiB; default 256 KiB.</value>
    public int PageBytes { get; init; } = 256 * 1024;

    /// <summary>Bytes that may wait for one connection before it leaves the live path.</summary>
    /// <value>1 KiB to 1 GiB; default 1 MiB.</value>
    public int OutboxBytes { get; init; } = 1024 * 1024;

    /// <summary>Bytes that may wait for all connections together; past it the largest backlog leaves first.</summary>
    /// <value>1 MiB to 1 TiB; default 256 MiB.</value>
    public long OutboxBudgetBytes { get; init; } = 256L * 1024 * 1024;

    /// <summary>A connection that accepts no byte for so long is closed with 4408.</summary>
    /// <value>1 s to 1 h; default 60 s.</value>
    public TimeSpan StalledTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Messages kept in memory to lead a reader from history to the live path without reading again.</summary>
    /// <value>0 to 10,000,000; default 4,096.</value>
    public int RecentMessages { get; init; } = 4096;

    /// <summary>Pages of history read at the same time, over all connections.</summary>
    /// <value>1 to 10,000; default 16.</value>
    public int ConcurrentReads { get; init; } = 16;

    /// <summary>Heads of channels told in one <c>pong</c>; the others come next time.</summary>
    /// <value>0 to 100,000; default 100.</value>
    public int HeadsPerPong { get; init; } = 100;

    /// <summary>
    /// A critical message that its owner has not confirmed for so long is sent again, to connections that have sent
    /// <c>ack</c>.
    /// </summary>
    /// <value>1 s to 1 h; default 10 s.</value>
    public TimeSpan ResendAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a critical message is sent again.</summary>
    /// <value>0 to 100; default 3.</value>
    public int Resends { get; init; } = 3;

    /// <summary>How often what owners confirmed is written, all of it together.</summary>
    /// <value>100 ms to 1 min; default 1 s.</value>
    public TimeSpan CursorInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a critical message may take to be confirmed before it counts as undelivered.</summary>
    internal TimeSpan ConfirmationTime => ResendAfter * (Resends + 1);

    internal PageLimit Page => new(PageMessages, PageBytes);
}
