namespace TableTap.Realtime;

/// <summary>Who handles what clients send; one of each for all sessions.</summary>
internal sealed record Handlers(
    Heartbeat Heartbeat,
    Subscribing Subscribing,
    Unsubscribing Unsubscribing,
    Reconnecting Reconnecting,
    Acknowledging Acknowledging,
    Renewal Renewal,
    CommandIntake Commands
);
