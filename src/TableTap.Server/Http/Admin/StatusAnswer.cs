using TableTap.Realtime.Inspection;
using TableTap.Realtime.Peers;

namespace TableTap.Server.Http.Admin;

/// <summary>The answer of <c>GET /v1/admin/status</c>: how the server that answers is doing now.</summary>
/// <param name="Server">The server itself.</param>
/// <param name="Memory">Its memory.</param>
/// <param name="Connections">Who is connected.</param>
/// <param name="Channels">What is heard.</param>
/// <param name="Slow">The connections with the most bytes that wait, the worst first.</param>
/// <param name="Silent">The connections whose client does not answer, the longest silent first.</param>
/// <param name="Screens">The counters whose screen is gone, or where tickets wait to be seen; the longest first.</param>
/// <param name="Findings">What the server finds wrong with itself, in the order in which the doctor looks.</param>
/// <param name="Rates">What happened within the last minute.</param>
/// <param name="Commit">How long commits of the journal took, within the last minute.</param>
/// <param name="Delivery">How long it took from a commit until a reader's socket had the message, within the last minute.</param>
/// <param name="Queues">What waits between the rooms of the server.</param>
/// <param name="Cafes">The cafés, those with the most connections first.</param>
/// <param name="CafeCount">How many cafés there are.</param>
/// <param name="Peers">The other servers of the store that are heard; absent for a server without a backplane.</param>
public sealed record StatusAnswer(
    ServerStatus Server,
    MemoryStatus Memory,
    ConnectionsStatus Connections,
    ChannelsStatus Channels,
    IReadOnlyList<ConnectionView> Slow,
    IReadOnlyList<ConnectionView> Silent,
    IReadOnlyList<ScreenStatus> Screens,
    IReadOnlyList<FindingStatus> Findings,
    RatesStatus Rates,
    DurationStatus Commit,
    DurationStatus Delivery,
    QueuesStatus Queues,
    IReadOnlyList<CafeStatus> Cafes,
    int CafeCount,
    IReadOnlyList<PeerView>? Peers = null
);

/// <summary>The process and its state, as part of the status.</summary>
/// <param name="Version">Which version of the program runs.</param>
/// <param name="State"><c>ready</c>, <c>draining</c> while it lets nobody in, or <c>trouble</c> while its journal cannot be written.</param>
/// <param name="StartedAt">When it was ready.</param>
/// <param name="UptimeSeconds">For how long it has been running.</param>
/// <param name="CpuSeconds">The processor time that the process has used; the difference of two answers is what it uses now.</param>
/// <param name="Processors">How many processors it may use.</param>
/// <param name="Trouble">Why the journal cannot be written; absent while it can.</param>
/// <param name="Drain">The drain that is under way; absent where none is.</param>
/// <param name="Backplane">Why messages do not get through between servers; absent while they do, and for a server without a backplane.</param>
/// <param name="Host">The name of its machine.</param>
/// <param name="Id">16 hex digits by chance, others at each start: another id is another server, or one that was started again. Among its peers it has this name.</param>
public sealed record ServerStatus(
    string Version,
    string State,
    DateTimeOffset StartedAt,
    double UptimeSeconds,
    double CpuSeconds,
    int Processors,
    string? Trouble = null,
    DrainAnswer? Drain = null,
    string? Backplane = null,
    string? Host = null,
    string? Id = null
);

/// <summary>The memory of the process, in bytes.</summary>
/// <param name="WorkingSetBytes">What the process has in memory.</param>
/// <param name="HeapBytes">What its objects take, with those that are not collected yet.</param>
/// <param name="OutboxBytes">What waits to be written, over all connections.</param>
public sealed record MemoryStatus(long WorkingSetBytes, long HeapBytes, long OutboxBytes);

/// <summary>Who is connected to this server now.</summary>
/// <param name="Total">All connections.</param>
/// <param name="Limit">How many there may be.</param>
/// <param name="ByRole">How many of each role; roles without any are left out.</param>
/// <param name="CatchingUp">How many read from the journal, because they came back or did not keep up.</param>
public sealed record ConnectionsStatus(
    int Total,
    int Limit,
    IReadOnlyDictionary<string, int> ByRole,
    int CatchingUp
);

