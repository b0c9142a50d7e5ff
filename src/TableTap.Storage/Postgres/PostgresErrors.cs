using System.Net.Sockets;
using Npgsql;

namespace TableTap.Storage.Postgres;

/// <summary>What an error of the database means, for the program and for the operator.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether it comes from the database or the way to it, and not from the program.</summary>
    public static bool IsOfDatabase(Exception trouble) =>
        trouble is NpgsqlException or TimeoutException or SocketException or IOException;

    /// <summary>
    /// Whether the database said no to the statement itself, so that nothing of its transaction was written. A connection that ended,
    /// or was ended by the database while it committed, says nothing of that; neither does a database that breaks down.
    /// </summary>
    public static bool IsCertain(Exception trouble) =>
        trouble
            is not NpgsqlException
                and not TimeoutException
                and not SocketException
                and not IOException
        || trouble is PostgresException { InvariantSeverity: "ERROR", SqlState: var state }
            && !state.StartsWith("57P", StringComparison.Ordinal)
            && !state.StartsWith("08", StringComparison.Ordinal);

    /// <summary>
    /// Whether what was to be written is at fault (a text with a zero in it, a number too large), so that trying again is of no use.
    /// </summary>
    public static bool IsOfBatch(Exception trouble) =>
        trouble is PostgresException { SqlState: var state }
            ? state.StartsWith("22", StringComparison.Ordinal)
                || state.StartsWith("23", StringComparison.Ordinal)
                || state == PostgresErrorCodes.ProgramLimitExceeded
            : !IsOfDatabase(trouble) && trouble is not OperationCanceledException;

    /// <summary>What the operator reads.</summary>
    /// <param name="trouble">What happened.</param>
    /// <param name="place">Where the database is.</param>
    /// <param name="setting">The setting that says how it is reached.</param>
    public static string Words(
        Exception trouble,
        string place,
        string setting = "Storage:ConnectionString"
    ) =>
        trouble switch
        {
            PostgresException
            {
                SqlState: PostgresErrorCodes.InvalidPassword
                    or PostgresErrorCodes.InvalidAuthorizationSpecification
            } =>
                $"PostgreSQL at {place} does not let TableTap in ({Text(trouble)}). Check user and password in {setting}.",
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } =>
                $"PostgreSQL at {place} has no such database. Make it: createdb NAME.",
            PostgresException { SqlState: PostgresErrorCodes.DiskFull } =>
                $"The disk of PostgreSQL at {place} is full. Make room.",
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } =>
                $"PostgreSQL at {place} only reads: it is a standby. Name the primary, or all of them with Target Session Attributes=primary.",
            PostgresException { SqlState: PostgresErrorCodes.TooManyConnections } =>
                $"PostgreSQL at {place} has no connection left. Raise max_connections, or put PgBouncer before it.",
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } =>
                $"TableTap may not do this in PostgreSQL at {place} ({Text(trouble)}). Give its user the rights on the schema.",
            PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable } =>
                $"PostgreSQL at {place}: another server holds the store for too long.",
            PostgresException => $"PostgreSQL at {place} refuses: {Text(trouble)}.",
            _ => $"PostgreSQL at {place} cannot be reached: {Innermost(trouble)}",
        };

    private static string Text(Exception trouble) =>
        ((PostgresException)trouble).MessageText.TrimEnd('.');

    private static string Innermost(Exception trouble)
    {
        var cause = trouble;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        return cause.Message.EndsWith('.') ? cause.Message : cause.Message + ".";
    }
}
