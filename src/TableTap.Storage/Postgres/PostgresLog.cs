using Microsoft.Extensions.Logging;

namespace TableTap.Storage.Postgres;

/// <summary>What the journal in PostgreSQL tells its operator. Event ids 4100 to 4199.</summary>
internal static partial class PostgresLog
{
    [LoggerMessage(
        4100,
        LogLevel.Information,
        "Journal in PostgreSQL at {Place} is open: epoch {Epoch}, last position {Position}"
    )]
    public static partial void Opened(ILogger log, string place, string epoch, long position);

    [LoggerMessage(
        4101,
        LogLevel.Information,
        "The tables at {Place} moved from schema {From} to schema {To}"
    )]
    public static partial void Migrated(ILogger log, string place, int from, int to);

    [LoggerMessage(
        4102,
        LogLevel.Error,
        "The database cannot be written now; appends are refused until it can: {Reason}"
    )]
    public static partial void Unavailable(ILogger log, string reason, Exception? trouble);

    [LoggerMessage(4103, LogLevel.Information, "The database can be written again")]
    public static partial void Recovered(ILogger log);

    [LoggerMessage(
        4104,
        LogLevel.Warning,
        "A commit ended without saying how; {Batches} batches wait until the database can tell"
    )]
    public static partial void InDoubt(ILogger log, int batches, Exception trouble);

    [LoggerMessage(
        4105,
        LogLevel.Information,
        "The commit in doubt is settled: it was written = {Written}"
    )]
    public static partial void Settled(ILogger log, bool written);

    [LoggerMessage(4106, LogLevel.Error, "A batch for stream {Stream} cannot be stored")]
    public static partial void BatchRefused(ILogger log, string stream, Exception reason);

    [LoggerMessage(
        4107,
        LogLevel.Warning,
        "History is over its size: messages of the last {Age} are trimmed before their time"
    )]
    public static partial void TrimmedForSpace(ILogger log, TimeSpan age);

    [LoggerMessage(
        4108,
        LogLevel.Debug,
        "Trimmed {Slices} slices of history, {Answers} answers, {AuditLines} audit lines, {Facts} facts and {Records} records"
    )]
    public static partial void Trimmed(
        ILogger log,
        int slices,
        int answers,
        int auditLines,
        int facts,
        int records
    );

    [LoggerMessage(4109, LogLevel.Warning, "Old rows could not be trimmed now: {Reason}")]
    public static partial void NotTrimmed(ILogger log, string reason, Exception trouble);

    [LoggerMessage(
        4110,
        LogLevel.Critical,
        "The database has lost commits that were acknowledged: readers were told up to position {Known}, and what is there up to {Found} is not the same. Its history goes on under a new epoch from the next start on"
    )]
    public static partial void WentBack(ILogger log, long known, long found);

    [LoggerMessage(
        4111,
        LogLevel.Warning,
        "PostgreSQL at {Place} runs with {Setting}: after a power cut acknowledged orders may be gone"
    )]
    public static partial void NotDurable(ILogger log, string place, string setting);

    [LoggerMessage(
        4113,
        LogLevel.Debug,
        "The journal closed without its last words to the database, which is harmless: {Reason}"
    )]
    public static partial void NotLeft(ILogger log, string reason);

    [LoggerMessage(
        4112,
        LogLevel.Debug,
        "A group of {Batches} batches was written once more: {Reason}"
    )]
    public static partial void Again(ILogger log, int batches, string reason);

    [LoggerMessage(
        4114,
        LogLevel.Warning,
        "The replica gives no history, which is read from the database itself meanwhile: {Reason}"
    )]
    public static partial void NoReplica(ILogger log, string reason);

    [LoggerMessage(4115, LogLevel.Information, "The replica at {Place} gives history again")]
    public static partial void ReplicaBack(ILogger log, string place);

    [LoggerMessage(
        4116,
        LogLevel.Warning,
        "The database seemed to have lost commits: readers were told up to position {Known}, and a look found it at {Found}. Held and looked at again it has them all, so the server goes on"
    )]
    public static partial void IsWhole(ILogger log, long known, long found);
}
