using System.Buffers;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;

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
internal sealed class Outbox(
    Stream transport,
    OutboxBudget budget,
    int limit,
    TimeProvider time,
    Framing framing
)
{
    // Small enough that even a very slow line takes one within the time after which it counts as stalled.
    private const int WriteSize = 16 * 1024;
    private const int KeptCapacity = 16;

    private readonly Lock _gate = new();
    private Queue<OutboxEntry>? _waiting;
    private List<TaskCompletionSource>? _empty;
    private long _backlog;
    private long _answers;
    private long _writeStarted;
    private int _written;
    private bool _begun;
    private bool _writing;
    private bool _completed;
    private bool _broken;

    /// <summary>Bytes that wait; the one buffer being written is not among them.</summary>
    public long Backlog => Interlocked.Read(ref _backlog);

    /// <summary>Whether everything was handed to the transport, and nothing is being handed.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return !_writing && _waiting is not { Count: > 0 };
            }
        }
    }

    /// <summary>Whether the transport can take no more, ever.</summary>
    public bool IsBroken => Volatile.Read(ref _broken);

    /// <summary>Whether so many answers wait that the client's own messages have to pause.</summary>
    public bool IsFull => Interlocked.Read(ref _answers) >= limit;

    /// <summary>Appends a live message, unless it would pass the limit.</summary>
    public bool TryAppend(StoredMessage message)
    {
        var entry = new OutboxEntry(EntryKind.Live, message.Frame, framing.Overhead, message);
        lock (_gate)
        {
            if (_backlog > 0 && _backlog + entry.Length > limit)
            {
                return false;
            }

            Enqueue(entry);
            return true;
        }
    }

    /// <summary>Appends what must not be refused; whoever causes it bounds it.</summary>
    public void Append(EntryKind kind, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            Enqueue(new(kind, bytes, kind == EntryKind.Framed ? 0 : framing.Overhead));
            _completed |= kind == EntryKind.Framed && FrameHeader.IsClose(bytes.Span);
        }
    }

    /// <summary>Appends a message of history.</summary>
    public void Append(StoredMessage message)
    {
        lock (_gate)
        {
            Enqueue(new(EntryKind.History, message.Frame, framing.Overhead, message));
        }
    }

    /// <summary>Appends framed bytes; nothing is taken after them.</summary>
    public void AppendLast(ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            Enqueue(new(EntryKind.Framed, bytes, 0));
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
        var taken = new List<StoredMessage>();
        lock (_gate)
        {
            if (_waiting is null)
            {
                return taken;
            }

            var entries = _waiting.ToArray();
            var barrier = Array.FindLastIndex(entries, entry => entry.IsBarrier);
            _waiting.Clear();
            for (var i = 0; i < entries.Length; i++)
            {
                if (
                    i > barrier
                    && !(i == 0 && _begun)
                    && entries[i] is { Kind: EntryKind.Live, Message: { } message }
                )
                {
                    taken.Add(message);
                    Release(entries[i]);
                }
                else
                {
                    _waiting.Enqueue(entries[i]);
                }
            }
        }

        return taken;
    }

    /// <summary>Throws away everything that nobody has begun to write.</summary>
    public void Discard()
    {
        lock (_gate)
        {
            DropWaiting();
        }
    }

    /// <summary>Begins to write what waits, if nobody does; comes back when the transport would block.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            if (_writing || _broken || _waiting is not { Count: > 0 })
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
            if (_broken || (!_writing && _waiting is not { Count: > 0 }))
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
            DropWaiting();
            SignalEmpty();
        }
    }

    private void Enqueue(OutboxEntry entry)
    {
        if (_completed)
        {
            return;
        }

        (_waiting ??= new(4)).Enqueue(entry);
        Interlocked.Add(ref _backlog, entry.Length);
        Interlocked.Add(ref _answers, entry.IsAnswer ? entry.Length : 0);
        budget.Take(entry.Length);
    }

    private async Task WriteAllAsync()
    {
        try
        {
            while (Next(out var buffer, out var length))
            {
                try
                {
                    await transport.WriteAsync(buffer.AsMemory(0, length));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }
        }
        catch (Exception)
        {
            // The other side is gone; the session learns it from its reading.
            lock (_gate)
            {
                _writing = false;
            }

            Break();
        }
    }

    // Fills one buffer with as much as fits; a frame larger than the buffer goes in parts.
    private bool Next(out byte[] buffer, out int length)
    {
        buffer = [];
        length = 0;
        lock (_gate)
        {
            if (_broken || _waiting is not { Count: > 0 })
            {
                _writing = false;
                if (_waiting is { Capacity: > KeptCapacity })
                {
                    _waiting = null;
                }

                SignalEmpty();
                return false;
            }

            buffer = ArrayPool<byte>.Shared.Rent(SizeOfNext());
            while (_waiting.TryPeek(out var entry))
            {
                if (!_begun && entry.Kind != EntryKind.Framed)
                {
                    if (buffer.Length - length < framing.Overhead)
                    {
                        break;
                    }

                    length += framing.WriteHeader(buffer.AsSpan(length), entry);
                }

                _begun = true;
                var rest = entry.Bytes.Span[_written..];
                var part = Math.Min(rest.Length, buffer.Length - length);
                rest[..part].CopyTo(buffer.AsSpan(length));
                length += part;
                _written += part;
                var trailer = entry.Kind == EntryKind.Framed ? default : framing.Trailer.Span;
                if (_written < entry.Bytes.Length || buffer.Length - length < trailer.Length)
                {
                    break;
                }

                trailer.CopyTo(buffer.AsSpan(length));
                length += trailer.Length;

                _begun = false;
                _written = 0;
                _waiting.Dequeue();
                Release(entry);
            }

            _writeStarted = time.GetTimestamp();
            return true;
        }
    }

    private int SizeOfNext() =>
        _waiting!.Count > 1 ? WriteSize : Math.Min(_waiting.Peek().Length - _written, WriteSize);

    private void DropWaiting()
    {
        if (_waiting is null)
        {
            return;
        }

        // A frame that was begun has to be ended, or the next one could not be read.
        var begun = _begun && !_broken ? _waiting.Peek() : default(OutboxEntry?);
        foreach (var entry in _waiting.Skip(begun is null ? 0 : 1))
        {
            Release(entry);
        }

        _waiting.Clear();
        if (begun is { } first)
        {
            _waiting.Enqueue(first);
        }
    }

    private void Release(OutboxEntry entry)
    {
        Interlocked.Add(ref _backlog, -entry.Length);
        Interlocked.Add(ref _answers, entry.IsAnswer ? -entry.Length : 0);
        budget.Return(entry.Length);
    }

    private void SignalEmpty()
    {
        _empty?.ForEach(empty => empty.TrySetResult());
        _empty = null;
    }
}
