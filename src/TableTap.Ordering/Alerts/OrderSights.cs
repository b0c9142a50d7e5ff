namespace TableTap.Ordering;

/// <summary>What the alert table sees of orders.</summary>
internal static class OrderSights
{
    /// <summary>Orders at the counters, against what was quoted when they were confirmed; over when they are ready.</summary>
    public static IEnumerable<Sight> Overdue(Scene at)
    {
        foreach (var order in at.Cafe.OpenOrders.Values)
        {
            if (
                order is
                {
                    Status.IsAtCounters: true,
                    ConfirmedAt: { } confirmed,
                    PromisedReadyAt: { } promised
                }
            )
            {
                var quote = promised - confirmed;
                yield return new Sight(
                    order.OrderId,
                    $"{order.OrderNumber} takes much longer than quoted {Counted.Of(Math.Round(quote.TotalMinutes), "minute", "minutes")}"
                )
                {
                    WarningAt = confirmed + (quote * (at.Limits.Warning!.Value / 100)),
                    CriticalAt = confirmed + (quote * (at.Limits.Critical!.Value / 100)),
                    OrderId = order.OrderId,
                    Value =
                        quote > TimeSpan.Zero
                            ? Math.Round((at.Now - confirmed) / quote * 100)
                            : null,
                };
            }
        }
    }

    /// <summary>Tickets that nobody at the counter saw or started; over when somebody does.</summary>
    public static IEnumerable<Sight> Unseen(Scene at)
    {
        foreach (var ticket in at.Cafe.Tickets.Values)
        {
            if (ticket.SeenAt is not null)
            {
                continue;
            }

            var order = at.Cafe.OpenOrders.Items[ticket.OrderId];
            if (order.LinesAt(ticket.CounterId).All(line => line.Status == LineStatus.Queued))
            {
                yield return new Sight(
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
    public static IEnumerable<Sight> Uncollected(Scene at)
    {
        foreach (var order in at.Cafe.OpenOrders.Values)
        {
            if (order is { Status: OrderStatus.Ready, ReadyAt: { } ready })
            {
                yield return new Sight(
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
}
