using System.Collections.Concurrent;

namespace TableTap.Simulation.Scenario;

/// <summary>What of the café's service was planned, what was done, and what is left out and why. Thread-safe.</summary>
internal sealed class ServiceLog
{
    private readonly ConcurrentDictionary<Service, int> _planned = new();
    private readonly ConcurrentDictionary<Service, int> _done = new();
    private readonly ConcurrentQueue<string> _leftOut = new();
    private readonly ConcurrentDictionary<Service, bool> _explained = new();

    /// <summary>What the café does not offer, or nobody came for, in sentences.</summary>
    public IReadOnlyList<string> LeftOut => [.. _leftOut];

    /// <summary>Somebody is about to need it.</summary>
    /// <param name="service">What it is.</param>
    public void Plan(Service service) => _planned.AddOrUpdate(service, 1, (_, count) => count + 1);

    /// <summary>Says what came of something that was planned.</summary>
    /// <param name="service">What it is.</param>
    /// <param name="done">Whether it could be done.</param>
    public void Ended(Service service, bool done)
    {
        if (done)
        {
            _done.AddOrUpdate(service, 1, (_, count) => count + 1);
        }
    }

    /// <summary>Says what came of something that was tried, and was planned unless it could not be needed any more.</summary>
    /// <param name="service">What it is.</param>
    /// <param name="done">Whether it could be done; null where it came too late, or somebody was faster.</param>
    public void Tried(Service service, bool? done)
    {
        if (done is { } said)
        {
            Plan(service);
            Ended(service, said);
        }
    }

    /// <summary>What nobody came to need, but for what is left out with a reason of its own.</summary>
    public IEnumerable<Service> Unneeded =>
        Enum.GetValues<Service>()
            .Where(service => Planned(service) == 0 && !_explained.ContainsKey(service));

    /// <summary>Says why something is not played.</summary>
    /// <param name="sentence">The reason, as people read it.</param>
    /// <param name="services">What it is the reason for.</param>
    public void LeaveOut(string sentence, params ReadOnlySpan<Service> services)
    {
        _leftOut.Enqueue(sentence);
        foreach (var service in services)
        {
            _explained[service] = true;
        }
    }

    /// <summary>How often it was planned.</summary>
    /// <param name="service">What it is.</param>
    public int Planned(Service service) => _planned.GetValueOrDefault(service);

    /// <summary>How often it was done.</summary>
    /// <param name="service">What it is.</param>
    public int Done(Service service) => _done.GetValueOrDefault(service);
}
