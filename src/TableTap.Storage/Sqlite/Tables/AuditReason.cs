namespace TableTap.Storage.Sqlite.Tables;

/// <summary>Why something was done, in a line of the audit.</summary>
internal static class AuditReason
{
    public const string Script = "ALTER TABLE audit ADD COLUMN reason TEXT;";
}
