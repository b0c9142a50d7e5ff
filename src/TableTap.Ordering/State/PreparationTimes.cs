using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>How long one piece of an item took at a counter, the latest last.</summary>
/// <param name="Samples">The last times, at most as many as the café's limit says.</param>
public sealed record PreparationTimes(EquatableList<TimeSpan> Samples)
{
    /// <summary>The middle of the times; of an even number the mean of the middle two.</summary>
    public TimeSpan Median { get; } = Middle(Samples.Items.Sort());

    /// <summary>With one time more, the oldest beyond the limit forgotten.</summary>
    public PreparationTimes Add(TimeSpan sample, int kept) =>
        new(Samples.Items.Add(sample).TakeLast(kept).ToEquatableList());

    /// <summary>The key of an item at a counter.</summary>
    public static string Key(string counterId, string itemId) => $"{counterId}|{itemId}";

    private static TimeSpan Middle(ImmutableArray<TimeSpan> sorted) =>
        sorted.IsEmpty
            ? TimeSpan.Zero
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
}
