using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Sending;

/// <summary>
/// What waits in an outbox, in its order, with its bytes counted, and how far the first of it is written. Guarded by its outbox; the
/// counts may be read at any time.
/// </summary>
/// <param name="budget">The bytes of all connections.</param>
/// <param name="framing">How messages look on the line.</param>
internal sealed class OutboxQueue(OutboxBudget budget, Framing framing)
{
    // Most connections wait for one message at a time.
    private const int KeptCapacity = 1;

    private Queue<OutboxEntry>? _waiting;
    private long _backlog;
    private long _answers;
    private int _written;
    private bool _begun;

    /// <summary>How many bytes wait to be written.</summary>
    public long Backlog => Volatile.Read(ref _backlog);

    /// <summary>Bytes of answers that wait.</summary>
    public long Answers => Volatile.Read(ref _answers);

    public bool IsEmpty => _waiting is not { Count: > 0 };

    public void Add(in OutboxEntry entry)
    {
        (_waiting ??= new(KeptCapacity)).Enqueue(entry);
        Count(entry, entry.Length);
        budget.Take(entry.Length);
    }

    /// <summary>Takes out the live messages that are not begun, as far as no barrier stands behind them.</summary>
    public List<StoredMessage> TakeBackLive()
    {
        var taken = new List<StoredMessage>();
        var entries = _waiting?.ToArray() ?? [];
        var barrier = Array.FindLastIndex(entries, entry => entry.IsBarrier);
        _waiting?.Clear();
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
                _waiting!.Enqueue(entries[i]);
            }
        }

        return taken;
    }

    /// <summary>Drops what waits, and gives its share of the budget back.</summary>
    /// <param name="keepsBegun">Whether a frame that was begun stays: it has to be ended, or the next one could not be read.</param>
    /// <returns>How many channel messages were among it.</returns>
    public int Drop(bool keepsBegun)
    {
        if (_waiting is null)
        {
            return 0;
        }

        var messages = 0;
        var begun = keepsBegun && _begun ? _waiting.Dequeue() : default(OutboxEntry?);
        while (_waiting.TryDequeue(out var entry))
        {
            messages += entry.Message is null ? 0 : 1;
            Release(entry);
        }

        if (begun is { } first)
        {
            _waiting.Enqueue(first);
        }

        return messages;
    }

    /// <summary>Gives back the room of a long queue, when nothing waits.</summary>
    public void Trim()
    {
        if (_waiting is { Capacity: > KeptCapacity })
        {
            _waiting = null;
        }
    }

    /// <summary>Takes what waits, if that is one entry whose bytes go out as they are: nothing has to be copied then.</summary>
    /// <param name="most">The most bytes that it may have.</param>
    /// <param name="times">Gets the message that it is.</param>
    public ReadOnlyMemory<byte>? TakeOnly(int most, ref CommitTimes times)
    {
        if (
            _begun
            || _waiting!.Count > 1
            || _waiting.Peek() is not { IsFramed: true, Bytes: var bytes } entry
            || bytes.Length > most
        )
        {
            return null;
        }

        Leave(entry, ref times);
        return bytes;
    }

    /// <summary>How large a buffer has to be for what waits.</summary>
    /// <param name="most">The largest.</param>
    public int SizeOfNext(int most) =>
        _waiting!.Count > 1 ? most : Math.Min(_waiting.Peek().Length - _written, most);

    /// <summary>Fills a buffer with as much of what waits as fits; a frame larger than the buffer goes in parts.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="times">Gets the messages that end in it.</param>
    /// <returns>How many bytes were filled.</returns>
    public int Fill(Span<byte> buffer, ref CommitTimes times)
    {
        var length = 0;
        while (_waiting!.TryPeek(out var entry))
        {
            if (!_begun && !entry.IsFramed)
            {
                if (buffer.Length - length < framing.Overhead)
                {
                    break;
                }

                length += framing.WriteHeader(buffer[length..], entry);
            }

            _begun = true;
            var rest = entry.Bytes.Span[_written..];
            var part = Math.Min(rest.Length, buffer.Length - length);
            rest[..part].CopyTo(buffer[length..]);
            length += part;
            _written += part;
            var trailer = entry.IsFramed ? default : framing.Trailer.Span;
            if (_written < entry.Bytes.Length || buffer.Length - length < trailer.Length)
            {
                break;
            }

            trailer.CopyTo(buffer[length..]);
            length += trailer.Length;

            _begun = false;
            _written = 0;
            Leave(entry, ref times);
        }

        return length;
    }

    private void Leave(in OutboxEntry entry, ref CommitTimes times)
    {
        _waiting!.Dequeue();
        if (entry.Message is { } message)
        {
            times.Add(message);
        }

        Release(entry);
    }

    private void Release(in OutboxEntry entry)
    {
        Count(entry, -entry.Length);
        budget.Return(entry.Length);
    }

    private void Count(in OutboxEntry entry, int bytes)
    {
        Volatile.Write(ref _backlog, _backlog + bytes);
        if (entry.IsAnswer)
        {
            Volatile.Write(ref _answers, _answers + bytes);
        }
    }
}
