using System.Diagnostics.Metrics;
using TableTap.Realtime.Observability;

namespace TableTap.Server.Observability;

/// <summary>
/// Shows how fast the budgets of the objectives burn, in long and in short windows: an alert for somebody's night asks an hour and five minutes
/// together, one for the morning six hours and thirty minutes.
/// </summary>
internal sealed class BurnRates : IAsyncDisposable
{
    /// <summary>How far apart moments are; a window is longer than it says by this at most.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    private static readonly (string Name, TimeSpan Length)[] Windows =
    [
        ("5m", TimeSpan.FromMinutes(5)),
        ("30m", TimeSpan.FromMinutes(30)),
        ("1h", TimeSpan.FromHours(1)),
        ("6h", TimeSpan.FromHours(6)),
    ];

    private readonly (string Name, ObjectiveHistory History)[] _objectives;
    private readonly ITimer _timer;

    /// <summary>Begins to remember, and shows the figure.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="objectives">The objectives by name.</param>
    /// <param name="latePerThousand">Of a thousand, how many may be late.</param>
    /// <param name="time">The clock.</param>
    public BurnRates(
        Meter meter,
        IReadOnlyDictionary<string, ObjectiveCount> objectives,
        int latePerThousand,
        TimeProvider time
    )
    {
        var moments = (int)(Windows[^1].Length / Step) + 2;
        _objectives =
        [
            .. objectives.Select(objective =>
                (
                    objective.Key,
                    new ObjectiveHistory(objective.Value, latePerThousand / 1000d, moments, time)
                )
            ),
        ];
        meter.CreateObservableGauge(
            "tabletap.slo.burn_rate",
            Rates,
            "{budget}",
            "How fast the share that may be late is used up, by objective and window: 1 uses up exactly what the objective allows."
        );
        _timer = time.CreateTimer(_ => Note(), null, Step, Step);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _timer.DisposeAsync();

    private void Note()
    {
        foreach (var (_, history) in _objectives)
        {
            history.Note();
        }
    }

    private IEnumerable<Measurement<double>> Rates() =>
        from objective in _objectives
        from window in Windows
        select new Measurement<double>(
            objective.History.BurnRate(window.Length),
            new("slo", objective.Name),
            new KeyValuePair<string, object?>("window", window.Name)
        );
}
