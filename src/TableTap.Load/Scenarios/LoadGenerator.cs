using TableTap.Load.Reporting;
using TableTap.Load.Target;
using TableTap.Terms;

namespace TableTap.Load.Scenarios;

/// <summary>The kinds of load.</summary>
public enum LoadScenario
{
    /// <summary>Sockets that only listen.</summary>
    Idle,

    /// <summary>Messages to one channel that everybody hears.</summary>
    FanOut,

    /// <summary>Messages to channels that one guest each hears.</summary>
    Channels,

    /// <summary>Durable commands: orders that are made, moved on and handed over.</summary>
    Commands,

    /// <summary>Readers who come for the history.</summary>
    Replay,

    /// <summary>Everybody loses the connection and comes back.</summary>
    Storm,
}

/// <summary>
/// Puts a server under load. Operations are started when they are due, whatever the server makes of the ones before, and their
/// latency counts from that moment. Thread-safe.
/// </summary>
public static class LoadGenerator
{
    /// <summary>Runs a scenario to its end.</summary>
    /// <param name="scenario">The kind of load.</param>
    /// <param name="target">The server.</param>
    /// <param name="options">How much, and for how long.</param>
    /// <param name="show">Is told once a second how it stands.</param>
    /// <param name="stop">Ends it early; what was measured so far is reported.</param>
    /// <returns>What it came to.</returns>
    /// <exception cref="LoadException">The load cannot be made: the server took no connection, or the café has nothing to order.</exception>
    /// <exception cref="HttpRequestException">The server does not answer.</exception>
    public static async Task<LoadReport> RunAsync(
        LoadScenario scenario,
        LoadTarget target,
        LoadOptions options,
        Action<LoadProgress> show,
        CancellationToken stop
    )
    {
        // Whoever cannot have these tokens learns it before anything is opened.
        var role = scenario == LoadScenario.Commands ? Role.Admin : Role.Service;
        await target.Tokens($"load-{target.Run}", role, stop);
        await using var run = new LoadRun(target, options, show);
        var report = await (
            scenario switch
            {
                LoadScenario.Idle => IdleScenario.RunAsync(run, stop),
                LoadScenario.FanOut => FanOutScenario.RunAsync(run, ownChannels: false, stop),
                LoadScenario.Channels => FanOutScenario.RunAsync(run, ownChannels: true, stop),
                LoadScenario.Commands => CommandsScenario.RunAsync(run, stop),
                LoadScenario.Replay => ReplayScenario.RunAsync(run, stop),
                _ => StormScenario.RunAsync(run, stop),
            }
        );
        return report with { Failures = [.. Failures(report)] };
    }

    private static IEnumerable<string> Failures(LoadReport report)
    {
        if (report is { Done: 0, Interrupted: false })
        {
            yield return "nothing was done";
        }

        if (report.Connections is { Lost: > 0 and var gone })
        {
            yield return $"connections that were lost: {gone}";
        }

        if (report is { Delivery: { Lost: > 0 and var missing }, Interrupted: false })
        {
            yield return $"messages that are missing: {missing}";
        }

        if (report.Delivery is { Misplaced: > 0 and var misplaced })
        {
            yield return $"messages that do not follow the one before: {misplaced}";
        }
    }
}
