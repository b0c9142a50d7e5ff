using System.Globalization;
using System.Net.WebSockets;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Scenarios;
using TableTap.Cli.Conformance.Stage;

namespace TableTap.Cli.Conformance;

/// <summary>One scenario on its way to a verdict. Thread-safe.</summary>
/// <param name="scenario">The scenario.</param>
/// <param name="timeout">How long it may take.</param>
/// <param name="time">The clock.</param>
internal sealed class ScenarioRun(ConformanceScenario scenario, TimeSpan timeout, TimeProvider time)
{
    private readonly TaskCompletionSource<ScenarioVerdict> _verdict = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private ConformanceStage? _stage;
    private int _taken;

    /// <summary>The scenario that is played.</summary>
    public ConformanceScenario Scenario => scenario;

    /// <summary>What all sockets of it share.</summary>
    public StageState State { get; } = new(scenario.Name, time);

    /// <summary>The verdict, as soon as there is one.</summary>
    public Task<ScenarioVerdict> Verdict => _verdict.Task;

    /// <summary>What is waited for now; empty before it begins.</summary>
    public string Awaited => Volatile.Read(ref _stage)?.Awaited.Expected ?? "";

    /// <summary>Takes it for a client; only one can.</summary>
    /// <returns>Whether it was free.</returns>
    public bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;

    /// <summary>Begins to play it, for who has taken it.</summary>
    /// <param name="decided">Is given the verdict.</param>
    /// <param name="stop">Ends it before its time.</param>
    public void Start(Action<ScenarioVerdict> decided, CancellationToken stop)
    {
        var late = new CancellationTokenSource(timeout, time);
        var end = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stop);
        Volatile.Write(ref _stage, new ConformanceStage(State, end.Token));
        _ = Task.Run(
            async () =>
            {
                using (late)
                using (end)
                {
                    var verdict = await PlayAsync(_stage!, late.Token);
                    _verdict.SetResult(verdict);
                    decided(verdict);
                }
            },
            CancellationToken.None
        );
    }

    /// <summary>Serves a socket that came with one of its tokens, until the client is gone.</summary>
    /// <param name="context">The request.</param>
    /// <param name="token">The token.</param>
    /// <param name="protocol">The subprotocol to answer; null for none.</param>
    public async Task ServeAsync(HttpContext context, string token, string? protocol)
    {
        if (Verdict.IsCompleted || Volatile.Read(ref _stage) is not { } stage)
        {
            context.Response.StatusCode = StatusCodes.Status410Gone;
            return;
        }

        if (stage.Denies())
        {
            context.Abort();
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext
            {
                SubProtocol = protocol,
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
            }
        );
        var gate = new Lock();
        var isOver = false;
        using var session = new ScriptedSession(
            stage.NextNumber(),
            token,
            new ScriptedSocket(socket, context.Features.Get<PingUpgrade>()!.Stream!, Drop),
            State
        );
        try
        {
            stage.Arrive(session);
            await session.ServeAsync(context.RequestAborted);
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException)
        {
            // The client went, or the kit ends.
        }
        finally
        {
            lock (gate)
            {
                isOver = true;
            }

            State.Acts.Add(new SocketOver(session.Number));
        }

        // The context of a request that has ended serves another one.
        void Drop()
        {
            lock (gate)
            {
                if (!isOver)
                {
                    context.Abort();
                }
            }
        }
    }

    private async Task<ScenarioVerdict> PlayAsync(ConformanceStage stage, CancellationToken late)
    {
        var began = time.GetTimestamp();
        try
        {
            await scenario.PlayAsync(stage);
        }
        catch (ScenarioBrokenException)
        {
            // The finding says why.
        }
        catch (OperationCanceledException) when (stage.Stop.IsCancellationRequested)
        {
            var (section, expected) = stage.Awaited;
            var patience = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
            State.Findings.Add(
                section,
                expected,
                late.IsCancellationRequested
                    ? $"it had not after {patience} s; it did: {State.Acts.Words}"
                    : $"it had not when the kit was stopped; it did: {State.Acts.Words}"
            );
        }
        catch (Exception fault)
        {
            State.Findings.Add("-", "the kit plays the scenario", $"it failed itself: {fault}");
        }

        var findings = State.Findings.Close();
        return new(
            scenario.Name,
            scenario.Title,
            scenario.Section,
            findings.Count == 0,
            Math.Round(time.GetElapsedTime(began).TotalSeconds, 3),
            findings
        );
    }
}
