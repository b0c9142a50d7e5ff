using System.Collections.Immutable;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>How many open orders still need something that is out. Counted anew whenever something goes out or comes back.</summary>
/// <param name="Outages">What is out.</param>
internal sealed record MissingItems(EquatableMap<Outage> Outages)
{
    private ImmutableDictionary<string, int> Counts { get; init; } =
        ImmutableDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>How many of these orders need what is out.</summary>
    /// <param name="outages">What is out.</param>
    /// <param name="orders">The open orders.</param>
    public static MissingItems Of(EquatableMap<Outage> outages, EquatableMap<Order> orders)
    {
        var missing = new MissingItems(outages);
        if (outages.Count > 0)
        {
            foreach (var (_, order) in orders.Items)
            {
                missing = missing.Replace(null, order);
            }
        }

        return missing;
    }

    /// <summary>How many orders need it.</summary>
    /// <param name="outage">The key of what is out.</param>
    public int CountOf(string outage) => Counts.GetValueOrDefault(outage);

    /// <summary>With an order as it is, in place of what it was.</summary>
    /// <param name="was">The order as it was; null where it was not open.</param>
    /// <param name="now">The order as it is; null where it is not open any more.</param>
    public MissingItems Replace(Order? was, Order? now)
    {
        if (Outages.Count == 0)
        {
            return this;
        }

        var counts = Counts;
        foreach (var (key, outage) in Outages.Items)
        {
            var by = (Needs(now, outage) ? 1 : 0) - (Needs(was, outage) ? 1 : 0);
            counts = by == 0 ? counts : counts.SetItem(key, counts.GetValueOrDefault(key) + by);
        }

        return ReferenceEquals(counts, Counts) ? this : this with { Counts = counts };
    }

    private static bool Needs(Order? order, Outage outage)
    {
        // What is for later counts once a counter has it: by then the item may be there again.
        if (order is not { Status: < OrderStatus.Ready, IsPlanned: false })
        {
            return false;
        }

        foreach (var line in order.Lines)
        {
            if (Needs(line, outage))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Needs(OrderLine line, Outage outage) =>
        line.Status.IsToDo
        && (outage.CounterId is null || outage.CounterId == line.CounterId)
        && outage.IsIn(line);
}
