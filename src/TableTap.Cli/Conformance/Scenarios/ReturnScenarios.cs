using TableTap.Cli.Conformance.Stage;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>Scenarios of a client that comes back: how it does, when, and from where it goes on (protocol sections 1 and 7).</summary>
internal static class ReturnScenarios
{
    private const int DelayMs = 500;
    private const int Denials = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastForFour = TimeSpan.FromMilliseconds(100);

    /// <summary>All scenarios of coming back.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; } =
    [
        new(
            "torn",
            "Comes back after a lost connection and goes on there",
            "7, Coming back",
            TornAsync
        ),
        new("away", "Does not hammer a server that is away", "1, Close codes", AwayAsync),
        new("restart", "Comes back after the advised delay", "1, reconnect_advised", RestartAsync),
        new("overloaded", "Waits retryAfter after 1013", "1, Close codes", OverloadedAsync),
        new("too-many", "Waits retryAfter after 4429", "1, Close codes", TooManyAsync),
        new(
            "unresponsive",
            "Comes back after 4408 and replays",
            "1, Close codes",
            UnresponsiveAsync
        ),
        new(
            "epoch",
            "Loads the state where the history is another one",
            "7, Coming back",
            EpochAsync
        ),
        new(
            "history-lost",
            "Loads the state where the history does not reach back",
            "7, Coming back",
            HistoryLostAsync
        ),
    ];

    private static async Task TornAsync(ConformanceStage stage)
    {
        var history = stage.State.History;
        stage.State.PageMessages = 1;
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await stage.TellAndWaitAsync(session);
        session.Drop();
        history.Append();
        history.Append();
        session = await stage.ReturnedAsync("after the connection was lost");
        await stage.DeliveredAsync(history.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task AwayAsync(ConformanceStage stage)
    {
        var state = stage.State;
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        state.Denials = Denials;
        session.Drop();
        session = await stage.ReturnedAsync("after attempts that failed");
        stage.CheckWaited(
            "1, Close codes",
            "has tried four times: each wait is longer than the one before, and random in part",
            state.Acts.Of<SocketDenied>()[0].At,
            stage.OpeningOf(session),
            LeastForFour
        );
        await stage.TellAndWaitAsync(session);
    }

    private static async Task RestartAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        var advised = stage.Moment();
        await session.NoticeAsync(new ReconnectAdvised(DelayMs), stage.Stop);
        await stage.CloseAsync(session, CloseCode.Restarting);
        stage.State.History.Append();
        session = await stage.ReturnedAsync("after 1012");
        stage.CheckWaited(
            "1, reconnect_advised",
            "connects again (`delayMs`)",
            advised,
            stage.OpeningOf(session),
            TimeSpan.FromMilliseconds(DelayMs)
        );
        await stage.DeliveredAsync(stage.State.History.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static Task OverloadedAsync(ConformanceStage stage) =>
        PausedAsync(
            stage,
            CloseCode.Overloaded,
            new Error(
                ErrorCode.ServiceUnavailable,
                "The server is being maintained.",
                RetryAfter: Pause.TotalSeconds
            ),
            "after 1013"
        );

    private static async Task TooManyAsync(ConformanceStage stage)
    {
        var refused = await stage.AcceptAsync(
            "1, Connecting",
            "connects to the address with the token"
        );
        var closed = stage.Moment();
        await stage.CloseAsync(
            refused,
            CloseCode.TooMany,
            new Error(
                ErrorCode.ConnectionLimitExceeded,
                "There are 5 sockets of this user.",
                RetryAfter: Pause.TotalSeconds,
                Limit: 5,
                Window: 60
            )
        );
        var session = await stage.SubscribedAsync();
        stage.CheckWaited(
            "1, Close codes",
            "connects again after 4429 (`retryAfter`)",
            closed,
            stage.OpeningOf(session),
            Pause
        );
        await stage.TellAndWaitAsync(session);
    }

    private static async Task PausedAsync(
        ConformanceStage stage,
        CloseCode code,
        Error error,
        string why
    )
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        var closed = stage.Moment();
        await stage.CloseAsync(session, code, error);
        stage.State.History.Append();
        session = await stage.ReturnedAsync(why);
        stage.CheckWaited(
            "1, Close codes",
            $"connects again {why} (`retryAfter`)",
            closed,
            stage.OpeningOf(session),
            Pause
        );
        await stage.DeliveredAsync(stage.State.History.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task UnresponsiveAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await stage.CloseAsync(session, CloseCode.Unresponsive);
        stage.State.History.Append();
        session = await stage.ReturnedAsync("after 4408");
        await stage.DeliveredAsync(stage.State.History.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task EpochAsync(ConformanceStage stage)
    {
        var history = stage.State.History;
        var session = await stage.SubscribedAsync();
        for (var message = 0; message < 5; message++)
        {
            await stage.TellAndWaitAsync(session);
        }

        await stage.AckedAsync(history.Head);
        history.Restore(head: 2);
        session.Drop();
        session = await ReloadedAsync(stage, "after the connection was lost", asksEpoch: true);

        // Its numbers are smaller than those of the other history, and count all the same.
        var first = history.Append();
        await session.TellAsync(first, stage.Stop);
        await stage.DeliveredAsync(first.Sequence);
        await stage.AckedAsync(first.Sequence);
        var from = stage.State.Acts.Count;
        await session.TellAsync(first, stage.Stop);
        await stage.AckedAsync(first.Sequence, from);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task HistoryLostAsync(ConformanceStage stage)
    {
        var history = stage.State.History;
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        await stage.AckedAsync(history.Head);
        history.Append();
        history.Append();
        history.Trim();
        session.Drop();
        session = await ReloadedAsync(stage, "after the connection was lost", asksEpoch: false);
        await stage.TellAndWaitAsync(session);
    }

    // The client states where it stood, is told that this is gone, loads the state and subscribes anew.
    private static async Task<ScriptedSession> ReloadedAsync(
        ConformanceStage stage,
        string why,
        bool asksEpoch
    )
    {
        const string Section = "7, Coming back";
        var from = stage.State.Acts.Count;
        var session = await stage.EstablishAsync("1, Close codes", $"connects again {why}");
        var stated = await stage.StatesPositionAsync(session, why);
        if (asksEpoch && EpochOf(stated) is null)
        {
            stage.State.Findings.Add(
                Section,
                "states the `epoch` with its positions",
                $"it sent `{stated.Type}` without `epoch`"
            );
        }

        await stage.ActAsync<StateLoaded>(
            Section,
            "loads the state over HTTP after `HISTORY_UNAVAILABLE`",
            static _ => true,
            from
        );
        await stage.ActAsync<ChannelHeard>(
            Section,
            "subscribes the channel anew after `HISTORY_UNAVAILABLE`: from the position of the state, or without one",
            act => act.Session == session.Number
        );
        return session;
    }

    private static string? EpochOf(ClientFrame frame) =>
        frame.Payload switch
        {
            Subscribe subscribe => subscribe.Epoch,
            Reconnect reconnect => reconnect.Epoch,
            _ => null,
        };
}