/// <summary>Which channels somebody hears now.</summary>
/// <param name="Total">How many channels somebody hears.</param>
/// <param name="List">Some of them, in the order that was asked for.</param>
public sealed record ChannelsStatus(int Total, IReadOnlyList<ChannelView> List);

/// <summary>Something about the server or its machine that somebody has to mend.</summary>
/// <param name="Check">The id of the check that found it.</param>
/// <param name="Severity"><c>error</c> where somebody is harmed, <c>warning</c> where somebody will be.</param>
/// <param name="Since">When it was found first since the server was started.</param>
/// <param name="Text">What was found, for a person.</param>
/// <param name="Fix">What to do.</param>
public sealed record FindingStatus(
    string Check,
    string Severity,
    DateTimeOffset Since,
    string Text,
    string Fix
);

/// <summary>A counter whose staff may not see what comes.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="CounterId">The counter.</param>
/// <param name="Name">What the counter is called.</param>
/// <param name="Connected">Whether somebody at the counter listens to its orders.</param>
/// <param name="Since">Since when that is so.</param>
/// <param name="Unseen">How many tickets nobody there has confirmed.</param>
/// <param name="UnseenSince">When the oldest of them was announced; absent where there is none.</param>
public sealed record ScreenStatus(
    string CafeId,
    string CounterId,
    string Name,
    bool Connected,
    DateTimeOffset Since,
    int Unseen,
    DateTimeOffset? UnseenSince = null
);

/// <summary>What happened within the last minute; nothing is known of the time before somebody asked.</summary>
/// <param name="Seconds">The seconds that it is of, about 60 at most; 0 for the first question in a while.</param>
/// <param name="DeliveredPerSecond">Messages handed to readers on the live path.</param>
/// <param name="ReplayedPerSecond">Messages read from the journal for one reader.</param>
/// <param name="ResentPerMinute">Critical messages sent again.</param>
/// <param name="CatchUpsPerMinute">How often a connection left the live path.</param>
/// <param name="RefusedPerMinute">Refusals by reason: an error code, or why a connection ended before a session began.</param>
/// <param name="ClosedPerMinute">Sockets that the server closed, by close code.</param>
/// <param name="FailedPerMinute">Messages that a reader should have got and did not, by reason.</param>
public sealed record RatesStatus(
    double Seconds,
    double DeliveredPerSecond,
    double ReplayedPerSecond,
    double ResentPerMinute,
    double CatchUpsPerMinute,
    IReadOnlyDictionary<string, double> RefusedPerMinute,
    IReadOnlyDictionary<string, double> ClosedPerMinute,
    IReadOnlyDictionary<string, double> FailedPerMinute
);

/// <summary>How long something took, in milliseconds.</summary>
/// <param name="Count">How often it happened.</param>
/// <param name="P50Ms">Half of them took at most this long; absent where there were none.</param>
/// <param name="P95Ms">Of a hundred, 95 took at most this long.</param>
/// <param name="P99Ms">Of a hundred, 99 took at most this long.</param>
public sealed record DurationStatus(
    long Count,
    double? P50Ms = null,
    double? P95Ms = null,
    double? P99Ms = null
);

/// <summary>What waits between the rooms of the server.</summary>
/// <param name="Commands">Commands to be decided.</param>
/// <param name="Journal">Batches to be written.</param>
/// <param name="Dispatch">Commits to be brought to their readers.</param>
/// <param name="Threads">Work for a thread of the pool.</param>
public sealed record QueuesStatus(long Commands, long Journal, long Dispatch, long Threads);

/// <summary>A café of this server.</summary>
/// <param name="CafeId">The id of the café.</param>
/// <param name="Name">As guests read it.</param>
/// <param name="Intake">Whether it takes orders: <c>normal</c>, <c>busy</c> or <c>paused</c>.</param>
/// <param name="OpenOrders">How many orders are open.</param>
/// <param name="Connections">Who is connected for it.</param>
/// <param name="PausedUntil">When it takes orders again by itself; absent where it does, or where nobody said.</param>
/// <param name="PausedBy">Who paused it; absent where it did by its load.</param>
public sealed record CafeStatus(
    string CafeId,
    string Name,
    string Intake,
    int OpenOrders,
    RoleCounts Connections,
    DateTimeOffset? PausedUntil = null,
    string? PausedBy = null
);
