using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace TableTap.Client.Delivery;

/// <summary>
/// The bounded queue between the socket and who reads in the application (section 7, "slow readers"). A full one makes the socket's
/// reader wait; nothing is dropped. Thread-safe for one writer of messages and many readers.
/// </summary>
/// <typeparam name="TItem">The type of what waits.</typeparam>
/// <param name="capacity">How many items wait at most.</param>
/// <param name="answersAwaited">
/// Whether a command waits for its answer, which stands behind the messages on the same socket: the queue then stretches, so that
/// an application that sends commands while it reads cannot lock itself up.
/// </param>
internal sealed class Inbox<TItem>(int capacity, Func<bool> answersAwaited)
{
    private const int Stretch = 8;

    private readonly Channel<TItem> _queue = Channel.CreateUnbounded<TItem>();
    private readonly Lock _gate = new();
    private int _count;
    private bool _isComplete;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _full;

    /// <summary>Whether the socket's reader waits for the application.</summary>
    public bool IsBlocking
    {
        get
        {
            lock (_gate)
            {
                return _room is not null;
            }
        }
    }

    /// <summary>Hands an item over, as soon as there is room; false where the inbox is complete, and nobody will read it.</summary>
    public async ValueTask<bool> WriteAsync(TItem item, CancellationToken cancellationToken)
    {
        while (Reserve() is { } room)
        {
            await room.Task.WaitAsync(cancellationToken);
        }

        return _queue.Writer.TryWrite(item);
    }

    /// <summary>Puts something at the end that the client itself has to say: that fits in always, there is little of it.</summary>
    public void Put(TItem item)
    {
        lock (_gate)
        {
            _count++;
        }

        _queue.Writer.TryWrite(item);
    }

    /// <summary>Takes out the next item as soon as there is one.</summary>
    /// <exception cref="ChannelClosedException">No more will come; its inner exception says why, if not by disposal.</exception>
    public async ValueTask<TItem> ReadAsync(CancellationToken cancellationToken)
    {
        var item = await _queue.Reader.ReadAsync(cancellationToken);
        Took();
        return item;
    }

    /// <summary>Takes out the next item if it is there already and one that is wanted. For one reader at a time.</summary>
    public bool TryRead(Func<TItem, bool> isWanted, [MaybeNullWhen(false)] out TItem item)
    {
        if (
            !_queue.Reader.TryPeek(out var next)
            || !isWanted(next)
            || !_queue.Reader.TryRead(out item)
        )
        {
            item = default;
            return false;
        }

        Took();
        return true;
    }

    /// <summary>Completes when the socket's reader waits for room.</summary>
    public Task WhenFull()
    {
        lock (_gate)
        {
            return _room is not null
                ? Task.CompletedTask
                : (_full ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Something that the limit depends on has changed: a blocked writer checks it again.</summary>
    public void Reconsider()
    {
        lock (_gate)
        {
            OpenGate();
        }
    }

    /// <summary>No more items; what is queued can still be read, and who waits for room waits no more.</summary>
    public void Complete(Exception? reason)
    {
        _queue.Writer.TryComplete(reason);
        lock (_gate)
        {
            _isComplete = true;
            OpenGate();
        }
    }

    private void Took()
    {
        lock (_gate)
        {
            _count--;
            OpenGate();
        }
    }

    private TaskCompletionSource? Reserve()
    {
        lock (_gate)
        {
            if (_isComplete || _count < (answersAwaited() ? capacity * Stretch : capacity))
            {
                _count++;
                return null;
            }

            _full?.TrySetResult();
            _full = null;
            _room ??= new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room;
        }
    }

    private void OpenGate()
    {
        _room?.TrySetResult();
        _room = null;
    }
}
