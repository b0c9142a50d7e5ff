namespace TableTap.Realtime.Inspection;

/// <summary>Finds the first few of many in an order, without sorting all of them.</summary>
internal static class FirstOf
{
    /// <summary>The first of some, in their order.</summary>
    /// <typeparam name="T">What they are.</typeparam>
    /// <param name="all">All of them.</param>
    /// <param name="most">How many are wanted at most.</param>
    /// <param name="order">Which comes first: below zero where the first one does.</param>
    public static List<T> Many<T>(IEnumerable<T> all, int most, Comparison<T> order)
    {
        // The last of those that are kept stands first, and gives way.
        var kept = new PriorityQueue<T, T>(
            most + 1,
            Comparer<T>.Create((one, other) => order(other, one))
        );
        foreach (var one in all)
        {
            if (kept.Count < most)
            {
                kept.Enqueue(one, one);
            }
            else
            {
                kept.EnqueueDequeue(one, one);
            }
        }

        var first = new List<T>(kept.Count);
        while (kept.TryDequeue(out var one, out _))
        {
            first.Add(one);
        }

        first.Reverse();
        return first;
    }
}
