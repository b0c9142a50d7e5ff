using System.Collections.Immutable;
using TableTap.Ordering.Figures;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Reports;

/// <summary>The figures of a café at an instant (docs/protocol.md §6), for the current clock hour of its time zone.</summary>
/// <param name="OrdersReceived">Orders that were first confirmed in the hour.</param>
/// <param name="OrdersCompleted">Orders that were handed over in it.</param>
/// <param name="AverageWait">Mean from confirmed to ready, of orders that became ready in it; null where there were none.</param>
/// <param name="WaitP50">The wait that half of them did not exceed.</param>
/// <param name="WaitP90">The wait that nine of ten did not exceed.</param>
/// <param name="Revenue">What came in less what went back, without tips; may be negative.</param>
/// <param name="TopItems">The five items of which most were ordered, by units, then by name.</param>
/// <param name="OnTimeRate">
/// The part of the orders that became ready for the first time in the hour which was ready as quoted, from 0 to 1.
/// </param>
/// <param name="QuoteAccuracy">1 less the median miss of their quotes, from 0 to 1.</param>
/// <param name="Counters">Every counter, in the order of the profile.</param>
public sealed record CafeReport(
    int OrdersReceived,
    int OrdersCompleted,
    TimeSpan? AverageWait,
    TimeSpan? WaitP50,
    TimeSpan? WaitP90,
    Money Revenue,
    EquatableList<ItemUnits> TopItems,
    double? OnTimeRate,
    double? QuoteAccuracy,
    EquatableList<CounterReport> Counters
)
{
    private const int ItemsShown = 5;

    /// <summary>The figures of a café.</summary>
    /// <param name="cafe">The café as it is at the instant.</param>
    /// <param name="now">The instant that the figures are for.</param>
    public static CafeReport Of(Cafe cafe, DateTimeOffset now)
    {
        var start = LocalTime.HourOf(cafe.Profile, now);
        var counted = cafe.Figures.Hour;
        var hour = counted.Start == start ? counted : new HourFigures(start);
        var quotes = hour.Misses.Count;
        return new(
            hour.Received,
            hour.Completed,
            hour.Waits.Mean is { } mean ? TimeSpan.FromSeconds(mean) : null,
            Seconds(hour.Waits.Rank(50)),
            Seconds(hour.Waits.Rank(90)),
            hour.Revenue,
            hour.Items.Values.OrderByDescending(item => item.Units)
                .ThenBy(item => item.Name, StringComparer.Ordinal)
                .ThenBy(item => item.ItemId, StringComparer.Ordinal)
                .Take(ItemsShown)
                .ToEquatableList(),
            quotes == 0 ? null : (double)hour.OnTime / quotes,
            hour.Misses.Rank(50) is { } miss ? (100 - miss) / 100.0 : null,
            CounterReport.All(cafe, now)
        );
    }

    /// <summary>When time alone changes the figures next, seen from an instant.</summary>
    public static DateTimeOffset NextChange(Cafe cafe, DateTimeOffset now)
    {
        var next = LocalTime.HourOf(cafe.Profile, now).AddHours(1);
        foreach (var times in cafe.Figures.Tickets.Values)
        {
            next = times.NextChange(now) is { } change && change < next ? change : next;
        }

        return next;
    }

    private static TimeSpan? Seconds(int? value) =>
        value is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}

/// <summary>The figures of a counter.</summary>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Name">The counter's name, as the profile has it.</param>
/// <param name="QueueLength">Orders it still has to make some of.</param>
/// <param name="AverageTime">
/// Mean from assigned to made, of the tickets it finished in the last half an hour; null where there were none.
/// </param>
/// <param name="Status">Whether it works.</param>
public sealed record CounterReport(
    string CounterId,
    string Name,
    int QueueLength,
    TimeSpan? AverageTime,
    CounterStatus Status
)
{
    /// <summary>The figures of every counter of a café.</summary>
    public static EquatableList<CounterReport> All(Cafe cafe, DateTimeOffset now)
    {
        return cafe
            .Profile.Counters.Items.Select(counter => new CounterReport(
                counter.CounterId,
                counter.Name,
                cafe.Work.Waits.CountAt(counter.CounterId),
                cafe.Figures.Tickets.TryGet(counter.CounterId, out var times)
                    ? times.Mean(now)
                    : null,
                cafe.StatusOf(counter.CounterId)
            ))
            .ToEquatableList();
    }
}
