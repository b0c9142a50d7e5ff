namespace TableTap.Simulation.Verification;

/// <summary>An order that the server acknowledged to a guest.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="OrderNumber">The number that people call it by.</param>
public readonly record struct AcknowledgedOrder(string OrderId, string OrderNumber);

/// <summary>What a guest's channel tells about one order.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Created">How often it was created.</param>
/// <param name="Ended">How often it ended, by completion or cancellation.</param>
public readonly record struct ToldOrder(string OrderId, int Created, int Ended);

/// <summary>What became of the acknowledged orders.</summary>
/// <param name="Lost">Acknowledged, but the journal does not know them.</param>
/// <param name="Doubled">Made, numbered or ended more than once, or made without being ordered.</param>
/// <param name="Open">Neither completed nor cancelled.</param>
public readonly record struct OrderVerdict(int Lost, int Doubled, int Open);

/// <summary>Compares the orders that were acknowledged with those that the journal tells of. Pure.</summary>
public static class OrderCheck
{
    /// <summary>Counts the orders that were lost or doubled, or are still open.</summary>
    /// <param name="acknowledged">The acknowledged orders of all guests.</param>
    /// <param name="told">The orders of the journal, on the guests' channels.</param>
    /// <param name="unanswered">How many orders were sent without ever getting an answer: so many may exist beyond the acknowledged ones.</param>
    public static OrderVerdict Compare(
        IReadOnlyCollection<AcknowledgedOrder> acknowledged,
        IReadOnlyCollection<ToldOrder> told,
        int unanswered
    )
    {
        var known = told.ToLookup(order => order.OrderId);
        var ids = acknowledged.Select(order => order.OrderId).ToHashSet();
        var numbers = acknowledged.Select(order => order.OrderNumber).ToHashSet();
        var lost = ids.Count(id =>
            !known.Contains(id) || known[id].Sum(order => order.Created) == 0
        );
        var open = ids.Count(id => known.Contains(id) && known[id].Sum(order => order.Ended) == 0);
        var unasked = told.Count(order => !ids.Contains(order.OrderId));
        var doubled =
            acknowledged.Count
            - Math.Min(ids.Count, numbers.Count)
            + known.Count(orders =>
                orders.Sum(order => order.Created) > 1 || orders.Sum(order => order.Ended) > 1
            )
            + Math.Max(0, unasked - unanswered);
        return new(lost, doubled, open);
    }
}
