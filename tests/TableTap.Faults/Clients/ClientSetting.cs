using System.Collections.Concurrent;
using System.Net;
using TableTap.Faults.History;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Clients;

/// <summary>What all clients of a run share.</summary>
/// <param name="Door">Where they connect: the proxy.</param>
/// <param name="Findings">Where they tell what is wrong.</param>
/// <param name="Sightings">What all saw.</param>
/// <param name="Heartbeat">How often they say that they live.</param>
/// <param name="Time">The clock.</param>
internal sealed record ClientSetting(
    IPEndPoint Door,
    Findings Findings,
    Sightings Sightings,
    TimeSpan Heartbeat,
    TimeProvider Time
)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<ErrorCode, int> _errors = new();
    private readonly ConcurrentQueue<string> _samples = new();
    private long _connections;
    private long _late;
    private long _trouble = long.MinValue;

    /// <summary>How long a server may be silent.</summary>
    public TimeSpan Silence => Heartbeat * 2.5;

    /// <summary>How long an answer to a command may take before it is sent again.</summary>
    public TimeSpan CommandPatience => Heartbeat * 1.5;

    /// <summary>How long a connection may take to be made.</summary>
    public TimeSpan DialPatience => (2 * Second) + Heartbeat;

    /// <summary>Whether the connection with this port was ever stopped or slowed.</summary>
    public Func<int, bool> WasSlowed { get; init; } = static _ => false;

    /// <summary>How many connections were made.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>How often the server refused something by an <c>error</c>, by code.</summary>
    public IReadOnlyDictionary<ErrorCode, int> Errors => _errors;

    /// <summary>How often an SDK was two seconds behind the heads of a <c>pong</c>, and fetched what was missing.</summary>
    public long Late => Interlocked.Read(ref _late);

    /// <summary>An SDK was behind the heads of a <c>pong</c> for its grace, though nothing later was told.</summary>
    public void WasLate() => Interlocked.Increment(ref _late);

    /// <summary>A connection was made.</summary>
    public void Connected() => Interlocked.Increment(ref _connections);

    /// <summary>The server refused something.</summary>
    public void Note(Error error)
    {
        if (_errors.AddOrUpdate(error.Code, 1, static (_, count) => count + 1) == 1)
        {
            _samples.Enqueue(
                $"first {error.Code}: {error.Message} {(error.Details is [var detail, ..] ? detail : null)}"
            );
        }
    }

    /// <summary>The first refusal of each code.</summary>
    public IEnumerable<string> Samples => _samples;

    /// <summary>The store cannot be written from everywhere, or could not until now: its disk is full, it is away or stands still.</summary>
    /// <param name="more">How much longer it may take until all servers write again.</param>
    public void StorageTrouble(TimeSpan more = default) =>
        Volatile.Write(
            ref _trouble,
            Time.GetTimestamp() + (long)(more.TotalSeconds * Time.TimestampFrequency)
        );

    /// <summary>Whether there was such trouble at any time since.</summary>
    public bool HadStorageTroubleSince(long timestamp) => Volatile.Read(ref _trouble) >= timestamp;
}
