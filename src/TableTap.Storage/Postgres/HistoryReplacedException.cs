namespace TableTap.Storage.Postgres;

/// <summary>
/// The database is not the one that this server has told its readers about: an older copy took its place, or it has a new epoch by
/// now. The server must start anew.
/// </summary>
internal sealed class HistoryReplacedException(string message) : Exception(message);

/// <summary>
/// The database has lost commits that this server has told its readers about, though others may have written past them.
/// </summary>
/// <param name="known">The last position that was told.</param>
/// <param name="found">The last position that is there.</param>
internal sealed class HistoryWentBackException(long known, long found)
    : Exception("The database has lost commits that were acknowledged; the server must start anew.")
{
    public long Known => known;

    public long Found => found;
}
