namespace TableTap.Storage.Postgres.Tables;

/// <summary>
/// The scripts that make the tables. One that has been delivered is never changed and keeps its place; what is new comes as a
/// further one, at the end.
/// </summary>
internal static class PostgresSchema
{
    /// <summary>The scripts in their order; after the n-th the schema is n.</summary>
    public static IReadOnlyList<string> Scripts { get; } =
    [PostgresTables.Script, PostgresAuditReason.Script];

    /// <summary>
    /// The oldest program, by the schema that it knows, that still works on tables of this one: such servers may run side by
    /// side with those of this program, and be started again. A script that takes something away raises it.
    /// </summary>
    public const int OldestCompatible = 1;
}
