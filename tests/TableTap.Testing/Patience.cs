namespace TableTap.Testing;

/// <summary>
/// How long a test waits for what has to come: a bound that only a broken product reaches. A wait that is fulfilled ends at
/// once, so a machine that is busy with other things costs time and proves the same.
/// </summary>
public static class Patience
{
    /// <summary>For an answer, a message, a page, a process that starts.</summary>
    /// <value>2 minutes.</value>
    public static TimeSpan Bound { get; } = TimeSpan.FromMinutes(2);
}
