using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Hands the work of confirmed orders to counters, and takes it back. A counter hears of an order once for each decision, with all lines it
/// gets.
/// </summary>
internal static class WorkDistribution
{
    /// <summary>Routes what has no counter yet: one assignment for each counter, and a hold for what nobody can take.</summary>
    public static void Route(DecisionDraft draft, string orderId, Backlog ahead)
    {
        var order = draft.Order(orderId);
        Spread(draft, order, order.Lines.Items.Where(IsUnrouted), ahead, holds: true);
    }

    /// <summary>
    /// Gives lines that were held to the counters where they were shown, and those to others whose counter cannot make them now.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="lineIds">The ids of the lines, which are not held any more.</param>
    /// <param name="ahead">The work before the order.</param>
    public static void Fire(
        DecisionDraft draft,
        string orderId,
        EquatableList<string> lineIds,
        Backlog ahead
    )
    {
        var order = draft.Order(orderId);
        Spread(
            draft,
            order,
            order.Lines.Items.Where(line => lineIds.Contains(line.LineId)),
            ahead,
            holds: true,
            tells: true
        );
    }

    /// <summary>Gives lines of an order to a counter.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="lineIds">The ids of the lines.</param>
    /// <param name="ahead">The work before the order.</param>
    /// <param name="by">The id of who does it.</param>
    /// <param name="standIns">For which of the lines it only stands in.</param>
    public static void Assign(
        DecisionDraft draft,
        string orderId,
        string counterId,
        EquatableList<string> lineIds,
        Backlog ahead,
        string by,
        EquatableList<string> standIns = default
    )
    {
        var assigned = With(draft.Order(orderId), lineIds, counterId);
        var minutes = Estimates.CounterMinutes(draft.Cafe, assigned, counterId, ahead, draft.Now);
        var isStandIn = standIns.Count == lineIds.Count;
        draft.Emit(
            new OrderAssignedFact(
                draft.Now,
                orderId,
                counterId,
                lineIds,
                minutes,
                by,
                isStandIn,
                isStandIn ? [] : standIns
            )
        );
    }

    /// <summary>
    /// Routes again what waits at counters that went down or have nobody any more, the most urgent first; what is started stays.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="emptied">The ids of the counters that went down or have nobody any more.</param>
    public static void Clear(DecisionDraft draft, IReadOnlyCollection<string> emptied)
    {
        if (emptied.Count > 0)
        {
            InTurn(
                draft,
                (order, ahead) =>
                    Spread(
                        draft,
                        order,
                        order.Lines.Items.Where(line => WaitsAt(line, emptied)),
                        ahead,
                        holds: true
                    )
            );
        }
    }

    /// <summary>The counters that work and have somebody.</summary>
    public static IReadOnlyCollection<string> Staffed(Cafe cafe) =>
        [
            .. cafe
                .Profile.Counters.Items.Select(counter => counter.CounterId)
                .Where(counterId => Estimates.IsAtWork(cafe, counterId)),
        ];

    /// <summary>
    /// Tries again for what is held, and for what is not started at a counter that only stands in, the first of the queue first; called
    /// whenever somebody or something came back.
    /// </summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="emptied">Counters that lost their people by the same change: what waits there is routed again too.</param>
    public static void Release(DecisionDraft draft, IReadOnlyCollection<string>? emptied = null)
    {
        if (emptied is not { Count: > 0 } && draft.Cafe.Work.Marks.Away.IsEmpty)
        {
            return;
        }

        InTurn(
            draft,
            (order, ahead) =>
                Spread(
                    draft,
                    order,
                    order.Lines.Items.Where(line =>
                        IsUnrouted(line)
                        || line.Status == LineStatus.Queued && order.StoodIn.Contains(line.LineId)
                        || WaitsAt(line, emptied ?? [])
                    ),
                    ahead,
                    holds: false
                )
        );
    }

    /// <summary>Offers what is not started to the counters that can make it; what none but its own takes stays where it is.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="which">Whether a line is one of those to offer.</param>
    public static void TryAssign(DecisionDraft draft, string orderId, Func<OrderLine, bool> which)
    {
        var order = draft.Order(orderId);
        Spread(
            draft,
            order,
            order.Lines.Items.Where(line =>
                line is { Status: LineStatus.Queued, CounterId: not null } && which(line)
            ),
            Backlog.Ahead(draft.Cafe, order, draft.Now),
            holds: false
        );
    }

