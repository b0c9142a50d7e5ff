using TableTap.Faults.Setting;
using TableTap.Load.Measuring;
using TableTap.Load.Publishing;
using TableTap.Load.Reporting;
using TableTap.Load.Sockets;
using TableTap.Load.Target;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Faults.Measuring;

/// <summary>Listeners of the demo café at one of several servers, and a back end that publishes there.</summary>
internal sealed class Audience : IAsyncDisposable
{
    private const string General = "cafe:demo:general";
    private static readonly TimeProvider Time = TimeProvider.System;

    private readonly LoadTarget _target;
    private readonly Stamp _stamp;
    private readonly Dial _dial;
    private readonly List<(LoadSocket Socket, Listener Listener, HeardStamps Heard)> _all = [];
    private long _misplaced;

    private Audience(ServerBench bench, int server, string run)
    {
        _target = new()
        {
            Server = new($"http://127.0.0.1:{bench.Ports[server]}"),
            CafeId = "demo",
            Tokens = (user, role, _) => new(bench.Token(user, role)),
            Run = $"{run}-{server}",
        };
        _stamp = new(run);
        _dial = new(_target, new());
    }

    /// <summary>How many messages did not follow the one before, all listeners together.</summary>
    public long Misplaced => _misplaced + _all.Sum(one => one.Listener.Misplaced);

    /// <summary>The number of the last message that the first listener heard; 0 before it.</summary>
    public long Last => _all[0].Listener.Last ?? 0;

    /// <summary>Opens listeners, one after the other.</summary>
    /// <param name="bench">The servers.</param>
    /// <param name="server">Which of them.</param>
    /// <param name="listeners">How many.</param>
    /// <param name="run">Names the messages that count.</param>
    public static async Task<Audience> OpenAsync(
        ServerBench bench,
        int server,
        int listeners,
        string run
    )
    {
        var audience = new Audience(bench, server, run);
        for (var number = 0; number < listeners; number++)
        {
            await audience.AddAsync(number);
        }

        return audience;
    }

    /// <summary>Measures anew from here on.</summary>
    /// <param name="shared">Takes how long each message took; null for one of their own.</param>
    /// <returns>What takes it.</returns>
    public LatencyHistogram Measure(LatencyHistogram? shared = null)
    {
        var latency = shared ?? new LatencyHistogram(Time);
        foreach (var (_, listener, _) in _all)
        {
            listener.Latency = latency;
        }

        return latency;
    }

    /// <summary>How many of these messages were not heard, counted for each listener, all together.</summary>
    /// <param name="told">When they were due.</param>
    public long Missing(IReadOnlyCollection<long> told) =>
        _all.Sum(one => (long)one.Heard.Missing(told));

    /// <summary>Publishes at this server.</summary>
    /// <param name="rate">Messages a second.</param>
    /// <param name="duration">How long.</param>
    /// <param name="name">Names the back end: each of a run another.</param>
    public async Task<Published> PublishAsync(double rate, TimeSpan duration, string name)
    {
        var counts = new OperationCounts();
        var (told, publishing) = (new List<(long Due, long At)>(), new List<Task>());
        using var backEnd = new BackEnd(_target, _stamp, counts, rate, name);
        await new OpenLoop(Time, rate).RunAsync(
            duration,
            due => publishing.Add(OneAsync(due)),
            CancellationToken.None
        );
        await Task.WhenAll(publishing);
        return new(told, counts.Refusals);

        async Task OneAsync(long due)
        {
            if (await backEnd.PublishAsync(General, due))
            {
                lock (told)
                {
                    told.Add((due, Time.GetTimestamp()));
                }
            }
        }
    }

    /// <summary>Lets somebody come back to this server who missed what was told after a number, and waits until it is there.</summary>
    /// <param name="after">The number.</param>
    /// <returns>How long it took until they had heard as much as the first listener.</returns>
    public async Task<TimeSpan> ComeBackAsync(long after)
    {
        var listener = new Listener(_stamp, new(Time));
        var until = Last;
        var whole = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var socket = await _dial.OpenAsync(_target.Guest(_all.Count), Role.Customer);
        socket.Listen(frame =>
        {
            listener.Hear(frame, Time.GetTimestamp());
            if (listener.Last >= until)
            {
                whole.TrySetResult();
            }
        });
        var began = Time.GetTimestamp();
        await socket.ReconnectAsync(General, after);
        await whole.Task.Soon();
        _misplaced += listener.Misplaced;
        return Time.GetElapsedTime(began);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        foreach (var (socket, _, _) in _all)
        {
            await socket.DisposeAsync();
        }

        _dial.Dispose();
    }

    private async Task AddAsync(int number)
    {
        var listener = new Listener(_stamp, new(Time));
        var heard = new HeardStamps(_stamp);
        var socket = await _dial.OpenAsync(
            _target.Guest(number),
            Role.Customer,
            [General],
            frame =>
            {
                listener.Hear(frame, Time.GetTimestamp());
                heard.Hear(frame);
            }
        );
        _all.Add((socket, listener, heard));
    }
}

/// <summary>What was published.</summary>
/// <param name="Told">What was acknowledged: when it was due and when the answer came.</param>
/// <param name="Refusals">What was refused, by reason.</param>
internal sealed record Published(
    IReadOnlyList<(long Due, long At)> Told,
    IReadOnlyDictionary<string, long> Refusals
);
