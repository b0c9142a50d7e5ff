namespace TableTap.Ordering;

/// <summary>What each fact of an alert makes of the board.</summary>
internal static class AlertApply
{
    /// <summary>The board after one more fact.</summary>
    public static AlertBoard Apply(AlertBoard board, WatchFact fact) =>
        fact switch
        {
            AlertPending f => board with
            {
                Pending = board.Pending.Set(
                    PendingAlert.Key(f.Category, f.Subject, f.Severity),
                    new PendingAlert(f.Category, f.Subject, f.Severity, f.At)
                ),
            },
            AlertPassed f => board with
            {
                Pending = board.Pending.Remove(PendingAlert.Key(f.Category, f.Subject, f.Severity)),
            },
            AlertFired f => Settled(board, f.Category, f.Subject, f.Severity) with
            {
                Firing = board.Firing.Set(Alert.Key(f.Category, f.Subject), Fired(f)),
            },
            AlertFact f when board.Find(f.AlertId) is { } alert => Apply(board, alert, f),
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "A fact of no alert that is known."
            ),
        };

    private static Alert Fired(AlertFired f) =>
        new(f.AlertId, f.Category, f.Subject, f.Severity, f.Message, f.At, f.At)
        {
            CounterId = f.CounterId,
            OrderId = f.OrderId,
            Value = f.Value,
            Threshold = f.Threshold,
        };

    private static AlertBoard Apply(AlertBoard board, Alert alert, AlertFact fact) =>
        fact switch
        {
            AlertResolved => board with
            {
                Firing = board.Firing.Remove(Alert.Key(alert.Category, alert.Subject)),
            },
            AlertEscalated f => With(
                Settled(board, alert.Category, alert.Subject, f.Severity),
                Told(alert, f.At, f.Message, f.Value, f.Threshold) with
                {
                    Severity = f.Severity,
                    AcknowledgedBy = null,
                }
            ),
            AlertEased f => With(
                board,
                alert with
                {
                    Severity = f.Severity,
                    ToldAt = f.At,
                    Message = f.Message,
                    Value = f.Value,
                    Threshold = f.Threshold,
                }
            ),
            AlertRepeated f => With(board, Told(alert, f.At, f.Message, f.Value, f.Threshold)),
            AlertAcknowledged f => With(
                board,
                alert with
                {
                    AcknowledgedBy = f.By,
                    SnoozedUntil = null,
                }
            ),
            AlertSnoozed f => With(board, alert with { SnoozedUntil = f.Until }),
            _ => throw new ArgumentOutOfRangeException(
                nameof(fact),
                fact,
                "A fact of an alert that nothing applies."
            ),
        };

    private static Alert Told(
        Alert alert,
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

    private static AlertBoard With(AlertBoard board, Alert alert) =>
        board with
        {
            Firing = board.Firing.Set(Alert.Key(alert.Category, alert.Subject), alert),
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
