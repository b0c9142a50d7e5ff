namespace TableTap.Storage.Postgres;

/// <summary>The connection ended after the commit was sent and before it was confirmed: it may be written or not.</summary>
internal sealed class UnknownCommitException(Exception inner) : Exception(inner.Message, inner);
