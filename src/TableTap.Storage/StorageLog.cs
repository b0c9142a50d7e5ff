using Microsoft.Extensions.Logging;

namespace TableTap.Storage;

/// <summary>What the stores tell their operator. Event ids 4000 to 4099.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(
        4000,
        LogLevel.Information,
        "Journal {Path} is open: epoch {Epoch}, last position {Position}"
    )]
    public static partial void Opened(ILogger log, string path, string epoch, long position);

    [LoggerMessage(
        4001,
        LogLevel.Information,
        "Journal {Path} moved from schema {From} to schema {To}"
    )]
    public static partial void Migrated(ILogger log, string path, int from, int to);

    [LoggerMessage(
        4002,
        LogLevel.Error,
        "The journal cannot be written now; appends are refused until it can: {Reason}"
    )]
    public static partial void Unavailable(ILogger log, string reason, Exception? trouble);

    [LoggerMessage(4003, LogLevel.Information, "The journal can be written again")]
    public static partial void Recovered(ILogger log);

    [LoggerMessage(
        4004,
        LogLevel.Warning,
        "A commit ended without saying how; {Batches} batches wait until the store can tell"
    )]
    public static partial void InDoubt(ILogger log, int batches, Exception trouble);

    [LoggerMessage(
        4005,
        LogLevel.Information,
        "The commit in doubt is settled: it was written = {Written}"
    )]
    public static partial void Settled(ILogger log, bool written);

    [LoggerMessage(4006, LogLevel.Error, "A batch for stream {Stream} cannot be stored")]
    public static partial void BatchRefused(ILogger log, string stream, Exception reason);

    [LoggerMessage(
        4007,
        LogLevel.Warning,
        "History is over its size: messages of the last {Age} are trimmed before their time"
    )]
    public static partial void TrimmedForSpace(ILogger log, TimeSpan age);

    [LoggerMessage(
        4008,
        LogLevel.Debug,
        "Trimmed {Messages} messages, {Answers} answers and {AuditLines} audit lines"
    )]
    public static partial void Trimmed(ILogger log, int messages, int answers, int auditLines);

    [LoggerMessage(
        4009,
        LogLevel.Warning,
        "Nobody took {Messages} committed messages before the journal closed; they are stored"
    )]
    public static partial void PublishFailed(ILogger log, int messages);

    [LoggerMessage(
        4010,
        LogLevel.Warning,
        "The journal closed without its last checkpoint; the next start makes up for it"
    )]
    public static partial void NotCheckpointed(ILogger log, Exception trouble);

    [LoggerMessage(4011, LogLevel.Debug, "Trimmed {Facts} facts that a base snapshot holds")]
    public static partial void FactsTrimmed(ILogger log, int facts);
}
