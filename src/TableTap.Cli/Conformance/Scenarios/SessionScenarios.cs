using System.Text;
using TableTap.Cli.Conformance.Stage;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>Scenarios of one session: what comes in, and what keeps it alive (protocol sections 1 to 3).</summary>
internal static class SessionScenarios
{
    private const int LargeText = 60 * 1024;
    private const int Parts = 5;
    private static readonly TimeSpan Expiry = TimeSpan.FromMinutes(1);

    /// <summary>All scenarios of a session.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; } =
    [
        new("connect", "Connects, subscribes and hears what comes", "1, Connecting", ConnectAsync),
        new(
            "unknown-messages",
            "Passes over messages and fields that a later version adds",
            "1, Versions",
            UnknownAsync
        ),
        new(
            "large-frames",
            "Takes large messages, live and in a replay",
            "7, Coming back",
            LargeAsync
        ),
        new(
            "parts",
            "Takes a message that comes in parts, with a ping between them",
            "1, Heartbeat",
            PartsAsync
        ),
        new("websocket-ping", "Answers pings of the WebSocket", "1, Heartbeat", PingAsync),
        new("heartbeat", "Sends a ping in each heartbeatInterval", "1, ping", HeartbeatAsync),
        new(
            "token-expiring",
            "Renews the session before it ends",
            "1, token_expiring",
            TokenExpiringAsync
        ),
    ];

    private static async Task ConnectAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task UnknownAsync(ConformanceStage stage)
    {
        var (state, stop) = (stage.State, stage.Stop);
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await session.SendAsync(LaterNotice(state.Time.GetUtcNow()), stop);
        await session.TellAsync(state.History.Append(isOfLaterVersion: true), stop);
        await stage.DeliveredAsync(state.History.Head);
        var later = state.History.Append(isOfLaterVersion: true, type: "order_flavour_changed");
        state.Deliveries.Optional(later.Sequence);
        await session.TellAsync(later, stop);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task LargeAsync(ConformanceStage stage)
    {
        var (history, stop) = (stage.State.History, stage.Stop);
        var session = await stage.SubscribedAsync();
        await session.TellAsync(history.Append(LargeText), stop);
        await stage.DeliveredAsync(history.Head);
        for (var missed = 0; missed < 5; missed++)
        {
            history.Append(LargeText);
        }

        session.Drop();
        session = await stage.ReturnedAsync("after the connection was lost");
        await stage.DeliveredAsync(history.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task PartsAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await session.TellInPartsAsync(Parts, stage.Stop);
        await stage.DeliveredAsync(stage.State.History.Head);
        await PongAsync(stage, session, from: 0);
    }

    private static async Task PingAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        for (var ping = 0; ping < 2; ping++)
        {
            var from = stage.State.Acts.Count;
            await session.PingAsync(stage.Stop);
            await PongAsync(stage, session, from);
        }

        await stage.TellAndWaitAsync(session);
    }

    private static async Task HeartbeatAsync(ConformanceStage stage)
    {
        stage.State.HeartbeatInterval = 1;
        var session = await stage.SubscribedAsync();
        for (var ping = 0; ping < 2; ping++)
        {
            var from = stage.State.Acts.Count;
            await stage.SentAsync(
                session,
                "1, ping",
                "sends `ping` in each `heartbeatInterval` (here 1 s)",
                frame => frame.Payload is Ping,
                from
            );
        }

        await stage.TellAndWaitAsync(session);
    }

    private static async Task TokenExpiringAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await session.NoticeAsync(
            new TokenExpiring(stage.State.Time.GetUtcNow() + Expiry),
            stage.Stop
        );
        await stage.SentAsync(
            session,
            "1, token_expiring",
            "answers `token_expiring` with a `token_refresh`",
            frame => frame.Payload is TokenRefresh
        );
        await stage.TellAndWaitAsync(session);
    }

    private static Task PongAsync(ConformanceStage stage, ScriptedSession session, int from) =>
        stage.ActAsync<PongReturned>(
            "1, Heartbeat",
            "answers a ping of the WebSocket with a pong (RFC 6455, section 5.5.2)",
            act => act.Session == session.Number,
            from
        );

    private static byte[] LaterNotice(DateTimeOffset now) =>
        Encoding.UTF8.GetBytes(
            $$$"""
            {"type":"kitchen_mood","data":{"mood":"good","since":{"a":[1,2,{"b":null}]}},
            "timestamp":"{{{Timestamp.Text(now)}}}","version":"1.7","later":true}
            """
        );
}
