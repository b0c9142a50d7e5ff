namespace TableTap.Realtime.Journal;

/// <summary>Lets a subject of a stream be found by each of some terms; what was entered before stays.</summary>
/// <param name="Subject">The subject of facts.</param>
/// <param name="At">Its place in time, the same in every entry of the subject.</param>
/// <param name="Terms">What it is found by: <c>status=completed</c>.</param>
public sealed record IndexEntry(string Subject, DateTimeOffset At, IReadOnlyList<string> Terms);

/// <summary>A place in the order of an index, which is by time and, where that is equal, by the subject's ordinal order.</summary>
/// <param name="At">The subject's place in time.</param>
/// <param name="Subject">The name of the subject.</param>
public readonly record struct IndexPlace(DateTimeOffset At, string Subject);

/// <summary>Asks for the latest subjects of a stream that have all of some terms.</summary>
/// <param name="Terms">At least one; the first should be the one that fewest subjects have.</param>
/// <param name="Limit">How many at most.</param>
public sealed record IndexQuery(IReadOnlyList<string> Terms, int Limit)
{
    /// <summary>The earliest time asked for.</summary>
    /// <value>Default: no bound.</value>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>Everything asked for is before this place.</summary>
    /// <value>Default: no bound.</value>
    public IndexPlace Before { get; init; } = new(DateTimeOffset.MaxValue, "");
}

/// <summary>The facts of one subject.</summary>
/// <param name="Subject">The name of the subject.</param>
/// <param name="Facts">Its facts in their order; none where the subject is unknown.</param>
public sealed record SubjectFacts(string Subject, IReadOnlyList<StoredFact> Facts);
