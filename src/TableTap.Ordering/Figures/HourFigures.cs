using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Figures;

/// <summary>What is counted within one clock hour of the café (docs/protocol.md §6).</summary>
/// <param name="Start">When the hour began; names it.</param>
public sealed record HourFigures(DateTimeOffset Start)
{
    /// <summary>Orders that were first confirmed in it.</summary>
    public int Received { get; init; }

    /// <summary>Orders that were handed over in it.</summary>
    public int Completed { get; init; }

    /// <summary>What came in less what went back, without tips.</summary>
    public Money Revenue { get; init; }

    /// <summary>The items of the orders that were confirmed in it, by item.</summary>
    public EquatableMap<ItemUnits> Items { get; init; }

    /// <summary>Seconds from confirmed to ready, of the orders that became ready in it.</summary>
    public ValueHistogram Waits { get; init; } = new();

    /// <summary>
    /// How far off the quotes were of the orders that became ready in it for the first time, in percent of the quote, at most 100.
    /// </summary>
    public ValueHistogram Misses { get; init; } = new();

    /// <summary>How many of those were ready as quoted.</summary>
    public int OnTime { get; init; }

    /// <summary>With the items of an order that was confirmed.</summary>
    /// <param name="units">How many of which.</param>
    public HourFigures WithItems(IEnumerable<ItemUnits> units)
    {
        var items = Items;
        foreach (var some in units)
        {
            var before = items.TryGet(some.ItemId, out var known) ? known.Units : 0;
            items = items.Set(some.ItemId, some with { Units = before + some.Units });
        }

        return this with
        {
            Items = items,
        };
    }
}

/// <summary>How many of an item were ordered.</summary>
/// <param name="ItemId">The id of the item on the menu.</param>
/// <param name="Name">Its name when it was ordered last.</param>
/// <param name="Units">How many pieces were ordered.</param>
public sealed record ItemUnits(string ItemId, string Name, int Units);
