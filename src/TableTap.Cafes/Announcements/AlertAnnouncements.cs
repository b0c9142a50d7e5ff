using TableTap.Ordering.Alerts;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cafes.Announcements;

/// <summary>What managers are told of alerts (sections 3 and 6): each change of one as it is then, and its end.</summary>
public static class AlertAnnouncements
{
    /// <summary>Tells managers of an alert that fires for the first time.</summary>
    public static void Announce(MessageBatch pad, FactContext told, AlertFiredFact fact) =>
        Announce(pad, told, fact.AlertId, fact.At);

    /// <summary>Tells managers of an alert that changed: its severity, its repetition, or what somebody did about it.</summary>
    public static void Announce(MessageBatch pad, FactContext told, AlertFact fact)
    {
        if (fact is not AlertResolvedFact resolved)
        {
            Announce(pad, told, fact.AlertId, fact.At);
            return;
        }

        pad.Write(
            "alert_resolved",
            fact.At,
            new AlertResolved(fact.AlertId, resolved.Category, fact.At),
            Channel(told)
        );
    }

    /// <summary>An alert as the wire tells it.</summary>
    public static Alert Wire(ActiveAlert alert) =>
        new(
            alert.AlertId,
            alert.Severity,
            alert.Category,
            alert.Message,
            alert.State,
            alert.Since,
            AlertTable.ActionsFor(alert.Category, alert.Subject),
            alert.CounterId,
            alert.OrderId,
            alert.Category == AlertCategory.QueueLength ? alert.Value : null,
            alert.Threshold is { } threshold ? WireNumber.Rounded(threshold) : null,
            alert.AcknowledgedBy,
            alert.SnoozedUntil
        );

    private static void Announce(
        MessageBatch pad,
        FactContext told,
        string alertId,
        DateTimeOffset at
    ) => pad.Write("alert", at, Wire(told.After.Alerts.Find(alertId)!), Channel(told));

    private static ChannelName Channel(FactContext told) =>
        ChannelName.Of(ChannelKinds.CafeAlerts, told.After.CafeId);
}
