using System.Buffers;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;

namespace TableTap.Realtime.Sending;

/// <summary>
/// What waits to be written to one connection, and the only writer of its transport: messages, notices and the frames of
/// the WebSocket itself never interleave. Appending never waits; one write takes as many frames as fit. Holds no buffer
/// while nothing is to be written. Thread-safe.
/// </summary>
/// <param name="transport">The upgraded stream.</param>
/// <param name="budget">The bytes of all connections.</param>
/// <param name="limit">Bytes that live messages may take here.</param>
/// <param name="time">The clock.</param>
/// <param name="framing">How messages look on the line.</param>
/// <param name="metrics">The figures.</param>
internal sealed class Outbox(
    Stream transport,
    OutboxBudget budget,
    int limit,
    TimeProvider time,
    Framing framing,
    RealtimeMetrics metrics
)
{
    // Small enough that even a very slow line takes one within the time after which it counts as stalled.
    private const int WriteSize = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly OutboxQueue _waiting = new(budget, framing);
    private List<TaskCompletionSource>? _empty;
    private ConnectionTap? _tap;
    private long _writeStarted;
    private long _sent;
    private bool _writing;
    private bool _completed;
    private bool _broken;

    /// <summary>Bytes that wait; the one buffer being written is not among them.</summary>
    public long Backlog => _waiting.Backlog;

    /// <summary>Who watches what goes over the connection; null for nobody, as mostly.</summary>
    public ConnectionTap? Tap
    {
        get => Volatile.Read(ref _tap);
        set => Volatile.Write(ref _tap, value);
    }

    /// <summary>Bytes that were handed to the transport so far.</summary>
    public long Sent => Volatile.Read(ref _sent);

    /// <summary>Whether everything was handed to the transport, and nothing is being handed.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return !_writing && _waiting.IsEmpty;
            }
        }
    }

    /// <summary>Whether the transport can take no more, ever.</summary>
    public bool IsBroken => Volatile.Read(ref _broken);

    /// <summary>Whether so many answers wait that the client's own messages have to pause.</summary>
    public bool IsFull => _waiting.Answers >= limit;

    /// <summary>Appends live messages in their order, until one would pass the limit.</summary>
    /// <param name="run">The messages.</param>
    /// <returns>How many were appended.</returns>
    public int Append(ReadOnlySpan<FramedMessage> run)
    {
        lock (_gate)
        {
            for (var i = 0; i < run.Length; i++)
            {
                if (!TryAdd(framing.EntryOf(run[i])))
                {
                    return i;
                }
            }
        }

        return run.Length;
    }

    /// <summary>Appends a live message, unless it would pass the limit.</summary>
    public bool TryAppend(StoredMessage message)
    {
        lock (_gate)
        {
            return TryAdd(new(EntryKind.Live, message.Frame, framing.Overhead, message));
        }
    }

    /// <summary>Appends what must not be refused; whoever causes it bounds it.</summary>
    public void Append(EntryKind kind, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            Add(new(kind, bytes, kind == EntryKind.Framed ? 0 : framing.Overhead));
            _completed |= kind == EntryKind.Framed && FrameHeader.IsClose(bytes.Span);
        }
    }

    /// <summary>Appends a message of history.</summary>
    public void Append(StoredMessage message)
    {
        lock (_gate)
        {
            Add(new(EntryKind.History, message.Frame, framing.Overhead, message));
        }
    }

    /// <summary>Appends framed bytes; nothing is taken after them.</summary>
    public void AppendLast(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            Add(new(EntryKind.Framed, bytes, 0));
            _completed = true;
        }
    }

    /// <summary>Appends the close frame; nothing is taken after it.</summary>
    public void Complete(CloseCode code, string reason) =>
        AppendLast(FrameHeader.Close((int)code, reason));

    /// <summary>
    /// Takes back the live messages that nobody has begun to write, as far as no barrier stands behind them.
    /// </summary>
    /// <returns>The messages, in their order.</returns>
    public IReadOnlyList<StoredMessage> TakeBackLive()
    {
        lock (_gate)
        {
            return _waiting.TakeBackLive();
        }
    }

    /// <summary>Throws away everything that nobody has begun to write.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            metrics.DeliveryFailed(DeliveryFailure.Closed, _waiting.Drop(keepsBegun: true));
        }
    }

    /// <summary>Begins to write what waits, if nobody does; comes back when the transport would block.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_writing || _broken || _waiting.IsEmpty)
            {
                return;
            }

            // Measured from here: the last write may be long past, or have never been.
            _writing = true;
            _writeStarted = time.GetTimestamp();
        }

        _ = WriteAllAsync();
    }

    /// <summary>How long the transport has been taking nothing, although something is to be written.</summary>
    public TimeSpan StalledFor()
    {
        lock (_gate)
        {
            return _writing ? time.GetElapsedTime(_writeStarted) : TimeSpan.Zero;
        }
    }

    /// <summary>The server stood still: the transport gets its whole time again.</summary>
    public void Excuse()
    {
        lock (_gate)
        {
            _writeStarted = time.GetTimestamp();
        }
    }

    /// <summary>Completes when everything was handed to the transport, or never will be.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task EmptyAsync(CancellationToken cancellationToken = default)
    {
        var empty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_broken || (!_writing && _waiting.IsEmpty))
            {
                return;
            }

            (_empty ??= []).Add(empty);
        }

        using (cancellationToken.Register(() => empty.TrySetCanceled(cancellationToken)))
        {
            await empty.Task;
        }
    }

    /// <summary>Gives up the transport: what waits is dropped and nothing is taken any more.</summary>
    public void Break()
    {
        lock (_gate)
        {
            _completed = true;
            _broken = true;
            metrics.DeliveryFailed(
                DeliveryFailure.ConnectionLost,
                _waiting.Drop(keepsBegun: false)
            );
            SignalEmpty();
        }
    }

    private bool TryAdd(in OutboxEntry entry)
    {
        var backlog = _waiting.Backlog;
        if (backlog > 0 && backlog + entry.Length > limit)
        {
            return false;
        }

        Add(entry);
        return true;
    }

    private void Add(in OutboxEntry entry)
    {
        if (!_completed)
        {
            _tap?.Sent(entry);
            _waiting.Add(entry);
        }
    }

    private async Task WriteAllAsync()
    {
        var times = default(CommitTimes);
        try
        {
            while (Next(out var bytes, out var rented, ref times))
            {
                try
                {
                    await transport.WriteAsync(bytes);
                }
                finally
                {
                    if (rented is not null)
                    {
                        ArrayPool<byte>.Shared.Return(rented);
                    }
                }

                _sent += bytes.Length;
                metrics.Sent(bytes.Length);
                times.Tell(metrics, time);
                times.Clear();
            }
        }
        catch (Exception)
        {
            // The other side is gone; the session learns it from its reading.
            metrics.DeliveryFailed(DeliveryFailure.ConnectionLost, times.Messages);
            times.Clear();
            lock (_gate)
            {
                _writing = false;
            }

            Break();
        }
    }

    // What is to be written in one piece: bytes that are shared with other connections where nothing else waits, else as much as
    // fits into a buffer.
    private bool Next(out ReadOnlyMemory<byte> bytes, out byte[]? rented, ref CommitTimes times)
    {
        (bytes, rented) = (default, null);
        lock (_gate)
        {
            if (_broken || _waiting.IsEmpty)
            {
                _writing = false;
                _waiting.Trim();
                SignalEmpty();
                return false;
            }

            if (_waiting.TakeOnly(WriteSize, ref times) is { } shared)
            {
                bytes = shared;
            }
            else
            {
                rented = ArrayPool<byte>.Shared.Rent(_waiting.SizeOfNext(WriteSize));
                bytes = rented.AsMemory(0, _waiting.Fill(rented, ref times));
            }

            _writeStarted = time.GetTimestamp();
            return true;
        }
    }

    private void SignalEmpty()
    {
        _empty?.ForEach(empty => empty.TrySetResult());
        _empty = null;
    }
}
