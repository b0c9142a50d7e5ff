namespace TableTap.Testing.Defects;

/// <summary>
/// A deliberate defect of a server, planted at one of its seams: a suite that does not find it would not find a real one
/// either. The journal lies (<see cref="LyingJournal"/>), or the line to the client does (<see cref="LyingLine"/>).
/// </summary>
public enum Defect
{
    /// <summary>Nothing is planted.</summary>
    None,

    /// <summary>The journal says that a command's batch is durable, and writes it only later.</summary>
    AckBeforeCommit,

    /// <summary>Every seventh message of a channel is sent on the live path and never arrives.</summary>
    SkipSequence,

    /// <summary>The line takes what a stalled client does not take, and drops the messages among it.</summary>
    DropOnOverflow,

    /// <summary>The last message of a replay arrives once more when the replay is over.</summary>
    DuplicateAtLiveSwitch,

    /// <summary>The journal says that what an owner confirmed is durable, and never writes it.</summary>
    ForgetCursor,
}
