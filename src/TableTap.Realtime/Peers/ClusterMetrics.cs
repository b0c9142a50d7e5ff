using System.Diagnostics.Metrics;

namespace TableTap.Realtime.Peers;

/// <summary>The figures of the backplane. Thread-safe.</summary>
internal sealed class ClusterMetrics
{
    private static readonly KeyValuePair<string, object?> In = new("direction", "in");
    private static readonly KeyValuePair<string, object?> Out = new("direction", "out");
    private static readonly KeyValuePair<string, object?> Answered = new("result", "answered");
    private static readonly KeyValuePair<string, object?> Returned = new("result", "returned");

    private readonly Counter<long>? _peerMessages;
    private readonly Counter<long>? _bytes;
    private readonly Counter<long>? _dropped;
    private readonly Counter<long>? _commands;

    /// <summary>Makes the instruments of the backplane.</summary>
    /// <param name="meter">The meter of the server; null for nowhere.</param>
    /// <param name="peers">How many peers live.</param>
    /// <param name="isHealthy">Whether peer messages get through.</param>
    public ClusterMetrics(Meter? meter, Func<int> peers, Func<bool> isHealthy)
    {
        _peerMessages = meter?.CreateCounter<long>(
            "tabletap.backplane.messages",
            "{message}",
            "Messages to (out) and from (in) other servers, by direction."
        );
        _bytes = meter?.CreateCounter<long>(
            "tabletap.backplane.bytes",
            "By",
            "Bytes of messages to (out) and from (in) other servers, by direction."
        );
        _dropped = meter?.CreateCounter<long>(
            "tabletap.backplane.dropped",
            "{message}",
            "Messages that could not be sent: there was no line, or too much waited for it."
        );
        _commands = meter?.CreateCounter<long>(
            "tabletap.backplane.commands",
            "{command}",
            "Commands handed to other servers, by what became of them: answered there, or returned and decided here."
        );
        meter?.CreateObservableUpDownCounter(
            "tabletap.backplane.peers",
            peers,
            "{server}",
            "Other servers of the same store that are heard."
        );
        meter?.CreateObservableUpDownCounter(
            "tabletap.backplane.up",
            () => isHealthy() ? 1 : 0,
            "{line}",
            "1 while messages get through the backplane, 0 while they do not."
        );
        foreach (var direction in (KeyValuePair<string, object?>[])[In, Out])
        {
            _peerMessages?.Add(0, direction);
            _bytes?.Add(0, direction);
        }

        _dropped?.Add(0);
        _commands?.Add(0, Answered);
        _commands?.Add(0, Returned);
    }

    public void Sent(bool isSent, int bytes)
    {
        if (isSent)
        {
            _peerMessages?.Add(1, Out);
            _bytes?.Add(bytes, Out);
        }
        else
        {
            _dropped?.Add(1);
        }
    }

    public void Received(int bytes)
    {
        _peerMessages?.Add(1, In);
        _bytes?.Add(bytes, In);
    }

    public void Handed(bool isAnswered) => _commands?.Add(1, isAnswered ? Answered : Returned);
}
