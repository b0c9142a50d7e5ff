using TableTap.Ordering.Values;

namespace TableTap.Ordering.Figures;

/// <summary>How long the last tickets of a counter took, by the minute in which they were finished; those of half an hour.</summary>
/// <param name="Minutes">The minutes in which tickets were finished, the latest last.</param>
public sealed record TicketTimes(EquatableList<TicketMinute> Minutes)
{
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(30);

    /// <summary>The same times with one ticket more, without those of over half an hour ago.</summary>
    /// <param name="at">When it was finished.</param>
    /// <param name="took">From its assignment until then.</param>
    public TicketTimes Add(DateTimeOffset at, TimeSpan took)
    {
        var minute = at.AddTicks(-(at.UtcTicks % TimeSpan.TicksPerMinute)).ToUniversalTime();
        var kept = Minutes.Items.RemoveAll(one => one.Start <= at - Kept);
        return kept is [.., var last] && last.Start == minute
            ? new(
                kept.SetItem(
                    kept.Length - 1,
                    last with
                    {
                        Count = last.Count + 1,
                        Total = last.Total + took,
                    }
                )
            )
            : new(kept.Add(new(minute, 1, took)));
    }

    /// <summary>The mean of the minutes that began within the last half an hour; null where there are none.</summary>
    public TimeSpan? Mean(DateTimeOffset now)
    {
        var (count, total) = (0, TimeSpan.Zero);
        foreach (var minute in Minutes)
        {
            if (minute.Start > now - Kept)
            {
                (count, total) = (count + minute.Count, total + minute.Total);
            }
        }

        return count == 0 ? null : total / count;
    }

    /// <summary>When the oldest minute that still counts stops counting; null where none does.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset now) =>
        Minutes
            .Items.Where(minute => minute.Start > now - Kept)
            .Select(minute => (DateTimeOffset?)minute.Start + Kept)
            .FirstOrDefault();
}

/// <summary>The tickets that were finished in one minute.</summary>
/// <param name="Start">When the minute began.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Total">How long they took together.</param>
public sealed record TicketMinute(DateTimeOffset Start, int Count, TimeSpan Total);
