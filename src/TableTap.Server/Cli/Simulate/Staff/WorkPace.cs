using TableTap.Protocol;

namespace TableTap.Server.Simulation;

/// <summary>
/// How fast hands are: as people are, but never so slow that the café falls behind its own rush for good. Thread-safe.
/// </summary>
internal sealed class WorkPace
{
    private const double ItemShare = 0.4;
    private const double Utilisation = 0.9;
    private const double UnitsPerTicket = 1.4;
    private const double BusiestShare = 0.75;
    private const double CommandsPerTicket = 3;
    private const double Spread = 0.45;
    private static readonly TimeSpan Unhurried = TimeSpan.FromSeconds(75);
    private static readonly TimeSpan Unhurriedly = TimeSpan.FromSeconds(6);

    private readonly CafeTime _time;
    private readonly TimeSpan _item;
    private readonly TimeSpan _serving;

    /// <summary>Reckons the pace of a rush.</summary>
    /// <param name="options">The rush.</param>
    /// <param name="time">The café's time.</param>
    public WorkPace(SimulationOptions options, CafeTime time)
    {
        _time = time;
        var peakPerMinute = options.OrdersPerHour / 60 * ArrivalProcess.PeakFactor;
        var tickets = peakPerMinute * BusiestShare;
        var room = TimeSpan.FromMinutes(Utilisation / Math.Max(tickets, 0.001));
        // A ticket is its items and a part of the serving.
        _item = Shorter(Unhurried, room * 0.8 / UnitsPerTicket);
        _serving = Shorter(Unhurriedly, room * 0.2);
        CommandsPerMinute = tickets * CommandsPerTicket * options.Speed;
    }

    /// <summary>What the busiest counter sends in a minute of the clock, at the height.</summary>
    public double CommandsPerMinute { get; }

    /// <summary>How long it takes to make tickets together: the longest item and a part of each other.</summary>
    public TimeSpan Making(Random random, IReadOnlyList<OrderAssigned> tickets)
    {
        var items = tickets
            .SelectMany(ticket => ticket.Items)
            .Select(_ => HumanTime.Draw(random, _item, Spread))
            .ToArray();
        var longest = items.DefaultIfEmpty(_item).Max();
        var all = items.Aggregate(TimeSpan.Zero, (sum, item) => sum + item);
        return longest + ((all - longest) * ItemShare);
    }

    /// <summary>How long one guest at the counter takes.</summary>
    public TimeSpan Serving(Random random) => HumanTime.Draw(random, _serving, Spread);

    /// <summary>Waits in the café's time.</summary>
    public Task WaitAsync(TimeSpan stretch, CancellationToken cancellationToken) =>
        _time.WaitAsync(stretch, cancellationToken);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
