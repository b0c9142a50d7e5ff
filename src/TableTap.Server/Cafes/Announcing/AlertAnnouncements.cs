using TableTap.Ordering;
using TableTap.Protocol;

namespace TableTap.Server.Cafes;

/// <summary>What managers are told of alerts (sections 3 and 6): each change of one as it is then, and its end.</summary>
internal static class AlertAnnouncements
{
    public static void Tell(MessagePad pad, FactInPlace told, AlertFired fact) =>
        Tell(pad, told, fact.AlertId, fact.At);

    public static void Tell(MessagePad pad, FactInPlace told, AlertFact fact)
    {
        if (fact is not Ordering.AlertResolved resolved)
        {
            Tell(pad, told, fact.AlertId, fact.At);
            return;
        }

        pad.Write(
            "alert_resolved",
            fact.At,
            new Protocol.AlertResolved(fact.AlertId, resolved.Category.Wire(), fact.At),
            Channel(told)
        );
    }

    /// <summary>An alert as the wire tells it.</summary>
    public static Protocol.Alert Wire(Ordering.Alert alert) =>
        new(
            alert.AlertId,
            alert.Severity.Wire(),
            alert.Category.Wire(),
            alert.Message,
            alert.State.Wire(),
            alert.Since,
            AlertTable.ActionsFor(alert),
            alert.CounterId,
            alert.OrderId,
            alert.Category == Ordering.AlertCategory.QueueLength ? alert.Value : null,
            alert.Threshold,
            alert.AcknowledgedBy,
            alert.SnoozedUntil
        );

    private static void Tell(MessagePad pad, FactInPlace told, string alertId, DateTimeOffset at) =>
        pad.Write("alert", at, Wire(told.After.Alerts.Find(alertId)!), Channel(told));

    private static ChannelName Channel(FactInPlace told) =>
        ChannelName.Of(ChannelKinds.CafeAlerts, told.After.CafeId);
}
