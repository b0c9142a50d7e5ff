namespace TableTap.Realtime.Journal;

/// <summary>What one decision leaves behind, written together or not at all.</summary>
/// <param name="Stream">The stream of the facts.</param>
/// <param name="ExpectedVersion">The version the decision was made on; null where it rests on none (an audit line alone).</param>
/// <param name="Facts">What happened; versions follow the expected one.</param>
/// <param name="Messages">Who is told what, in the order to be heard.</param>
/// <param name="Answers">The answers to remember.</param>
/// <param name="Audit">The lines of the audit.</param>
public sealed record AppendBatch(
    string Stream,
    long? ExpectedVersion,
    IReadOnlyList<NewFact> Facts,
    IReadOnlyList<MessageDraft> Messages,
    IReadOnlyList<StoredAnswer> Answers,
    IReadOnlyList<AuditLine> Audit
)
{
    /// <summary>How far owners have confirmed their channels; a cursor never goes back (section 7).</summary>
    public IReadOnlyList<ChannelPosition> Cursors { get; init; } = [];

    /// <summary>Subjects to find later by their terms.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<IndexEntry> Index { get; init; } = [];

    /// <summary>Records to write or remove; one that is at another version than expected is a conflict.</summary>
    /// <value>Default: none.</value>
    public IReadOnlyList<RecordChange> Records { get; init; } = [];
}

/// <summary>How an append ended.</summary>
/// <param name="Committed">Whether the batch is durable; otherwise it conflicted and nothing was written.</param>
/// <param name="Version">The stream's version now.</param>
/// <param name="Position">The last commit position used by the batch; 0 where it had no message.</param>
public readonly record struct AppendOutcome(bool Committed, long Version, long Position)
{
    /// <summary>The sequences that its messages got in their channels, in the order of the batch.</summary>
    /// <value>Default: none, as where it conflicted or had no message.</value>
    public IReadOnlyList<long> Sequences { get; init; } = [];
}

/// <summary>Whose command it was (section 4, "Exactly once").</summary>
/// <param name="Issuer">The token's issuer.</param>
/// <param name="Subject">The token's <c>sub</c>.</param>
/// <param name="MessageId">The command's <c>messageId</c>.</param>
public sealed record AnswerKey(string Issuer, string Subject, string MessageId);

/// <summary>The first answer of a command.</summary>
/// <param name="Key">Whose command it answers.</param>
/// <param name="RequestHash">SHA-256 of its type and data; another body under the same id is refused.</param>
/// <param name="Frame">The answer, byte for byte.</param>
/// <param name="At">When it was given.</param>
public sealed record StoredAnswer(
    AnswerKey Key,
    ReadOnlyMemory<byte> RequestHash,
    ReadOnlyMemory<byte> Frame,
    DateTimeOffset At
);

/// <summary>The store cannot write now: disk full, read-only, locked. Nothing of the batch was written.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null)
    : Exception(message, inner);

/// <summary>
/// The batch itself cannot be stored, whoever tries how often: nothing of it was written, and what comes beside it is not
/// harmed.
/// </summary>
public sealed class BatchRefusedException(string message, Exception? inner = null)
    : Exception(message, inner);
