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

    /// <summary>All orders that are stale come together.</summary>
    public static IEnumerable<AlertCondition> LeftOverOrders(AlertContext at)
    {
        var (leftOver, stale) = at.Cafe.Work.Stale(at.Now);
        var missed = at
            .Cafe.Work.Marks.Scheduled.TakeWhile(one =>
                Staleness.IsMissed(at.Cafe, at.Cafe.OpenOrders.Items[one.OrderId], at.Now)
            )
            .ToList();
        var count = leftOver.Count + stale.Count + missed.Count;
        if (count > 0)
        {
            var first = leftOver
                .Select(one => one.OrderId)
                .Concat(stale.Select(order => order.OrderId))
                .Concat(missed.Select(one => one.OrderId))
                .Take(NumbersSaid)
                .Select(orderId => at.Cafe.OpenOrders.Items[orderId].OrderNumber);
            yield return new AlertCondition(LeftOver, Said(first, count))
            {
                WarningAt = DateTimeOffset.MinValue,
                CriticalAt = leftOver.Count + missed.Count > 0 ? DateTimeOffset.MinValue : null,
            };
        }
    }

    /// <summary>An order at the counters, against what was quoted when it was confirmed; over when it is ready. Stale ones come together.</summary>
    public static IEnumerable<AlertCondition> Overdue(AlertContext at, Order order)
    {
        if (
            order
                is {
                    Status.IsAtCounters: true,
                    IsResting: false,
                    QueuedAt: { } confirmed,
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
                    quote > TimeSpan.Zero ? Math.Round((at.Now - confirmed) / quote * 100) : null,
            };
        }
    }

    /// <summary>An order in cash that nobody confirmed; over when somebody does, or takes the money, or it is cancelled.</summary>
    public static IEnumerable<AlertCondition> Unconfirmed(AlertContext at, Order order)
    {
        if (order.WaitsForSomebody)
        {
            // Nobody is woken for the day after tomorrow.
            var last = order.ScheduledFor - at.Cafe.Profile.Limits.ConfirmationExpiry;
            var since = last > order.CreatedAt ? last.Value : order.CreatedAt;
            yield return new AlertCondition(
                order.OrderId,
                $"{order.OrderNumber} is to be paid in cash and nobody has confirmed it"
            )
            {
                WarningAt = since + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                CriticalAt = since + TimeSpan.FromMinutes(at.Limits.Critical!.Value),
                OrderId = order.OrderId,
                Value = Math.Round((at.Now - order.CreatedAt).TotalMinutes, 1),
            };
        }
    }

    /// <summary>Tickets of an order that nobody at the counter saw or started; over when somebody does.</summary>
    public static IEnumerable<AlertCondition> Unseen(AlertContext at, Order order)
    {
        if (!order.Status.IsAtCounters || Staleness.IsStale(at.Cafe, order, at.Now))
        {
            yield break;
        }

        foreach (var counterId in order.CountersWithWork)
        {
            var key = Ticket.Key(order.OrderId, counterId);
            if (
                at.Cafe.Tickets.TryGet(key, out var ticket)
                && ticket.SeenAt is null
                && order.LinesAt(counterId).All(line => line.Status.IsUntouched)
            )
            {
                yield return new AlertCondition(
                    key,
                    $"Nobody at {at.Cafe.CounterName(counterId)} has seen {order.OrderNumber}"
                )
                {
                    WarningAt = ticket.AssignedAt + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                    CriticalAt =
                        ticket.AssignedAt + TimeSpan.FromMinutes(at.Limits.Critical!.Value),
                    OrderId = order.OrderId,
                    CounterId = counterId,
                    Value = Math.Round((at.Now - ticket.AssignedAt).TotalMinutes, 1),
                };
            }
        }
    }

    /// <summary>An order that waits for its guest; critical when its pickup code is no longer shown.</summary>
    public static IEnumerable<AlertCondition> Uncollected(AlertContext at, Order order)
    {
        if (
            order is { Status: OrderStatus.Ready, ReadyAt: { } ready }
            && !Staleness.IsLeftOver(at.Cafe, order)
        )
        {
            var waits = order.ReopenedAt > ready ? order.ReopenedAt.Value : ready;
            yield return new AlertCondition(
                order.OrderId,
                $"{order.OrderNumber} is ready and nobody collects it"
            )
            {
                WarningAt = waits + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
                CriticalAt = order.PickupCode?.ExpiresAt,
                OrderId = order.OrderId,
                Value = Math.Round((at.Now - waits).TotalMinutes, 1),
            };
        }
    }

    private static string Said(IEnumerable<string> first, int count)
    {
        var more = count > NumbersSaid ? $" and {count - NumbersSaid} more" : "";
        return $"{Counted.Of(count, "order is", "orders are")} left over: {string.Join(", ", first)}{more}";
    }
}
