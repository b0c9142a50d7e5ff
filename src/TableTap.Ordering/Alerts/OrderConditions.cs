using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>What the alert table sees of orders.</summary>
internal static class OrderConditions
{
    /// <summary>The subject of the one alert about all that is left over.</summary>
    public const string LeftOver = "left_over";

    private const int NumbersSaid = 10;

    /// <summary>Orders at the counters, against what was quoted when they were confirmed; over when they are ready. Stale ones come together.</summary>
    public static IEnumerable<AlertCondition> Overdue(AlertContext at)
    {
        var stale = at
            .Cafe.OpenOrders.Values.Where(order => Staleness.IsStale(at.Cafe, order, at.Now))
            .OrderBy(order => order.QueuePlace)
            .ToList();
        if (stale.Count > 0)
        {
            yield return new AlertCondition(LeftOver, Said(stale))
            {
                WarningAt = DateTimeOffset.MinValue,
                CriticalAt = stale.Exists(order => Staleness.IsLeftOver(at.Cafe, order))
                    ? DateTimeOffset.MinValue
                    : null,
            };
        }

        foreach (var order in at.Cafe.OpenOrders.Values)
        {
            if (
                order
                    is {
                        Status.IsAtCounters: true,
                        ConfirmedAt: { } confirmed,
                        PromisedReadyAt: { } promised
                    }
                && !Staleness.IsStale(at.Cafe, order, at.Now)
            )
            {
                var quote = promised - confirmed;
                yield return new AlertCondition(
                    order.OrderId,
                    $"{order.OrderNumber} takes much longer than quoted {Counted.Of(Math.Round(quote.TotalMinutes), "minute", "minutes")}"
                )
                {
                    WarningAt = confirmed + (quote * (at.Limits.Warning!.Value / 100)),
                    CriticalAt = confirmed + (quote * (at.Limits.Critical!.Value / 100)),
                    EvaluateAt = order.StaleAt(at.Cafe.Profile.Limits)?.AddTicks(1),
                    OrderId = order.OrderId,
                    Value =
                        quote > TimeSpan.Zero
                            ? Math.Round((at.Now - confirmed) / quote * 100)
                            : null,
                };
            }
        }
    }

    /// <summary>Orders in cash that nobody confirmed; over when somebody does, or takes the money, or they are cancelled.</summary>
    public static IEnumerable<AlertCondition> Unconfirmed(AlertContext at)
    {
        foreach (var order in at.Cafe.OpenOrders.Values)
        {
            if (order.WaitsForSomebody)
            {
                yield return new AlertCondition(
                    order.OrderId,
                    $"{order.OrderNumber} is to be paid in cash and nobody has confirmed it"
                )
                {
                    WarningAt = order.CreatedAt + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                    CriticalAt = order.CreatedAt + TimeSpan.FromMinutes(at.Limits.Critical!.Value),
                    OrderId = order.OrderId,
                    Value = Math.Round((at.Now - order.CreatedAt).TotalMinutes, 1),
                };
            }
        }
    }

    /// <summary>Tickets that nobody at the counter saw or started; over when somebody does.</summary>
    public static IEnumerable<AlertCondition> Unseen(AlertContext at)
    {
        foreach (var ticket in at.Cafe.Tickets.Values)
        {
            if (ticket.SeenAt is not null)
            {
                continue;
            }

            var order = at.Cafe.OpenOrders.Items[ticket.OrderId];
            if (
                !Staleness.IsStale(at.Cafe, order, at.Now)
                && order.LinesAt(ticket.CounterId).All(line => line.Status == LineStatus.Queued)
            )
            {
                yield return new AlertCondition(
                    Ticket.Key(ticket.OrderId, ticket.CounterId),
                    $"Nobody at {at.Cafe.CounterName(ticket.CounterId)} has seen {order.OrderNumber}"
                )
                {
                    WarningAt = ticket.AssignedAt + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                    CriticalAt =
                        ticket.AssignedAt + TimeSpan.FromMinutes(at.Limits.Critical!.Value),
                    OrderId = ticket.OrderId,
                    CounterId = ticket.CounterId,
                    Value = Math.Round((at.Now - ticket.AssignedAt).TotalMinutes, 1),
                };
            }
        }
    }

    /// <summary>Orders that wait for their guests; critical when their pickup code is no longer shown.</summary>
    public static IEnumerable<AlertCondition> Uncollected(AlertContext at)
    {
        foreach (var order in at.Cafe.OpenOrders.Values)
        {
            if (
                order is { Status: OrderStatus.Ready, ReadyAt: { } ready }
                && !Staleness.IsLeftOver(at.Cafe, order)
            )
            {
                yield return new AlertCondition(
                    order.OrderId,
                    $"{order.OrderNumber} is ready and nobody collects it"
                )
                {
                    WarningAt = ready + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                    CriticalAt = order.PickupCode?.ExpiresAt,
                    OrderId = order.OrderId,
                    Value = Math.Round((at.Now - ready).TotalMinutes, 1),
                };
            }
        }
    }

    private static string Said(List<Order> orders)
    {
        var numbers = string.Join(
            ", ",
            orders.Take(NumbersSaid).Select(order => order.OrderNumber)
        );
        var more = orders.Count > NumbersSaid ? $" and {orders.Count - NumbersSaid} more" : "";
        return $"{Counted.Of(orders.Count, "order is", "orders are")} left over: {numbers}{more}";
    }
}
