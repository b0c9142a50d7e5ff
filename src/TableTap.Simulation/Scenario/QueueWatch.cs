using System.Collections.Concurrent;

namespace TableTap.Simulation.Scenario;

/// <summary>How long the queues grew, and when. Thread-safe.</summary>
internal sealed class QueueWatch
{
    private readonly ConcurrentDictionary<string, CounterPeak> _peaks = new();
    private volatile CafeTime? _rush;

    /// <summary>The rush begins: what came before it does not count.</summary>
    /// <param name="rush">The rush's time.</param>
    public void Begin(CafeTime rush) => _rush = rush;

    /// <summary>Records that a ticket came to a counter.</summary>
    /// <param name="counterId">The id of the counter.</param>
    /// <param name="waiting">How many wait there now, this one among them.</param>
    public void TicketCame(string counterId, int waiting)
    {
        if (_rush is { } rush)
        {
            var now = rush.Now;
            _peaks.AddOrUpdate(
                counterId,
                _ => new(1, waiting, now),
                (_, peak) => peak.With(waiting, now)
            );
        }
    }

    /// <summary>How it was at a counter.</summary>
    public CounterPeak Of(string counterId) => _peaks.GetValueOrDefault(counterId);
}

/// <summary>How it was at a counter.</summary>
/// <param name="Tickets">Tickets that came.</param>
/// <param name="Longest">How many waited when most did.</param>
/// <param name="At">When that was, in the café's time.</param>
internal readonly record struct CounterPeak(int Tickets, int Longest, TimeSpan At)
{
    /// <summary>With one ticket more; of two moments that were alike the earlier one stays.</summary>
    public CounterPeak With(int waiting, TimeSpan now) =>
        waiting > Longest ? new(Tickets + 1, waiting, now) : this with { Tickets = Tickets + 1 };
}
