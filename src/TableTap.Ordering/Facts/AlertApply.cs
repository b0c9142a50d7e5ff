using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What each fact of an alert makes of the board.</summary>
internal static class AlertApply
{
    /// <summary>The board after one more fact.</summary>
    public static AlertBoard Apply(AlertBoard board, WatchFact fact) =>
        fact switch
        {
            AlertPendingFact f => board with
            {
                Pending = board.Pending.Set(
                    PendingAlert.Key(f.Category, f.Subject, f.Severity),
                    new PendingAlert(f.Category, f.Subject, f.Severity, f.At)
                ),
            },
            AlertPassedFact f => board with
            {
                Pending = board.Pending.Remove(PendingAlert.Key(f.Category, f.Subject, f.Severity)),
            },
            AlertFiredFact f => Settled(board, f.Category, f.Subject, f.Severity).With(Fired(f)),
            AlertFact f when board.Find(f.AlertId) is { } alert => Apply(board, alert, f),
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "A fact of no alert that is known."
            ),
        };

    private static ActiveAlert Fired(AlertFiredFact f) =>
        new(f.AlertId, f.Category, f.Subject, f.Severity, f.Message, f.At, f.At)
        {
            CounterId = f.CounterId,
            OrderId = f.OrderId,
            Value = f.Value,
            Threshold = f.Threshold,
        };

    private static AlertBoard Apply(AlertBoard board, ActiveAlert alert, AlertFact fact) =>
        fact switch
        {
            AlertResolvedFact => board.Without(alert),
            AlertEscalatedFact f => Settled(board, alert.Category, alert.Subject, f.Severity)
                .With(
                    WithNotification(alert, f.At, f.Message, f.Value, f.Threshold) with
                    {
                        Severity = f.Severity,
                        AcknowledgedBy = null,
                    }
                ),
            AlertEasedFact f => board.With(
                alert with
                {
                    Severity = f.Severity,
                    ToldAt = f.At,
                    Message = f.Message,
                    Value = f.Value,
                    Threshold = f.Threshold,
                }
            ),
            AlertRepeatedFact f => board.With(
                WithNotification(alert, f.At, f.Message, f.Value, f.Threshold)
            ),
            AlertAcknowledgedFact f => board.With(
                alert with
                {
                    AcknowledgedBy = f.By,
                    SnoozedUntil = null,
                }
            ),
            AlertSnoozedFact f => board.With(alert with { SnoozedUntil = f.Until }),
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "A fact of an alert that nothing applies."
            ),
        };

    private static ActiveAlert WithNotification(
        ActiveAlert alert,
        DateTimeOffset at,
        string message,
        double? value,
        double? threshold
    ) =>
        alert with
        {
            ToldAt = at,
            Message = message,
            Value = value,
            Threshold = threshold,
            SnoozedUntil = null,
        };

    /// <summary>What has become an alert is pending no more.</summary>
    private static AlertBoard Settled(
        AlertBoard board,
        AlertCategory category,
        string subject,
        AlertSeverity upTo
    )
    {
        var pending = board.Pending;
        for (var severity = AlertSeverity.Warning; severity <= upTo; severity++)
        {
            pending = pending.Remove(PendingAlert.Key(category, subject, severity));
        }

        return board with
        {
            Pending = pending,
        };
    }
}
