namespace TableTap.Storage.Postgres;

/// <summary>The connection ended after the commit was sent and before it was confirmed: it may be written or not.</summary>
internal sealed class UnknownCommitException(Exception inner) : Exception(inner.Message, inner);

/// <summary>
/// The database wrote the commit here and stopped waiting for the standby that has to have it too: it is written, and not yet where it
/// outlives the loss of this database.
/// </summary>
/// <param name="warning">What the database says.</param>
internal sealed class UnconfirmedCommitException(string warning)
    : Exception(
        $"PostgreSQL has written a commit, but no standby of synchronous_standby_names confirms it: {warning}"
    );
