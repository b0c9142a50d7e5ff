using TableTap.Load.Measuring;
using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Load.Sockets;
using TableTap.Load.Target;

namespace TableTap.Load.Scenarios;

/// <summary>What every scenario has: its target, its counts, its sockets, and what becomes its report.</summary>
internal sealed class LoadRun : IAsyncDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly Action<LoadProgress> _show;
    private readonly CancellationTokenSource _over = new();
    private readonly Task _showing;
    private string _phase = "opening sockets";

    /// <summary>Begins to show progress; loads nothing yet.</summary>
    /// <param name="target">The server.</param>
    /// <param name="options">How much.</param>
    /// <param name="show">Is told once a second how it stands.</param>
    public LoadRun(LoadTarget target, LoadOptions options, Action<LoadProgress> show)
    {
        (Target, Options, _show) = (target, options, show);
        Latency = new(target.Time);
        Stamp = new(target.Run);
        Meter = new(target.Time, target.ProcessId);
        Dial = new(target, OperationCounts);
        Loop = new(target.Time, options.Rate);
        _showing = ShowAsync();
    }

    /// <summary>The server under load.</summary>
    public LoadTarget Target { get; }

    /// <summary>How much load is made.</summary>
    public LoadOptions Options { get; }

    /// <summary>What became of the operations.</summary>
    public OperationCounts OperationCounts { get; } = new();

    /// <summary>How long the operations took.</summary>
    public LatencyHistogram Latency { get; }

    /// <summary>Marks the messages of this run.</summary>
    public Stamp Stamp { get; }

    /// <summary>What the server uses.</summary>
    public UsageMeter Meter { get; }

    /// <summary>Opens the run's sockets.</summary>
    public Dial Dial { get; }

    /// <summary>Starts operations when they are due.</summary>
    public OpenLoop Loop { get; }

    /// <summary>All sockets that were opened.</summary>
    public IReadOnlyList<LoadSocket> Sockets { get; set; } = [];

    /// <summary>The channel that every guest of the café may hear.</summary>
    public string General => $"cafe:{Target.CafeId}:general";

    /// <summary>Says what is done now.</summary>
    /// <param name="phase">A few words.</param>
    public void Say(string phase) => Volatile.Write(ref _phase, phase);

    /// <summary>Refuses to go on where no socket was opened.</summary>
    /// <exception cref="LoadException">None was.</exception>
    public void RequireSockets(CancellationToken stop)
    {
        if (Sockets.Count == 0 && !stop.IsCancellationRequested)
        {
            throw new LoadException(
                $"{Target.Server} took no connection: {string.Join(", ", OperationCounts.Refusals.Keys)}."
            );
        }
    }

    /// <summary>Waits until something is so, for as long as last answers may take.</summary>
    /// <param name="isSo">Whether it is so.</param>
    /// <param name="stop">Waits no longer.</param>
    /// <param name="longer">How much longer it may take.</param>
    public async Task SettleAsync(
        Func<bool> isSo,
        CancellationToken stop,
        TimeSpan longer = default
    )
    {
        Say("waiting for the last answers");
        var began = Target.Time.GetTimestamp();
        while (
            !isSo()
            && Target.Time.GetElapsedTime(began) < Options.Patience + longer
            && !stop.IsCancellationRequested
        )
        {
            await PauseAsync(TimeSpan.FromMilliseconds(5), stop);
        }
    }

    /// <summary>Waits for a time, or until it is told to stop; never throws.</summary>
    /// <param name="time">For how long.</param>
    /// <param name="stop">Waits no longer.</param>
    public async Task PauseAsync(TimeSpan time, CancellationToken stop) =>
        await Task.Delay(time, Target.Time, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>The report of what was counted.</summary>
    /// <param name="scenario">The name of the scenario.</param>
    /// <param name="took">How long load was offered.</param>
    /// <param name="server">What the server used.</param>
    /// <param name="interrupted">Whether it was stopped before its end.</param>
    public LoadReport Report(
        string scenario,
        TimeSpan took,
        ServerFigures server,
        bool interrupted
    ) =>
        new(
            scenario,
            took.TotalSeconds,
            Loop.Offered,
            OperationCounts.Done,
            OperationCounts.Refused,
            Latency.Figures(),
            server
        )
        {
            Interrupted = interrupted,
            Refusals = OperationCounts.Refusals,
            Connections = new(
                Sockets.Count,
                Sockets.Count(socket => !socket.IsOpen),
                Dial.Latency.Figures(),
                null,
                null
            ),
            Generator = Meter.Generator(Loop.Lag),
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await _showing;
        foreach (var socket in Sockets)
        {
            await socket.DisposeAsync();
        }

        Dial.Dispose();
        _over.Dispose();
    }

    private async Task ShowAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            var latency = Latency.Figures();
            _show(
                new(
                    Volatile.Read(ref _phase),
                    Loop.Offered,
                    OperationCounts.Done,
                    OperationCounts.Refused,
                    latency.P50,
                    latency.P99
                )
            );
            await PauseAsync(Every, _over.Token);
        }
    }
}
