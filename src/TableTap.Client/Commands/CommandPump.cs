using System.Threading.Channels;
using TableTap.Client.Socket;

namespace TableTap.Client.Commands;

/// <summary>Writes a session's commands in the order they were given, within the rate limit (sections 4 and 8).</summary>
/// <param name="wire">The connection's socket.</param>
/// <param name="budget">The rate limit.</param>
/// <param name="time">The clock that measures the waiting.</param>
internal sealed class CommandPump(FrameSocket wire, SendRateLimiter budget, TimeProvider time)
{
    private readonly Channel<PendingCommand> _queue = Channel.CreateUnbounded<PendingCommand>();

    /// <summary>Sends a command on this connection, unless that was asked already.</summary>
    public void SendOnce(PendingCommand command)
    {
        if (command.ClaimFirstSend(wire.Number))
        {
            SendAgain(command);
        }
    }

    /// <summary>Sends a command, once more if need be.</summary>
    public void SendAgain(PendingCommand command)
    {
        command.SentAt = null;
        _queue.Writer.TryWrite(command);
    }

    /// <summary>Sends until the session ends.</summary>
    /// <exception cref="ConnectionLostException">The socket is gone.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var command in _queue.Reader.ReadAllAsync(cancellationToken))
        {
            if (command.Answer.IsCompleted)
            {
                continue;
            }

            await budget.WaitAsync(cancellationToken);
            if (command.Answer.IsCompleted)
            {
                // Answered, or given up, while it waited for its turn.
                continue;
            }

            command.SentAt = time.GetTimestamp();
            await wire.SendAsync(command.Frame, cancellationToken);
        }
    }
}
