using TableTap.Protocol.Errors;

namespace TableTap.Realtime.Sending;

/// <summary>The way to one client, as its session sees it: a socket, or a stream of events.</summary>
internal abstract class ClientTransport
{
    /// <summary>What waits to be written.</summary>
    public abstract Outbox Outbox { get; }

    /// <summary>Bytes that came from the client so far; null where it can say nothing.</summary>
    public abstract long? Received { get; }

    /// <summary>For how long the client has said nothing; null where it can say nothing.</summary>
    public abstract TimeSpan? SilentFor { get; }

    /// <summary>What keeps the connection alive, or asks whether it is.</summary>
    public abstract ReadOnlyMemory<byte> Heartbeat { get; }

    /// <summary>The server stood still for so long: no silence of that time was the client's.</summary>
    public abstract void Excuse(TimeSpan frozen);

    /// <summary>Appends the last that is said; nothing is taken after it.</summary>
    public abstract void Complete(CloseCode code, string reason);

    /// <summary>Waits until the other side has closed its half.</summary>
    public abstract Task LingerAsync(CancellationToken cancellationToken);

    /// <summary>Ends the connection, whatever waits.</summary>
    public abstract void Cut();

    /// <summary>Gives back what the session used, when it is over.</summary>
    public abstract void End();
}
