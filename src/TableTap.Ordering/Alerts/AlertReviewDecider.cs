using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>
/// Decides <see cref="ReviewAlerts"/>: what of the alert table fires, gets worse or better, is announced again and is over
/// (docs/protocol.md §6).
/// </summary>
internal static class AlertReviewDecider
{
    private static readonly AlertSeverity[] Severities = Enum.GetValues<AlertSeverity>();

    /// <summary>Compares the café with the table.</summary>
    public static Decision Decide(DecisionDraft draft, ReviewAlerts command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café itself looks after its alerts");
        }

        var (cafe, board) = (draft.Cafe, draft.Cafe.Alerts);
        var orders = command.Orders is { } some
            ? [.. some.Items.Select(cafe.OpenOrder).OfType<Order>()]
            : cafe.OpenOrders.Values;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in AlertTable.Rows)
        {
            foreach (var condition in row.Evaluate(cafe, orders, draft.Now))
            {
                seen.Add(ActiveAlert.Key(row.Category, condition.Subject));
                Review(draft, board, row, condition);
            }
        }

        foreach (var pending in board.Pending.Values)
        {
            if (!seen.Contains(ActiveAlert.Key(pending.Category, pending.Subject)))
            {
                Pass(draft, pending);
            }
        }

        foreach (var alert in Looked(board, command))
        {
            if (!seen.Contains(ActiveAlert.Key(alert.Category, alert.Subject)))
            {
                Resolve(draft, alert);
            }
        }

        return draft.Accept();
    }

    /// <summary>The alerts that are over if nothing was seen of what they are about.</summary>
    private static IEnumerable<ActiveAlert> Looked(AlertBoard board, ReviewAlerts command) =>
        command.Orders is { } some
            ? board.Of(null).Concat(some.Items.SelectMany(board.Of))
            : board.Firing.Values;

    private static void Review(
        DecisionDraft draft,
        AlertBoard board,
        AlertRule row,
        AlertCondition condition
    )
    {
        board.Firing.TryGet(ActiveAlert.Key(row.Category, condition.Subject), out var alert);
        var reached = Reached(draft, board, row, condition, alert);
        switch (alert, reached)
        {
            case (null, null):
                break;
            case (null, { } severity):
                Fire(draft, row, condition, severity);
                break;
            case ({ }, null):
                if (!condition.Keeps)
                {
                    Resolve(draft, alert);
                }
                else
                {
                    Repeat(draft, row, condition, alert);
                }

                break;
            case ({ }, { } severity) when severity > alert.Severity:
                draft.Emit(
                    new AlertEscalatedFact(
                        draft.Now,
                        alert.AlertId,
                        severity,
                        condition.Message,
                        condition.Value,
                        Threshold(draft, row, severity)
                    )
                );
                break;
            case ({ }, { } severity) when severity < alert.Severity && row.Eases:
                draft.Emit(
                    new AlertEasedFact(
                        draft.Now,
                        alert.AlertId,
                        severity,
                        condition.Message,
                        condition.Value,
                        Threshold(draft, row, severity)
                    )
                );
                break;
            default:
                Repeat(draft, row, condition, alert!);
                break;
        }
    }

    /// <summary>The worst that is so and has lasted; what has just begun or did not last is noted.</summary>
    private static AlertSeverity? Reached(
        DecisionDraft draft,
        AlertBoard board,
        AlertRule row,
        AlertCondition condition,
        ActiveAlert? alert
    )
    {
        AlertSeverity? reached = null;
        foreach (var severity in Severities)
        {
            board.Pending.TryGet(
                PendingAlert.Key(row.Category, condition.Subject, severity),
                out var pending
            );
            if (!condition.Is(severity, draft.Now))
            {
                if (pending is not null)
                {
                    Pass(draft, pending);
                }
            }
            else if (
                alert?.Severity >= severity
                || HasLasted(draft, row, condition, severity, pending)
            )
            {
                reached = severity;
            }
            else if (pending is null)
            {
                draft.Emit(
                    new AlertPendingFact(draft.Now, row.Category, condition.Subject, severity)
                );
            }
        }

        return reached;
    }

    private static bool HasLasted(
        DecisionDraft draft,
        AlertRule row,
        AlertCondition condition,
        AlertSeverity severity,
        PendingAlert? pending
    )
    {
        var lasting = condition.AtOnce ? TimeSpan.Zero : row.For(draft.Limits.Alerts).Of(severity);
        return lasting == TimeSpan.Zero || draft.Now - pending?.Since >= lasting;
    }

    private static void Fire(
        DecisionDraft draft,
        AlertRule row,
        AlertCondition condition,
        AlertSeverity severity
    ) =>
        draft.Emit(
            new AlertFiredFact(
                draft.Now,
                draft.Ids.NewId(),
                row.Category,
                condition.Subject,
                severity,
                condition.Message,
                condition.CounterId,
                condition.OrderId,
                condition.Value,
                Threshold(draft, row, severity)
            )
        );

    private static void Repeat(
        DecisionDraft draft,
        AlertRule row,
        AlertCondition condition,
        ActiveAlert alert
    )
    {
        if (NextRepeat(draft.Limits.Alerts, alert) <= draft.Now)
        {
            draft.Emit(
                new AlertRepeatedFact(
                    draft.Now,
                    alert.AlertId,
                    condition.Message,
                    condition.Value,
                    Threshold(draft, row, alert.Severity)
                )
            );
        }
    }

    private static void Resolve(DecisionDraft draft, ActiveAlert alert) =>
        draft.Emit(new AlertResolvedFact(draft.Now, alert.AlertId, alert.Category));

    private static void Pass(DecisionDraft draft, PendingAlert pending) =>
        draft.Emit(
            new AlertPassedFact(draft.Now, pending.Category, pending.Subject, pending.Severity)
        );

    private static double? Threshold(DecisionDraft draft, AlertRule row, AlertSeverity severity) =>
        row.Limits(draft.Limits.Alerts).Of(severity);

    /// <summary>When an alert is announced again if nothing changes; null while somebody takes care of it.</summary>
    internal static DateTimeOffset? NextRepeat(AlertLimits limits, ActiveAlert alert) =>
        alert.State switch
        {
            AlertState.Firing => alert.ToldAt + limits.Repeat,
            AlertState.Snoozed => alert.SnoozedUntil,
            _ => null,
        };
}
