namespace TableTap.Ordering;

/// <summary>Hands the work of confirmed orders to counters, and takes it back.</summary>
internal static class Dispatch
{
    /// <summary>Routes what has no counter yet: one assignment per counter, and a hold for what nobody can take.</summary>
    public static void Route(Draft draft, string orderId, Backlog ahead) =>
        Route(draft, draft.Order(orderId), ahead, sayHeld: true, displaced: false);

    /// <summary>Gives lines of an order to a counter.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="orderId">Which order.</param>
    /// <param name="counterId">Which counter.</param>
    /// <param name="lineIds">Which lines.</param>
    /// <param name="ahead">The work before the order.</param>
    /// <param name="by">Who.</param>
    /// <param name="standsIn">Whether what is not started goes back when a counter of its own is there again.</param>
    public static void Assign(
        Draft draft,
        string orderId,
        string counterId,
        EquatableList<string> lineIds,
        Backlog ahead,
        string by,
        bool standsIn = false
    )
    {
        var assigned = With(draft.Order(orderId), lineIds, counterId);
        var minutes = Estimates.CounterMinutes(draft.Cafe, assigned, counterId, ahead, draft.Now);
        draft.Tell(
            new OrderAssigned(draft.Now, orderId, counterId, lineIds, minutes, by, standsIn)
        );
    }

    /// <summary>Routes again what waits at a counter that went down, the most urgent first; what is started stays.</summary>
    public static void Clear(Draft draft, string counterId) =>
        InTurn(
            draft,
            (order, ahead) =>
            {
                var queued = order
                    .LinesAt(counterId)
                    .Where(line => line.Status == LineStatus.Queued)
                    .Select(line => line.LineId)
                    .ToEquatableList();
                if (queued.Count > 0)
                {
                    var loose = With(order, queued, null);
                    Route(draft, loose, ahead, sayHeld: true, displaced: true);
                }
            }
        );

    /// <summary>
    /// Tries again for what is held, and for what is not started at a counter that only stands in, the first of the queue first; called
    /// whenever somebody or something came back.
    /// </summary>
    public static void Release(Draft draft)
    {
        if (!draft.Cafe.OpenOrders.Values.Any(IsAway))
        {
            return;
        }

        InTurn(
            draft,
            (order, ahead) =>
            {
                if (IsAway(order))
                {
                    Route(draft, order, ahead, sayHeld: false, displaced: false);
                    Offer(
                        draft,
                        order.OrderId,
                        line => order.StoodIn.Contains(line.LineId),
                        false,
                        ahead
                    );
                }
            }
        );
    }

    /// <summary>Offers what is not started to the counters that can make it; what none but its own takes stays where it is.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="orderId">Which order.</param>
    /// <param name="which">Which lines.</param>
    /// <param name="standsIn">Whether they go back when a counter of their own is there again.</param>
    /// <param name="before">The work before the order, where it was counted already.</param>
    public static void Offer(
        Draft draft,
        string orderId,
        Func<OrderLine, bool> which,
        bool standsIn,
        Backlog? before = null
    )
    {
        var order = draft.Order(orderId);
        var offered = order
            .Lines.Items.Where(line =>
                line is { Status: LineStatus.Queued, CounterId: not null } && which(line)
            )
            .ToList();
        if (offered.Count == 0)
        {
            return;
        }

        var ahead = before ?? Backlog.Ahead(draft.Cafe, order, draft.Now);
        var loose = With(order, offered.Select(line => line.LineId).ToEquatableList(), null);
        var plan = Routing.Plan(draft.Cafe, loose, ahead);
        foreach (
            var moved in offered
                .Where(line =>
                    plan[line.LineId] is { } to
                    && to != line.CounterId
                    && Routing.IsEligible(draft.Cafe, to, line)
                )
                .ToLookup(line => plan[line.LineId]!, line => line.LineId)
        )
        {
            var lineIds = moved.ToEquatableList();
            Assign(draft, orderId, moved.Key, lineIds, ahead, OrderMoved.System, standsIn);
        }
    }

    private static void Route(Draft draft, Order order, Backlog ahead, bool sayHeld, bool displaced)
    {
        var plan = Routing.Plan(draft.Cafe, order, ahead);
        var lines = order.Lines.Items.Where(line => plan.ContainsKey(line.LineId)).ToList();
        foreach (
            var ticket in lines
                .Where(line => plan[line.LineId] is not null)
                .ToLookup(line =>
                    (
                        CounterId: plan[line.LineId]!,
                        StandsIn: displaced
                            || !Routing.IsEligible(draft.Cafe, plan[line.LineId]!, line)
                    )
                )
        )
        {
            Assign(
                draft,
                order.OrderId,
                ticket.Key.CounterId,
                ticket.Select(line => line.LineId).ToEquatableList(),
                ahead,
                OrderMoved.System,
                ticket.Key.StandsIn
            );
        }

        var held = lines.Where(line => plan[line.LineId] is null).Select(line => line.LineId);
        if (sayHeld && held.Any())
        {
            draft.Tell(new OrderHeld(draft.Now, order.OrderId, held.ToEquatableList()));
        }
    }

    /// <summary>Goes through the queues once, each order with the work before it as it is by then.</summary>
    private static void InTurn(Draft draft, Action<Order, Backlog> decide)
    {
        var ahead = Backlog.Empty(draft.Cafe);
        foreach (var order in Queue.All(draft.Cafe).ToList())
        {
            decide(order, ahead);
            ahead.Add(draft.Order(order.OrderId), draft.Now);
        }
    }

    private static bool IsAway(Order order) =>
        order.Status.IsAtCounters && (order.IsHeld || order.StoodIn.Count > 0);

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
