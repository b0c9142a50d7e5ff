using System.Runtime.CompilerServices;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Inspection;

/// <summary>A frame of a connection that is watched.</summary>
/// <param name="Direction">Which way it goes.</param>
/// <param name="At">When it was read, or given to the outbox.</param>
/// <param name="Frame">What it says, as it is: whoever shows it redacts it.</param>
/// <param name="Skipped">How many before it were left out, because whoever watches did not keep up.</param>
public readonly record struct WatchedFrame(
    WatchedDirection Direction,
    DateTimeOffset At,
    ReadOnlyMemory<byte> Frame,
    int Skipped
);

/// <summary>Watches the frames of one connection until it is disposed of. One reader at a time.</summary>
public sealed class FrameWatch : IDisposable
{
    private readonly Session _session;
    private readonly ConnectionTap _tap;
    private readonly Action _ended;
    private int _disposed;

    internal FrameWatch(Session session, ConnectionTap tap, Action ended) =>
        (_session, _tap, _ended) = (session, tap, ended);

    /// <summary>The id of the connection.</summary>
    public string ConnectionId => _session.Id;

    /// <summary>Whose connection it is.</summary>
    public string UserId => _session.Identity.UserId;

    /// <summary>The frames as they come, until the connection is over.</summary>
    /// <param name="cancellationToken">Ends the watching, however many frames wait.</param>
    public async IAsyncEnumerable<WatchedFrame> ReadAllAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var frame in _tap.Frames.ReadAllAsync(cancellationToken))
        {
            // A channel that has something does not look at its token.
            cancellationToken.ThrowIfCancellationRequested();
            _tap.Taken(frame);
            yield return new(frame.Direction, frame.At, frame.Frame, frame.Skipped);
        }
    }

    /// <summary>Ends the watching; the connection has no copy of its frames taken any more.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _session.Outbox.Tap = null;
            _tap.End();
            _ended();
        }
    }
}

/// <summary>Why a connection cannot be watched.</summary>
public enum WatchRefusal
{
    /// <summary>No connection of this server has the id.</summary>
    NotFound,

    /// <summary>Somebody watches it already.</summary>
    Watched,

    /// <summary>As many are watched as may be.</summary>
    TooMany,
}
