using System.Collections.Concurrent;

namespace TableTap.Faults.History;

/// <summary>What must never be.</summary>
public enum Wrong
{
    /// <summary>Something acknowledged or shown is gone, or something due never came.</summary>
    Lost,

    /// <summary>Something happened or was told twice.</summary>
    Doubled,

    /// <summary>Something came before what stands before it.</summary>
    Reordered,

    /// <summary>Somebody heard what is not for that person.</summary>
    WronglyPermitted,

    /// <summary>A command has no answer although the server lives and takes work.</summary>
    Unanswered,
}

/// <summary>One thing that is wrong.</summary>
/// <param name="Wrong">What kind.</param>
/// <param name="Text">Where and how.</param>
public sealed record Finding(Wrong Wrong, string Text);

/// <summary>Counts what is wrong, and keeps the first of each kind as evidence. Thread-safe.</summary>
public sealed class Findings
{
    private const int MostKept = 25;
    private readonly long[] _counts = new long[Enum.GetValues<Wrong>().Length];
    private readonly ConcurrentQueue<Finding> _kept = new();
    private readonly TaskCompletionSource _first = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Evidence.</summary>
    public IReadOnlyList<Finding> Kept => [.. _kept];

    /// <summary>Ends at the first finding.</summary>
    public Task First => _first.Task;

    /// <summary>How many of a kind.</summary>
    /// <param name="wrong">The kind.</param>
    public long this[Wrong wrong] => Interlocked.Read(ref _counts[(int)wrong]);

    /// <summary>Counts one, or several of the same.</summary>
    /// <param name="wrong">The kind.</param>
    /// <param name="text">Where and how.</param>
    /// <param name="count">How many.</param>
    public void Add(Wrong wrong, string text, long count = 1)
    {
        if (count > 0)
        {
            if (Interlocked.Add(ref _counts[(int)wrong], count) - count < MostKept)
            {
                _kept.Enqueue(new(wrong, text));
            }

            _first.TrySetResult();
        }
    }
}
