using System.Threading.Channels;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Scenarios;

namespace TableTap.Cli.Conformance;

/// <summary>All scenarios that are to be played, and who plays which. Thread-safe.</summary>
internal sealed class ConformanceRun : IDisposable
{
    private readonly Channel<ScenarioVerdict> _verdicts =
        Channel.CreateUnbounded<ScenarioVerdict>();
    private readonly CancellationToken _stop;
    private readonly TimeSpan _patience;
    private readonly ITimer _idle;
    private readonly Lock _gate = new();
    private int _playing;

    /// <summary>Makes it; nothing is played yet.</summary>
    /// <param name="options">What is to be played.</param>
    /// <param name="stop">Ends what is being played.</param>
    public ConformanceRun(ConformanceOptions options, CancellationToken stop)
    {
        _stop = stop;
        _patience = options.Timeout;
        _idle = options.Time.CreateTimer(
            _ => _verdicts.Writer.TryComplete(),
            state: null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );
        Scenarios =
        [
            .. ScenarioCatalogue
                .All.Where(scenario =>
                    options.Only.Count == 0 || options.Only.Contains(scenario.Name)
                )
                .Select(scenario => new ScenarioRun(scenario, options.Timeout, options.Time)),
        ];
    }

    /// <summary>The scenarios, in their order.</summary>
    public IReadOnlyList<ScenarioRun> Scenarios { get; }

    /// <summary>Begins the next scenario that nobody has taken; null where there is none.</summary>
    public ScenarioRun? Next() => Scenarios.FirstOrDefault(Begin);

    /// <summary>Begins a scenario, unless somebody has taken it.</summary>
    /// <param name="run">The scenario.</param>
    /// <returns>Whether it began.</returns>
    public bool Begin(ScenarioRun run)
    {
        if (!run.Take())
        {
            return false;
        }

        lock (_gate)
        {
            _playing++;
            _idle.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        run.Start(Decide, _stop);
        return true;
    }

    /// <summary>Waits until every scenario has its verdict, or nobody asks for the next one any more.</summary>
    /// <param name="decided">Is given each verdict as it comes.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<ConformanceReport> WaitAsync(
        Action<ScenarioVerdict> decided,
        CancellationToken cancellationToken
    )
    {
        var verdicts = new List<ScenarioVerdict>();
        await foreach (var verdict in _verdicts.Reader.ReadAllAsync(cancellationToken))
        {
            verdicts.Add(verdict);
            decided(verdict);
            if (verdicts.Count == Scenarios.Count)
            {
                break;
            }
        }

        var names = Scenarios.Select(run => run.Scenario.Name).ToList();
        var notPlayed = names.Except(verdicts.Select(verdict => verdict.Scenario)).ToList();
        return new(
            notPlayed.Count == 0 && verdicts.TrueForAll(verdict => verdict.Passed),
            [.. verdicts.OrderBy(verdict => names.IndexOf(verdict.Scenario))],
            notPlayed
        );
    }

    /// <inheritdoc />
    public void Dispose() => _idle.Dispose();

    private void Decide(ScenarioVerdict verdict)
    {
        _verdicts.Writer.TryWrite(verdict);
        lock (_gate)
        {
            if (--_playing == 0)
            {
                _idle.Change(_patience, Timeout.InfiniteTimeSpan);
            }
        }
    }
}
