namespace TableTap.Realtime.Tests.Schedules;

/// <summary>
/// One thread on which everything runs, one continuation after the other, in an order that a seed decides. Whatever
/// leaves it would make a schedule that cannot be repeated, so it is counted.
/// </summary>
internal sealed class SeededScheduler(int seed) : SynchronizationContext
{
    private readonly List<(SendOrPostCallback Run, object? State)> _ready = [];
    private readonly Thread _owner = Thread.CurrentThread;
    private int _escaped;
    private bool _stopped;

    public Random Random { get; } = new(seed);

    /// <summary>Continuations that came from another thread.</summary>
    public int Escaped => _escaped;

    public bool IsIdle => _ready.Count == 0;

    public override SynchronizationContext CreateCopy() => this;

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override void Post(SendOrPostCallback d, object? state)
    {
        if (_stopped)
        {
            return;
        }

        if (Thread.CurrentThread != _owner)
        {
            Interlocked.Increment(ref _escaped);
            return;
        }

        _ready.Add((d, state));
    }

    /// <summary>Everything in flight is gone, and nothing comes of it any more.</summary>
    public void Stop()
    {
        _stopped = true;
        _ready.Clear();
    }

    /// <summary>Runs at most so many of the continuations that are ready.</summary>
    public void Run(int most)
    {
        for (var i = 0; i < most && _ready.Count > 0; i++)
        {
            var place = Random.Next(_ready.Count);
            var next = _ready[place];
            _ready[place] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            next.Run(next.State);
        }
    }

    /// <summary>Runs until nothing is ready.</summary>
    public void RunAll()
    {
        const int endless = 1_000_000;
        Run(endless);
        Assert.True(IsIdle, "it never comes to rest");
    }

    /// <summary>Lets others go first, some times or not at all.</summary>
    public async Task PauseAsync(int most)
    {
        for (var turns = Random.Next(most + 1); turns > 0; turns--)
        {
            await Task.Yield();
        }
    }
}
