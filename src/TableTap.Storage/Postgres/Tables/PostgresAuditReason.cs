namespace TableTap.Storage.Postgres.Tables;

/// <summary>Why something was done, in a line of the audit; a program that does not know it writes lines without.</summary>
internal static class PostgresAuditReason
{
    public const string Script = "ALTER TABLE audit ADD COLUMN reason text;";
}
