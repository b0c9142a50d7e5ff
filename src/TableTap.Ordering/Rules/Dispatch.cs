namespace TableTap.Ordering;

/// <summary>Hands the work of confirmed orders to counters, and takes it back.</summary>
internal static class Dispatch
{
    /// <summary>Routes what has no counter yet: one assignment per counter, and a hold for what nobody can take.</summary>
    public static void Route(Draft draft, string orderId, Backlog ahead) =>
        Route(draft, draft.Order(orderId), ahead, sayHeld: true);

    /// <summary>Gives lines of an order to a counter.</summary>
    public static void Assign(
        Draft draft,
        string orderId,
        string counterId,
        EquatableList<string> lineIds,
        Backlog ahead,
        string by
    )
    {
        var assigned = With(draft.Order(orderId), lineIds, counterId);
        var minutes = Estimates.CounterMinutes(draft.Cafe, assigned, counterId, ahead, draft.Now);
        draft.Tell(new OrderAssigned(draft.Now, orderId, counterId, lineIds, minutes, by));
    }

    /// <summary>Routes again what waits at a counter that went down, the most urgent first; what is started stays.</summary>
    public static void Clear(Draft draft, string counterId)
    {
        foreach (var order in Queue.At(draft.Cafe, counterId).ToList())
        {
            var queued = order
                .LinesAt(counterId)
                .Where(line => line.Status == LineStatus.Queued)
                .Select(line => line.LineId)
                .ToEquatableList();
            Route(
                draft,
                With(order, queued, null),
                Backlog.Ahead(draft.Cafe, order, draft.Now),
                sayHeld: true
            );
        }
    }

    /// <summary>Tries again for every order that is held, the oldest first; called whenever somebody or something came back.</summary>
    public static void ReleaseHeld(Draft draft)
    {
        foreach (
            var order in draft
                .Cafe.OpenOrders.Values.Where(order => order.IsHeld)
                .OrderBy(order => order.ConfirmedAt)
                .ToList()
        )
        {
            Route(draft, order, Backlog.Ahead(draft.Cafe, order, draft.Now), sayHeld: false);
        }
    }

    private static void Route(Draft draft, Order order, Backlog ahead, bool sayHeld)
    {
        var plan = Routing.Plan(draft.Cafe, order, ahead);
        var lines = order
            .Lines.Items.Where(line => plan.ContainsKey(line.LineId))
            .ToLookup(line => plan[line.LineId], line => line.LineId);
        foreach (var counter in lines.Where(counter => counter.Key is not null))
        {
            Assign(
                draft,
                order.OrderId,
                counter.Key!,
                counter.ToEquatableList(),
                ahead,
                OrderMoved.System
            );
        }

        if (sayHeld && lines.Contains(null))
        {
            draft.Tell(new OrderHeld(draft.Now, order.OrderId, lines[null].ToEquatableList()));
        }
    }

    private static Order With(Order order, EquatableList<string> lineIds, string? counterId) =>
        order with
        {
            Lines = order
                .Lines.Items.Select(line =>
                    lineIds.Contains(line.LineId) ? line with { CounterId = counterId } : line
                )
                .ToEquatableList(),
        };
}
