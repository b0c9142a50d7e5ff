namespace TableTap.Realtime.Sending;

/// <summary>The bytes that wait for all connections together (section 7, "Slow readers"). Thread-safe.</summary>
/// <param name="limit">Bytes at most before the largest backlogs are shed.</param>
internal sealed class OutboxBudget(long limit)
{
    private long _used;

    public long Used => Interlocked.Read(ref _used);

    /// <summary>Whether backlogs have to be shed.</summary>
    public bool IsExceeded => Used > limit;

    /// <summary>Whether enough was shed: some room is made at once, so that not each message has to shed again.</summary>
    public bool IsRelieved => Used <= limit / 4 * 3;

    /// <summary>
    /// Whether history is to be read in small pieces from here on. Nobody has to wait for others to take theirs: one slow
    /// phone must not hold up the return of a quick one.
    /// </summary>
    public bool IsTight => Used > limit / 2;

    /// <summary>Whether so many bytes more would keep within the limit.</summary>
    public bool HasRoom(long bytes) => Used + bytes <= limit;

    public void Take(long bytes) => Interlocked.Add(ref _used, bytes);

    public void Return(long bytes) => Interlocked.Add(ref _used, -bytes);
}
