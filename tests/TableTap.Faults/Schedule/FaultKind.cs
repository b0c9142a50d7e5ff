namespace TableTap.Faults.Schedule;

/// <summary>What can go wrong.</summary>
public enum FaultKind
{
    /// <summary>The server is killed (<c>kill -9</c>) and starts again.</summary>
    Kill,

    /// <summary>The server is asked to stop (SIGTERM), drains and starts again.</summary>
    Terminate,

    /// <summary>The server stands still (SIGSTOP) and goes on: for it, the clocks jump.</summary>
    Freeze,

    /// <summary>The server's wall clock jumps, forth or back.</summary>
    ClockJump,

    /// <summary>The disk of the data directory is full for a while.</summary>
    FullDisk,

    /// <summary>Every connection is cut at once.</summary>
    Storm,

    /// <summary>Connections end with a reset.</summary>
    Cut,

    /// <summary>Connections end in the middle of a frame.</summary>
    Tear,

    /// <summary>One direction of a connection is closed, the other stays open.</summary>
    HalfClose,

    /// <summary>Connections swallow everything, both ways; some come back, some never do.</summary>
    BlackHole,

    /// <summary>Clients read nothing for a while, with the connection open.</summary>
    Stall,

    /// <summary>Connections carry a few kilobytes a second.</summary>
    Throttle,

    /// <summary>Connections take long for every piece.</summary>
    Delay,

    /// <summary>A client loses its memory: it comes back without positions and gets what it has not confirmed.</summary>
    Forget,

    /// <summary>Redis, its primary or one of its cluster, stands still (SIGSTOP) and goes on; only with several servers.</summary>
    RedisFreeze,

    /// <summary>Redis, its primary or one of its cluster, is killed and starts again, empty; only with several servers.</summary>
    RedisKill,

    /// <summary>PostgreSQL is killed with all that it does and starts again on its data; only with several servers.</summary>
    DatabaseKill,

    /// <summary>PostgreSQL stands still with all its processes (SIGSTOP) and goes on; only with several servers.</summary>
    DatabaseFreeze,

    /// <summary>One server's way to PostgreSQL and to Redis carries nothing in one direction; only with several servers.</summary>
    LinkCut,

    /// <summary>A server joins that was never there; one that joined before leaves for good first; only with several servers.</summary>
    Join,

    /// <summary>A server drains (SIGTERM) and is gone for a while, so that its clients live at the others, and comes back; only with several servers.</summary>
    Leave,
}
