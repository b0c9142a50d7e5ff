using TableTap.Cli.Conformance.Stage;

namespace TableTap.Cli.Conformance.Scenarios;

/// <summary>Scenarios of delivery on a socket that lives: every message once, in order, and confirmed (protocol sections 2 and 7).</summary>
internal static class DeliveryScenarios
{
    /// <summary>All scenarios of delivery.</summary>
    public static IReadOnlyList<ConformanceScenario> All { get; } =
    [
        new(
            "duplicates",
            "Delivers once what comes twice",
            "7, Critical messages",
            DuplicatesAsync
        ),
        new("hole", "Fetches what is missing before a message", "2, The envelope", HoleAsync),
        new("heads", "Fetches what a pong says is missing", "1, pong", HeadsAsync),
        new("disorder", "Puts in order what comes out of order", "2, The envelope", DisorderAsync),
        new("ack", "Confirms what its application was given", "7, ack", AckAsync),
        new("resend", "Confirms again what is sent again", "7, Critical messages", ResendAsync),
    ];

    private static async Task DuplicatesAsync(ConformanceStage stage)
    {
        var (history, stop) = (stage.State.History, stage.Stop);
        var session = await stage.SubscribedAsync();
        var first = history.Append();
        await session.TellAsync(first, stop);
        await session.TellAsync(first, stop);
        await session.TellAsync(stop);
        await session.TellAsync(first, stop);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task HoleAsync(ConformanceStage stage)
    {
        var (history, stop) = (stage.State.History, stage.Stop);
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        history.Append();
        var from = stage.State.Acts.Count;
        await session.TellAsync(stop);
        await stage.StatesPositionAsync(
            session,
            "when a sequence is skipped (3 came after 1)",
            from
        );
        await stage.DeliveredAsync(history.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task HeadsAsync(ConformanceStage stage)
    {
        var history = stage.State.History;
        stage.State.HeartbeatInterval = 1;
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        var from = stage.State.Acts.Count;
        history.Append();
        await stage.StatesPositionAsync(
            session,
            "when it is still behind the `heads` of a `pong` 2 s later",
            from
        );
        await stage.DeliveredAsync(history.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task DisorderAsync(ConformanceStage stage)
    {
        var (history, stop) = (stage.State.History, stage.Stop);
        var session = await stage.SubscribedAsync();
        await stage.TellAndWaitAsync(session);
        var second = history.Append();
        await session.TellAsync(stop);
        await session.TellAsync(second, stop);
        await stage.DeliveredAsync(history.Head);
        await stage.TellAndWaitAsync(session);
    }

    private static async Task AckAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        for (var message = 1; message <= 3; message++)
        {
            await stage.TellAndWaitAsync(session);
            await stage.AckedAsync(message);
        }
    }

    private static async Task ResendAsync(ConformanceStage stage)
    {
        var session = await stage.SubscribedAsync();
        var first = stage.State.History.Append();
        await session.TellAsync(first, stage.Stop);
        await stage.DeliveredAsync(first.Sequence);
        await stage.TellAndWaitAsync(session);
        await stage.AckedAsync(stage.State.History.Head);
        var from = stage.State.Acts.Count;
        await session.TellAsync(first, stage.Stop);
        await stage.AckedAsync(first.Sequence, from);
        await stage.TellAndWaitAsync(session);
    }
}
