using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>What the alert table sees of the café as a whole.</summary>
internal static class CafeConditions
{
    /// <summary>What is out and still to be made for somebody.</summary>
    public static IEnumerable<AlertCondition> Missing(AlertContext at)
    {
        foreach (var (key, outage) in at.Cafe.Outages.Items)
        {
            var orders = at.Cafe.Work.Missing.CountOf(key);
            if (orders > 0)
            {
                var name =
                    outage.Customization
                    ?? (
                        outage.ItemId is { } itemId
                            ? at.Cafe.Profile.Item(itemId)?.Name ?? itemId
                            : at.Cafe.Profile.Option(outage.OptionId!)?.Name ?? outage.OptionId
                    );
                yield return new AlertCondition(
                    key,
                    $"{name} is out and in {Counted.Of(orders, "open order", "open orders")}"
                )
                {
                    WarningAt = DateTimeOffset.MinValue,
                    CounterId = outage.CounterId,
                };
            }
        }

        foreach (var (key, countdown) in at.Cafe.Countdowns.Items)
        {
            if (countdown.Left < 0 && IsWaitedFor(at.Cafe, countdown))
            {
                yield return new AlertCondition(
                    key,
                    $"{Countdowns.Name(at.Cafe, countdown)} is gone, and {-countdown.Left} more of it was paid for"
                )
                {
                    WarningAt = DateTimeOffset.MinValue,
                };
            }
        }
    }

    private static bool IsWaitedFor(Cafe cafe, Countdown countdown) =>
        cafe.OpenOrders.Values.Any(order =>
            order.Status.IsAtCounters
            && order.Lines.Items.Any(line => line.Status.IsToDo && countdown.IsIn(line))
        );

    /// <summary>Whether guests are kept waiting for a place in the queue.</summary>
    public static IEnumerable<AlertCondition> Intake(AlertContext at)
    {
        if (at.Cafe.Intake.Mode == IntakeMode.Normal)
        {
            yield break;
        }

        var paused = at.Cafe.Intake.IsPaused(at.Now);
        yield return new AlertCondition(
            "",
            paused ? "The café takes no orders" : "The café is busy: guests are quoted a long wait"
        )
        {
            WarningAt = DateTimeOffset.MinValue,
            CriticalAt = paused ? DateTimeOffset.MinValue : null,
        };
    }

    /// <summary>Whether the history reaches back as far as it should.</summary>
    public static IEnumerable<AlertCondition> Trimmed(AlertContext at)
    {
        if (at.Cafe.HistoryWholeAt is { } whole && whole > at.Now)
        {
            yield return new AlertCondition(
                "",
                "History was cut off early because the store is full"
            )
            {
                WarningAt = DateTimeOffset.MinValue,
                EvaluateAt = whole,
            };
        }
    }
}
