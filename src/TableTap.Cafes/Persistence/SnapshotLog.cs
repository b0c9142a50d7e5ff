namespace TableTap.Cafes.Persistence;

/// <summary>What the keeping of snapshots tells the operator. Event ids 3050 to 3069.</summary>
internal static partial class SnapshotLog
{
    [LoggerMessage(
        3050,
        LogLevel.Debug,
        "Café {CafeId}: snapshot at version {Version}, {Bytes} bytes"
    )]
    public static partial void SnapshotWritten(
        this ILogger log,
        string cafeId,
        long version,
        int bytes
    );

    [LoggerMessage(3051, LogLevel.Error, "Café {CafeId}: a snapshot failed; facts are all there")]
    public static partial void SnapshotFailed(this ILogger log, string cafeId, Exception fault);

    [LoggerMessage(
        3052,
        LogLevel.Information,
        "Café {CafeId}: the snapshot at version {Version} is of another build; this start reads all facts"
    )]
    public static partial void OtherShape(this ILogger log, string cafeId, long version);

    [LoggerMessage(
        3053,
        LogLevel.Warning,
        "Café {CafeId}: the snapshot cannot be read; this start reads all facts"
    )]
    public static partial void SnapshotBroken(this ILogger log, string cafeId, Exception fault);

    [LoggerMessage(
        3054,
        LogLevel.Information,
        "Café {CafeId}: {Facts} facts were too old; the base is now at version {Version}"
    )]
    public static partial void FactsRetired(
        this ILogger log,
        string cafeId,
        long facts,
        long version
    );

    [LoggerMessage(3055, LogLevel.Error, "Café {CafeId}: old facts could not be let go")]
    public static partial void RetirementFailed(this ILogger log, string cafeId, Exception fault);
}