    /// <summary>
    /// Routes a line whose start was undone, if what happened meanwhile would have moved it had it waited: it goes home from a counter that
    /// only stands in, and away from one that went down or has nobody any more.
    /// </summary>
    /// <param name="draft">The decision.</param>
    /// <param name="orderId">Which order.</param>
    /// <param name="lineId">Which line.</param>
    public static void Requeue(DecisionDraft draft, string orderId, string lineId)
    {
        var order = draft.Order(orderId);
        var line = order.Line(lineId)!;
        Spread(
            draft,
            order,
            [line],
            Backlog.Ahead(draft.Cafe, order, draft.Now),
            holds: !Estimates.IsAtWork(draft.Cafe, line.CounterId!)
        );
    }

    /// <summary>Gives each of some lines to its own counter, else to the one that is best, else to the fallback.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="order">The order that the lines are part of.</param>
    /// <param name="which">The lines to give to counters.</param>
    /// <param name="ahead">The work before the order.</param>
    /// <param name="holds">Whether what nobody takes is held; else it stays where it is, and goes to no fallback.</param>
    /// <param name="tells">Whether a counter that has a line already is told of it, too.</param>
    private static void Spread(
        DecisionDraft draft,
        Order order,
        IEnumerable<OrderLine> which,
        Backlog ahead,
        bool holds,
        bool tells = false
    )
    {
        var lines = which.Where(line => line.NeedsPreparation).ToList();
        if (lines.Count == 0)
        {
            return;
        }

        var plan = Plan(draft.Cafe, order, lines, ahead);
        foreach (
            var ticket in lines
                .Where(line =>
                    plan[line.LineId] is { } to
                    && (tells || to != line.CounterId)
                    && (holds || line.CounterId is null || Routing.IsEligible(draft.Cafe, to, line))
                )
                .ToLookup(line => plan[line.LineId]!)
        )
        {
            Assign(
                draft,
                order.OrderId,
                ticket.Key,
                ticket.Select(line => line.LineId).ToEquatableList(),
                ahead,
                OrderMovedFact.System,
                ticket
                    .Where(line => IsStandIn(draft.Cafe, order, line, ticket.Key))
                    .Select(line => line.LineId)
                    .ToEquatableList()
            );
        }

        var held = lines.Where(line => plan[line.LineId] is null).Select(line => line.LineId);
        if (holds && held.Any())
        {
            draft.Emit(new OrderHeldFact(draft.Now, order.OrderId, held.ToEquatableList()));
        }
    }

    private static IReadOnlyDictionary<string, string?> Plan(
        Cafe cafe,
        Order order,
        List<OrderLine> lines,
        Backlog ahead
    )
    {
        var plan = new Dictionary<string, string?>(StringComparer.Ordinal);
        var loose = With(order, lines.Select(line => line.LineId).ToEquatableList(), null);
        foreach (var line in lines)
        {
            if (OwnCounter(order, line) is { } own && Routing.IsEligible(cafe, own, line))
            {
                plan[line.LineId] = own;
                loose = With(loose, [line.LineId], own);
            }
        }

        foreach (var (lineId, counterId) in Routing.Plan(cafe, loose, ahead))
        {
            plan.TryAdd(lineId, counterId);
        }

        return plan;
    }

    /// <summary>The counter that a line belongs to: the one it is away from, else the one it is at.</summary>
    private static string? OwnCounter(Order order, OrderLine line) =>
        order.OwnCounters.TryGet(line.LineId, out var own) ? own
        : order.StoodIn.Contains(line.LineId) ? null
        : line.CounterId;

    private static bool IsStandIn(Cafe cafe, Order order, OrderLine line, string counterId) =>
        OwnCounter(order, line) is { } own && cafe.Profile.Counter(own) is { } counter
            ? own != counterId
                && (counter.Serves(line.Tag!) || !Routing.IsEligible(cafe, counterId, line))
            : !Routing.IsEligible(cafe, counterId, line);

    /// <summary>Goes through the queues once, each order with the work before it as it is by then.</summary>
    private static void InTurn(DecisionDraft draft, Action<Order, Backlog> decide)
    {
        var ahead = Backlog.Empty(draft.Cafe);
        foreach (var order in CounterQueue.All(draft.Cafe).ToList())
        {
            decide(order, ahead);
            ahead.Add(draft.Order(order.OrderId), draft.Now);
        }
    }

    private static bool WaitsAt(OrderLine line, IReadOnlyCollection<string> counters) =>
        line is { Status: LineStatus.Queued, CounterId: { } counterId }
        && counters.Contains(counterId);

    private static bool IsUnrouted(OrderLine line) => line.IsUnrouted;

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
