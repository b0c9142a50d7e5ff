namespace TableTap.Realtime;

/// <summary>Who a session speaks for, and until when. Immutable but for the warning.</summary>
/// <param name="identity">Who.</param>
/// <param name="endsAt">When it ends without renewal.</param>
internal sealed class Tenure(Identity identity, DateTimeOffset endsAt)
{
    private int _warned;

    public Identity Identity { get; } = identity;

    public DateTimeOffset EndsAt { get; } = endsAt;

    /// <summary>Whether the caller is the one to warn of the end: once.</summary>
    public bool TryWarn() => Interlocked.Exchange(ref _warned, 1) == 0;
}
