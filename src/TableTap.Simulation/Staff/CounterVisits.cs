using System.Collections.Concurrent;
using TableTap.Terms;

namespace TableTap.Simulation.Staff;

/// <summary>Somebody stands at the counter and says something; the answer is given by whoever serves.</summary>
/// <param name="OrderId">Which order it is about.</param>
/// <param name="Number">The number on the receipt.</param>
/// <param name="CashDue">What is to be paid in cash; null for somebody who collects.</param>
/// <param name="PickupCode">The code, where the order has one.</param>
internal sealed record Visit(string OrderId, string Number, Money? CashDue, string? PickupCode)
{
    private readonly TaskCompletionSource<bool> _served = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Whether it was done; <c>false</c> where the server refused.</summary>
    public Task<bool> Served => _served.Task;

    /// <summary>Says how it went.</summary>
    public void Answer(bool done) => _served.TrySetResult(done);
}

/// <summary>Where guests and staff speak without a network. Thread-safe.</summary>
internal sealed class CounterVisits
{
    private readonly ConcurrentQueue<Visit> _waiting = new();
    private readonly ConcurrentBag<SemaphoreSlim> _listeners = [];

    /// <summary>Somebody behind the counter looks up when a guest comes.</summary>
    public void Listen(SemaphoreSlim bell) => _listeners.Add(bell);

    /// <summary>Waits until the staff has served a guest who comes to the counter.</summary>
    public Task<bool> VisitAsync(Visit visit, CancellationToken cancellationToken)
    {
        _waiting.Enqueue(visit);
        foreach (var bell in _listeners)
        {
            bell.Release();
        }

        return visit.Served.WaitAsync(cancellationToken);
    }

    /// <summary>Serves the next in line.</summary>
    public bool TryServe(out Visit? visit) => _waiting.TryDequeue(out visit);
}
