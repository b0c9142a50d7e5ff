namespace TableTap.Storage;

/// <summary>What became of a page of history that was asked of the database's replica.</summary>
internal enum ReplicaEnd
{
    /// <summary>The replica gave it.</summary>
    Fresh,

    /// <summary>The replica lacks what this server has told already; the database gave it.</summary>
    Behind,

    /// <summary>The replica was in trouble, or was given a pause after some; the database gave it.</summary>
    Failed,
}
