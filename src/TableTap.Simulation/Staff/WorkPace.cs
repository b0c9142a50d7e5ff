using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;

namespace TableTap.Simulation.Staff;

/// <summary>
/// How fast hands are: as the menu says, or so much faster that the rush is worked off in two and a half times its length: a queue builds
/// up and is worked off. Thread-safe.
/// </summary>
internal sealed class WorkPace
{
    /// <summary>How long the busiest counter may take for all that comes, in the length of the rush.</summary>
    private const double Load = 2.5;

    private const double FurtherPiece = 0.4;
    private const double Spread = 0.25;
    private static readonly TimeSpan Unknown = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Serves = TimeSpan.FromSeconds(6);

    /// <summary>What is quicker than 5 s a café takes for a slip of the finger and does not learn from (section 5).</summary>
    private static readonly TimeSpan Quickest = TimeSpan.FromSeconds(6);

    private readonly CafeTime _time;
    private readonly CafeProfile _profile;
    private readonly double _haste;

    /// <summary>Reckons the pace of a rush.</summary>
    /// <param name="options">The rush.</param>
    /// <param name="profile">The café.</param>
    /// <param name="crew">The staff who work in the rush.</param>
    /// <param name="orders">What is going to be ordered.</param>
    /// <param name="time">The café's time.</param>
    public WorkPace(
        SimulationOptions options,
        CafeProfile profile,
        StaffRoster crew,
        IReadOnlyList<OrderCreate> orders,
        CafeTime time
    )
    {
        (_time, _profile) = (time, profile);
        var busiest = profile
            .Counters.Items.Select(counter =>
                orders.Sum(order => Ticket(order, counter).TotalSeconds)
                / Math.Max(0.5, crew.StaffAt(counter))
            )
            .DefaultIfEmpty(0)
            .Max();
        _haste = Math.Max(1, busiest / (options.Duration.TotalSeconds * Load));
        var lines = orders.Sum(order => order.Items.Count) + orders.Count;
        CommandsPerMinute =
            2 * lines / (options.Duration.TotalMinutes * crew.Baristas.Count) * options.Speed;
    }

    /// <summary>How many times faster than the menu says.</summary>
    public double Haste => _haste;

    /// <summary>What somebody at a counter sends in a minute of the clock.</summary>
    public double CommandsPerMinute { get; }

    /// <summary>How long a line takes: the first piece, and a part for each other.</summary>
    public TimeSpan Making(Random random, string itemId, int quantity)
    {
        var piece = HumanTime.Draw(random, Piece(itemId) / _haste, Spread);
        return (piece > Quickest ? piece : Quickest) * (1 + ((quantity - 1) * FurtherPiece));
    }

    /// <summary>How long one guest at the counter takes.</summary>
    public TimeSpan Serving(Random random) => HumanTime.Draw(random, Serves / _haste, Spread);

    /// <summary>Waits in the café's time.</summary>
    public Task WaitAsync(TimeSpan stretch, CancellationToken cancellationToken) =>
        _time.WaitAsync(stretch, cancellationToken);

    private TimeSpan Piece(string itemId) => _profile.Item(itemId)?.Preparation ?? Unknown;

    private TimeSpan Ticket(OrderCreate order, CounterProfile counter)
    {
        var pieces = order
            .Items.Where(item => At(item.ItemId)?.CounterId == counter.CounterId)
            .Select(item => Piece(item.ItemId) * item.Quantity)
            .ToList();
        var longest = pieces.DefaultIfEmpty(TimeSpan.Zero).Max();
        var all = pieces.Aggregate(TimeSpan.Zero, (sum, piece) => sum + piece);
        return longest + ((all - longest) * FurtherPiece);
    }

    private CounterProfile? At(string itemId) =>
        _profile.Item(itemId)?.Tag is { } tag
            ? _profile.Counters.Items.FirstOrDefault(counter => counter.Serves(tag))
                ?? _profile.Fallback
            : null;
}
