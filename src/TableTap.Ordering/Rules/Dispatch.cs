namespace TableTap.Ordering;

/// <summary>Hands the work of confirmed orders to counters, and takes it back.</summary>
internal static class Dispatch
{
    /// <summary>Routes every line of an order that has no counter: one assignment per counter, and a hold for what nobody can take.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="orderId">Which order.</param>
    /// <param name="quietly">Whether lines that stay held are not said to be held again.</param>
    public static void Route(Draft draft, string orderId, bool quietly = false)
    {
        var plan = Routing.Plan(draft.Cafe, draft.Order(orderId), draft.Now);
        var lines = draft
            .Order(orderId)
            .Lines.Items.Where(line => plan.ContainsKey(line.LineId))
            .ToList();
        foreach (
            var counter in lines
                .Where(line => plan[line.LineId] is not null)
                .GroupBy(line => plan[line.LineId]!)
        )
        {
            Assign(
                draft,
                orderId,
                counter.Key,
                counter.Select(line => line.LineId).ToEquatableList(),
                OrderMoved.System
            );
        }

        var held = lines
            .Where(line => plan[line.LineId] is null)
            .Select(line => line.LineId)
            .ToEquatableList();
        if (held.Count > 0 && !quietly)
        {
            draft.Tell(new OrderHeld(draft.Now, orderId, held));
        }
    }

    /// <summary>Gives lines of an order to a counter.</summary>
    public static void Assign(
        Draft draft,
        string orderId,
        string counterId,
        EquatableList<string> lineIds,
        string by
    )
    {
        var order = draft.Order(orderId);
        var assigned = order with
        {
            Lines = order
                .Lines.Items.Select(line =>
                    lineIds.Items.Contains(line.LineId) ? line with { CounterId = counterId } : line
                )
                .ToEquatableList(),
        };
        var minutes = Estimates.CounterMinutes(draft.Cafe, assigned, counterId, draft.Now);
        draft.Tell(new OrderAssigned(draft.Now, orderId, counterId, lineIds, minutes, by));
    }

    /// <summary>Tries again for every order that waits for a counter, the oldest first; called whenever somebody or something came back.</summary>
    public static void ReleaseHeld(Draft draft)
    {
        foreach (
            var order in draft
                .Cafe.OpenOrders.Values.Where(order => order.IsHeld)
                .OrderBy(order => order.ConfirmedAt)
                .ToList()
        )
        {
            Route(draft, order.OrderId, quietly: true);
        }
    }
}
