using TableTap.Storage.Sqlite.Tables;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// The scripts that make the tables, each in a file of its own. One that has been delivered is never changed and keeps its
/// place; what is new comes as a further one, at the end.
/// </summary>
internal static class Schema
{
    /// <summary>"TTap", in the file's header.</summary>
    public const int ApplicationId = 0x54546170;

    /// <summary>The scripts in their order; after the n-th the store's <c>user_version</c> is n.</summary>
    public static IReadOnlyList<string> Scripts { get; } =
    [
        FirstTables.Script,
        AuditSchema.Script,
        SnapshotTables.Script,
        CursorRows.Script,
        SubjectTables.Script,
        StoreAge.Script,
        MoneyTables.Script,
        AuditHeadColumn.Script,
        RecordTables.Script,
        AuditReason.Script,
    ];
}
