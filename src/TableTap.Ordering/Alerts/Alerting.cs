namespace TableTap.Ordering;

/// <summary>Decides <see cref="AlertsReview"/>: what of the alert table fires, gets worse or better, is told again and is over (docs/protocol.md §6).</summary>
internal static class Alerting
{
    private static readonly AlertSeverity[] Severities = Enum.GetValues<AlertSeverity>();

    /// <summary>Compares the café with the table.</summary>
    public static Decision Decide(Draft draft, AlertsReview command)
    {
        _ = command;
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café itself looks after its alerts");
        }

        var (cafe, board) = (draft.Cafe, draft.Cafe.Alerts);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in AlertTable.Rows)
        {
            foreach (var sight in row.See(cafe, draft.Now))
            {
                seen.Add(Alert.Key(row.Category, sight.Subject));
                Review(draft, board, row, sight);
            }
        }

        foreach (var pending in board.Pending.Values)
        {
            if (!seen.Contains(Alert.Key(pending.Category, pending.Subject)))
            {
                Pass(draft, pending);
            }
        }

        foreach (var (key, alert) in board.Firing.Items)
        {
            if (!seen.Contains(key))
            {
                Resolve(draft, alert);
            }
        }

        return draft.Accept();
    }

    private static void Review(Draft draft, AlertBoard board, AlertRow row, Sight sight)
    {
        board.Firing.TryGet(Alert.Key(row.Category, sight.Subject), out var alert);
        var reached = Reached(draft, board, row, sight, alert);
        switch (alert, reached)
        {
            case (null, null):
                break;
            case (null, { } severity):
                Fire(draft, row, sight, severity);
                break;
            case ({ }, null):
                if (!sight.Keeps)
                {
                    Resolve(draft, alert);
                }
                else
                {
                    Repeat(draft, row, sight, alert);
                }

                break;
            case ({ }, { } severity) when severity > alert.Severity:
                draft.Tell(
                    new AlertEscalated(
                        draft.Now,
                        alert.AlertId,
                        severity,
                        sight.Message,
                        sight.Value,
                        Threshold(draft, row, severity)
                    )
                );
                break;
            case ({ }, { } severity) when severity < alert.Severity && row.Eases:
                draft.Tell(
                    new AlertEased(
                        draft.Now,
                        alert.AlertId,
                        severity,
                        sight.Message,
                        sight.Value,
                        Threshold(draft, row, severity)
                    )
                );
                break;
            default:
                Repeat(draft, row, sight, alert!);
                break;
        }
    }

    /// <summary>The worst that is so and has lasted; what has just begun or did not last is noted.</summary>
    private static AlertSeverity? Reached(
        Draft draft,
        AlertBoard board,
        AlertRow row,
        Sight sight,
        Alert? alert
    )
    {
        AlertSeverity? reached = null;
        foreach (var severity in Severities)
        {
            board.Pending.TryGet(
                PendingAlert.Key(row.Category, sight.Subject, severity),
                out var pending
            );
            if (!sight.Is(severity, draft.Now))
            {
                if (pending is not null)
                {
                    Pass(draft, pending);
                }
            }
            else if (alert?.Severity >= severity || HasLasted(draft, row, sight, severity, pending))
            {
                reached = severity;
            }
            else if (pending is null)
            {
                draft.Tell(new AlertPending(draft.Now, row.Category, sight.Subject, severity));
            }
        }

        return reached;
    }

    private static bool HasLasted(
        Draft draft,
        AlertRow row,
        Sight sight,
        AlertSeverity severity,
        PendingAlert? pending
    )
    {
        var lasting = sight.AtOnce ? TimeSpan.Zero : row.For(draft.Limits.Alerts).Of(severity);
        return lasting == TimeSpan.Zero || draft.Now - pending?.Since >= lasting;
    }

    private static void Fire(Draft draft, AlertRow row, Sight sight, AlertSeverity severity) =>
        draft.Tell(
            new AlertFired(
                draft.Now,
                draft.Ids.NewId(),
                row.Category,
                sight.Subject,
                severity,
                sight.Message,
                sight.CounterId,
                sight.OrderId,
                sight.Value,
                Threshold(draft, row, severity)
            )
        );

    private static void Repeat(Draft draft, AlertRow row, Sight sight, Alert alert)
    {
        if (NextTelling(draft.Limits.Alerts, alert) <= draft.Now)
        {
            draft.Tell(
                new AlertRepeated(
                    draft.Now,
                    alert.AlertId,
                    sight.Message,
                    sight.Value,
                    Threshold(draft, row, alert.Severity)
                )
            );
        }
    }

    private static void Resolve(Draft draft, Alert alert) =>
        draft.Tell(new AlertResolved(draft.Now, alert.AlertId, alert.Category));

    private static void Pass(Draft draft, PendingAlert pending) =>
        draft.Tell(new AlertPassed(draft.Now, pending.Category, pending.Subject, pending.Severity));

    private static double? Threshold(Draft draft, AlertRow row, AlertSeverity severity) =>
        row.Limits(draft.Limits.Alerts).Of(severity);

    /// <summary>When an alert is told again if nothing changes; null while somebody looks after it.</summary>
    internal static DateTimeOffset? NextTelling(AlertLimits limits, Alert alert) =>
        alert.State switch
        {
            AlertState.Firing => alert.ToldAt + limits.Repeat,
            AlertState.Snoozed => alert.SnoozedUntil,
            _ => null,
        };
}
