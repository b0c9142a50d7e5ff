using TableTap.Faults.Schedule;
using TableTap.Testing.Databases;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Setting;

/// <summary>What a run of the suite is.</summary>
public sealed record FaultPlan
{
    /// <summary>Draws the schedule, the orders and all else.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>How many servers there are: 1 has the embedded store, several share a PostgreSQL and have a Redis between them.</summary>
    public int Servers { get; init; } = 1;

    /// <summary>How the Redis between several servers is built.</summary>
    public RedisForm Redis { get; init; }

    /// <summary>
    /// How far the last of several servers is from PostgreSQL and from Redis: what a byte takes, one way. One that is away at all knows that
    /// it is far.
    /// </summary>
    public TimeSpan Distance { get; init; }

    /// <summary>
    /// Whether the PostgreSQL of several servers has a synchronous standby that can take its place; not together with a distance or with ways
    /// that are cut.
    /// </summary>
    public bool HasHeir { get; init; }

    /// <summary>
    /// Whether the PostgreSQL of several servers and its standbys wait for the disk, as where people order. Faults kill processes, which loses
    /// nothing of what was written; measurements have it.
    /// </summary>
    public bool Flushes { get; init; }

    /// <summary>How many clients there are, people of the café included.</summary>
    public int Clients { get; init; } = 200;

    /// <summary>How long faults come and orders are made.</summary>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many faults there are.</summary>
    public int Faults { get; init; } = 24;

    /// <summary>What may happen; what this machine cannot do is left out, and said.</summary>
    public IReadOnlyList<FaultKind> Kinds { get; init; } = FaultSchedule.OfOneServer;

    /// <summary>
    /// How long one more freeze lasts, in the middle of the faults that are drawn: the run takes so much longer. Zero for none.
    /// </summary>
    public TimeSpan LongFreeze { get; init; }

    /// <summary>The faults themselves; null to draw them.</summary>
    public IReadOnlyList<Fault>? Schedule { get; init; }

    /// <summary>Whether the way of a server to PostgreSQL and Redis may be cut.</summary>
    public bool CutsLinks =>
        Schedule?.Any(fault => fault.Kind == FaultKind.LinkCut)
        ?? Kinds.Contains(FaultKind.LinkCut);

    /// <summary>How many commands have to be acknowledged between two faults; a fault waits for them, 2 minutes at most.</summary>
    public int CommandsBetweenFaults { get; init; }

    /// <summary>How often everybody is told something long: what fills the outbox of who does not read.</summary>
    public double AnnouncementsPerSecond { get; init; } = 8;

    /// <summary>How many orders all guests make together.</summary>
    public double OrdersPerSecond { get; init; } = 5;

    /// <summary>How long clients have to be complete after the last fault.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How often a client says that it lives; it gives a socket up after two and a half of these in silence.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether connections have a small outbox, so that readers that stall leave the live path within the run.</summary>
    public bool HasSmallOutbox { get; init; } = true;

    /// <summary>How large the data disk is, in megabytes.</summary>
    public int DiskMegabytes { get; init; } = 256;

    /// <summary>The defect that is planted, in the server's journal or in every line to it.</summary>
    public Defect Defect { get; init; }

    /// <summary>Stop at the first thing that is wrong: enough to know that a defect is found.</summary>
    public bool StopsAtFirstFinding { get; init; }

    /// <summary>
    /// The programs that each server is in its lives, one after the other and then from the first again: files of versions that replace each
    /// other. Empty for the suite's own server, which has a clock that jumps and a journal that may lie.
    /// </summary>
    public IReadOnlyList<string> Programs { get; init; } = [];

    /// <summary>How long a server that is told to stop spreads the return of its clients over.</summary>
    public TimeSpan DrainWindow { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told a line of progress now and then.</summary>
    public Action<string> Progress { get; init; } = static _ => { };
}
