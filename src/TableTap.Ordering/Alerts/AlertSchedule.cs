using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Alerts;

/// <summary>
/// When the café's alerts have to be checked again though nothing happened. The owner of the clock asks after each
/// <see cref="ReviewAlerts"/>.
/// </summary>
public static class AlertSchedule
{
    /// <summary>The next instant at which time alone may change an alert about the café itself; null where none can.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="reviewed">When it was reviewed; what was due then is done.</param>
    public static DateTimeOffset? NextLookAtCafe(Cafe cafe, DateTimeOffset reviewed)
    {
        if (!cafe.IsConfigured)
        {
            return null;
        }

        var next = new Earliest(reviewed);
        foreach (var row in AlertTable.Rows)
        {
            foreach (var condition in row.Evaluate(cafe, [], reviewed))
            {
                next.Take(condition);
            }
        }

        var limits = cafe.Profile.Limits.Alerts;
        foreach (var pending in cafe.Alerts.Pending.Values)
        {
            var row = AlertTable.Rows.First(row => row.Category == pending.Category);
            next.Take(pending.Since + row.For(limits).Of(pending.Severity));
        }

        foreach (var alert in cafe.Alerts.Of(null))
        {
            next.Take(AlertReviewDecider.NextRepeat(limits, alert));
        }

        next.Take(LocalTime.NextOpeningChange(cafe.Profile, reviewed));
        return next.At;
    }

    /// <summary>The same of the alerts that an order has of its own; null also for one that is not open.</summary>
    /// <param name="cafe">The café as it is now.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="reviewed">When it was reviewed; what was due then is done.</param>
    public static DateTimeOffset? NextLook(Cafe cafe, string orderId, DateTimeOffset reviewed)
    {
        if (cafe.OpenOrder(orderId) is not { } order)
        {
            return null;
        }

        var next = new Earliest(reviewed);
        foreach (var row in AlertTable.Rows)
        {
            foreach (var condition in row.EvaluateOrder(cafe, order, reviewed))
            {
                next.Take(condition);
            }
        }

        foreach (var alert in cafe.Alerts.Of(orderId))
        {
            next.Take(AlertReviewDecider.NextRepeat(cafe.Profile.Limits.Alerts, alert));
        }

        return next.At;
    }

    /// <summary>The orders whose own alerts a fact may change; null where it may change those of every order.</summary>
    /// <param name="fact">The fact that was applied.</param>
    /// <param name="after">The café after it.</param>
    public static IReadOnlyList<string>? OrdersOf(Fact fact, Cafe after) =>
        fact switch
        {
            CafeConfiguredFact or DayEndedFact => null,
            OrderFact f => [f.OrderId],
            TicketsSeenFact f => f.OrderIds.Items,
            AlertFact f when after.Alerts.Find(f.AlertId)?.OfOrder is { } orderId => [orderId],
            _ => [],
        };

    private sealed class Earliest(DateTimeOffset reviewed)
    {
        public DateTimeOffset? At { get; private set; }

        public void Take(AlertCondition condition)
        {
            Take(condition.WarningAt);
            Take(condition.CriticalAt);
            Take(condition.EvaluateAt);
        }

        public void Take(DateTimeOffset? at) => At = at > reviewed && !(At <= at) ? at : At;
    }
}
