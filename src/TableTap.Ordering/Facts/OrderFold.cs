using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>An order alone, from nothing but its own facts: what a café no longer holds can still be shown, and brought back.</summary>
public static class OrderFold
{
    /// <summary>The order after all of its facts; null where the first is not its creation.</summary>
    /// <param name="facts">Its facts in their order.</param>
    public static Order? Of(IEnumerable<OrderFact> facts)
    {
        Order? order = null;
        foreach (var fact in facts)
        {
            if (fact is OrderCreatedFact created)
            {
                order = OrderApply.Created(created);
            }
            else if (fact is OrderReturnedFact returned)
            {
                order = Of(returned.Facts.Items);
            }
            else if (order is null)
            {
                return null;
            }
            else
            {
                order = OrderApply.Apply(order, fact);
            }
        }

        return order;
    }

    /// <summary>
    /// What happened to an order, each once: where it came back into the café, what it brought along stands for all before it.
    /// </summary>
    /// <param name="facts">Its facts as they were stored.</param>
    public static IReadOnlyList<OrderFact> Unfold(IEnumerable<OrderFact> facts)
    {
        var all = new List<OrderFact>();
        foreach (var fact in facts)
        {
            if (fact is OrderReturnedFact returned)
            {
                all = [.. returned.Facts.Items];
            }
            else
            {
                all.Add(fact);
            }
        }

        return all;
    }
}
