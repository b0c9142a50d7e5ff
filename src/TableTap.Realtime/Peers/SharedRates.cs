using System.Collections.Concurrent;
using System.Threading.Channels;

namespace TableTap.Realtime.Peers;

/// <summary>
/// Events that limits count, told to all servers: each counts those of the others as its own, so that a limit is the same however
/// somebody is spread over servers. One that is lost makes a limit a little wider. Thread-safe.
/// </summary>
public sealed class SharedRates
{
    // What comes faster than it can be told is counted here alone.
    private const int MostWaiting = 10_000;
    private const int MostAtOnce = 2000;

    // Events of so short a time go together, for each message to everybody wakes all servers, this one too; the first goes at once.
    private static readonly TimeSpan Together = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, Action<string>> _heard = new(
        StringComparer.Ordinal
    );
    private readonly ConcurrentQueue<(string Limit, string Key)> _waiting = new();
    private readonly Channel<bool> _due = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite }
    );

    /// <summary>Counts what happens at the peers.</summary>
    /// <param name="limit">The name of the limit, the same at all servers.</param>
    /// <param name="count">Counts an event of a key; quick, and never fails.</param>
    public void Hear(string limit, Action<string> count) => _heard[limit] = count;

    /// <summary>Tells the peers of an event that was counted here.</summary>
    /// <param name="limit">The name of the limit.</param>
    /// <param name="key">Whose event it is.</param>
    public void Tell(string limit, string key)
    {
        if (_waiting.Count < MostWaiting)
        {
            _waiting.Enqueue((limit, key));
            _due.Writer.TryWrite(true);
        }
    }

    /// <summary>Tells the peers what is to be told, until it is stopped.</summary>
    /// <param name="tell">Tells them of some events; quick.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops it.</param>
    internal async Task RunAsync(
        Action<IReadOnlyList<(string Limit, string Key)>> tell,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        await Task.Yield();
        while (await _due.Reader.WaitToReadAsync(cancellationToken))
        {
            _due.Reader.TryRead(out _);
            while (Take() is { Count: > 0 } events)
            {
                tell(events);
            }

            await Task.Delay(Together, time, cancellationToken);
        }
    }

    /// <summary>The next of the events that wait to be told; none where none waits.</summary>
    internal IReadOnlyList<(string Limit, string Key)> Take()
    {
        var taken = new List<(string, string)>();
        while (taken.Count < MostAtOnce && _waiting.TryDequeue(out var one))
        {
            taken.Add(one);
        }

        return taken;
    }

    /// <summary>A peer counted events.</summary>
    internal void Count(BinaryReader reader)
    {
        for (var left = reader.Read7BitEncodedInt(); left > 0; left--)
        {
            var (limit, key) = (reader.ReadString(), reader.ReadString());
            if (_heard.TryGetValue(limit, out var count))
            {
                count(key);
            }
        }
    }

    /// <summary>Writes events with their limits.</summary>
    internal static void Write(
        BinaryWriter writer,
        IReadOnlyList<(string Limit, string Key)> events
    )
    {
        writer.Write7BitEncodedInt(events.Count);
        foreach (var (limit, key) in events)
        {
            writer.Write(limit);
            writer.Write(key);
        }
    }
}
