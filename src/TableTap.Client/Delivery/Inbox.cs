using System.Threading.Channels;
using TableTap.Client.Contract;

namespace TableTap.Client.Delivery;

/// <summary>
/// The bounded queue between the socket and the application (section 7, "slow readers"). A full one makes the socket's reader
/// wait; nothing is dropped. Thread-safe for one writer and many readers.
/// </summary>
/// <param name="capacity">How many messages wait at most.</param>
/// <param name="answersAwaited">
/// Whether a command waits for its answer, which stands behind the messages on the same socket: the queue then stretches, so that
/// an application that sends commands while it reads cannot lock itself up.
/// </param>
internal sealed class Inbox(int capacity, Func<bool> answersAwaited)
{
    private const int Stretch = 8;

    private readonly Channel<ReceivedMessage> _queue = Channel.CreateUnbounded<ReceivedMessage>();
    private readonly Lock _gate = new();
    private int _count;
    private TaskCompletionSource? _room;

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

    /// <summary>Hands a message over, as soon as there is room.</summary>
    public async ValueTask WriteAsync(ReceivedMessage message, CancellationToken cancellationToken)
    {
        while (Reserve() is { } room)
        {
            await room.Task.WaitAsync(cancellationToken);
        }

        _queue.Writer.TryWrite(message);
    }

    /// <summary>Takes out the next message as soon as there is one.</summary>
    /// <exception cref="ChannelClosedException">No more will come; its inner exception says why, if not by disposal.</exception>
    public async ValueTask<ReceivedMessage> ReadAsync(CancellationToken cancellationToken)
    {
        var message = await _queue.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            _count--;
            OpenGate();
        }

        return message;
    }

    /// <summary>A command began to wait: a blocked reader checks the limit again.</summary>
    public void Reconsider()
    {
        lock (_gate)
        {
            OpenGate();
        }
    }

    /// <summary>No more messages; what is queued can still be read.</summary>
    public void Complete(Exception? reason) => _queue.Writer.TryComplete(reason);

    private TaskCompletionSource? Reserve()
    {
        lock (_gate)
        {
            if (_count < (answersAwaited() ? capacity * Stretch : capacity))
            {
                _count++;
                return null;
            }

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
