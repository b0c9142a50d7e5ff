namespace TableTap.Realtime.Journal;

/// <summary>A line of the audit (section 9).</summary>
/// <param name="Chain">The café, or <c>server</c>.</param>
/// <param name="Actor">The id of who acted, mostly a user's.</param>
/// <param name="Role">The role in which they acted, as its word.</param>
/// <param name="Address">From where; null where the server itself acted.</param>
/// <param name="Command">The command's type.</param>
/// <param name="MessageId">The command's id; empty where it had none.</param>
/// <param name="Result">The outcome: <c>processed</c> or the error code.</param>
/// <param name="At">When it was decided.</param>
public sealed record AuditLine(
    string Chain,
    string Actor,
    string Role,
    string? Address,
    string Command,
    string MessageId,
    string Result,
    DateTimeOffset At
)
{
    /// <summary>What the journal itself writes where it finds that a chain was changed behind its back.</summary>
    private const string Finding = "audit_head";

    /// <summary>How many commands the line stands for: refusals of a flood share one.</summary>
    /// <value>At least 1; default 1.</value>
    public int Count { get; init; } = 1;

    /// <summary>
    /// What it was about: the id of the order, counter or person, or what an operator set; null where the command names none.
    /// </summary>
    public string? Target { get; init; }

    /// <summary>Why it was wanted, in the words of whoever acted; at most <see cref="MaxReason"/> characters.</summary>
    /// <value>Default null: nobody asked why.</value>
    public string? Reason { get; init; }

    /// <summary>The most characters of a reason.</summary>
    public const int MaxReason = 200;

    /// <summary>Whether it says that the chain before it is not what the server wrote; no command has such a line.</summary>
    public bool TellsOfChange => Command == Finding;

    /// <summary>
    /// The line that says for good that a chain is not what the server wrote: what is signed from then on hangs on it.
    /// </summary>
    /// <param name="chain">The name of the chain.</param>
    /// <param name="at">When it was found.</param>
    public static AuditLine Changed(string chain, DateTimeOffset at) =>
        new(chain, "server", "service", null, Finding, "", "SIGNATURE_INVALID", at);
}

/// <summary>An audit line in its place.</summary>
/// <param name="Line">What it says.</param>
/// <param name="Number">Its place in its chain, from 1 without a hole.</param>
/// <param name="Hash">What links it to the line before: <see cref="AuditLink.Of"/>.</param>
public sealed record AuditEntry(AuditLine Line, long Number, ReadOnlyMemory<byte> Hash);

/// <summary>Which lines of the audit are read.</summary>
/// <param name="Limit">How many at most, from 1.</param>
public sealed record AuditQuery(int Limit)
{
    /// <summary>Only of this chain.</summary>
    /// <value>Default null: of all.</value>
    public string? Chain { get; init; }

    /// <summary>Only of this actor.</summary>
    /// <value>Default null: of all.</value>
    public string? Actor { get; init; }

    /// <summary>Only from then on.</summary>
    /// <value>Default null: from the beginning.</value>
    public DateTimeOffset? From { get; init; }

    /// <summary>Reads only lines that were written before this moment.</summary>
    /// <value>Default null: to the end.</value>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only what was written before this place: <see cref="AuditPage.Next"/> of the page before.</summary>
    /// <value>Default null: from the latest on.</value>
    public long? Before { get; init; }
}

/// <summary>A page of the audit.</summary>
/// <param name="Entries">The lines, the latest first.</param>
/// <param name="Next">Where the next page begins; null where there is none.</param>
public sealed record AuditPage(IReadOnlyList<AuditEntry> Entries, long? Next);
