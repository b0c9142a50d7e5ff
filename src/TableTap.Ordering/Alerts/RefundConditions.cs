using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>What the alert table sees of refunds.</summary>
internal static class RefundConditions
{
    /// <summary>The subject of the one alert about many refunds that wait.</summary>
    private const string Many = "many";

    /// <summary>How many that wait are told one by one; where there are more, they are told together.</summary>
    private const int ToldAlone = 5;

    private const int NumbersSaid = 10;
    private const string Failure = "failed:";

    /// <summary>Whether an alert is about a refund that failed.</summary>
    public static bool IsFailure(string subject) =>
        subject.StartsWith(Failure, StringComparison.Ordinal);

    /// <summary>
    /// Refunds that have not reached their guests: critical at once where they failed or nobody tries any more. Over when the money
    /// arrived, or when it was given back again.
    /// </summary>
    public static IEnumerable<AlertCondition> Waiting(AlertContext at)
    {
        foreach (var concern in at.Cafe.MoneyConcerns.Values)
        {
            if (concern.Kind == MoneyConcernKind.RefundFailed)
            {
                yield return new AlertCondition(
                    Failure + concern.ConcernId,
                    $"A refund of {concern.Amount} for {concern.OrderNumber ?? concern.OrderId} did not reach the guest"
                )
                {
                    WarningAt = concern.Since,
                    CriticalAt = concern.Since,
                    OrderId = concern.OrderId,
                };
            }
        }

        var waiting = at
            .Cafe.PendingRefunds.Values.Select(refund =>
                (Pending: refund, Condition: Of(refund, at))
            )
            .ToList();
        var late = waiting
            .Where(one => one.Condition.Is(AlertSeverity.Warning, at.Now))
            .OrderBy(one => one.Pending.Refund.RequestedAt)
            .ToList();
        if (late.Count > ToldAlone)
        {
            yield return Together([.. late.Select(one => one.Pending)], late[0].Condition);
            waiting.RemoveAll(late.Contains);
        }

        foreach (var (_, condition) in waiting)
        {
            yield return condition;
        }
    }

    private static AlertCondition Of(PendingRefund pending, AlertContext at)
    {
        var refund = pending.Refund;
        var dead = pending.Delivery.IsDead ? DateTimeOffset.MinValue : (DateTimeOffset?)null;
        return new AlertCondition(
            refund.RefundId,
            pending.Delivery.LastError is { } error
                ? $"A refund of {refund.Amount} for {pending.OrderNumber} cannot be handed to {refund.Provider}: {error}"
                : $"A refund of {refund.Amount} for {pending.OrderNumber} has not reached the guest yet"
        )
        {
            WarningAt = dead ?? refund.RequestedAt + TimeSpan.FromMinutes(at.Limits.Warning!.Value),
            CriticalAt =
                dead ?? refund.RequestedAt + TimeSpan.FromMinutes(at.Limits.Critical!.Value),
            OrderId = pending.OrderId,
            Value = Math.Round((at.Now - refund.RequestedAt).TotalMinutes, 1),
        };
    }

    private static AlertCondition Together(List<PendingRefund> late, AlertCondition oldest)
    {
        var numbers = string.Join(
            ", ",
            late.Select(refund => refund.OrderNumber).Distinct().Take(NumbersSaid)
        );
        return oldest with
        {
            Subject = Many,
            Message =
                $"{late.Count} refunds have not reached their guests yet, among them those for {numbers}",
            OrderId = null,
        };
    }
}
