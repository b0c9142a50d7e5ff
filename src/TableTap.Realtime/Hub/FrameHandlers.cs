using TableTap.Realtime.Subscriptions;

namespace TableTap.Realtime.Hub;

/// <summary>Who handles what clients send; one of each for all sessions.</summary>
internal sealed record FrameHandlers(
    PingHandler Heartbeat,
    SubscribeHandler Subscribing,
    UnsubscribeHandler Unsubscribing,
    ReconnectHandler Reconnecting,
    AckHandler Acknowledging,
    TokenRefreshHandler Renewal,
    EncryptionKeyHandler Encryption,
    CommandFrameHandler Commands
);
