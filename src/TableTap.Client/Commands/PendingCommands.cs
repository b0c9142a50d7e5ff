using TableTap.Client.Contract;

namespace TableTap.Client.Commands;

/// <summary>The commands that wait for an answer, in the order they were given, up to a limit. Thread-safe.</summary>
/// <param name="most">How many may wait at once.</param>
internal sealed class PendingCommands(int most)
{
    private readonly Lock _gate = new();
    private readonly OrderedDictionary<string, PendingCommand> _pending = [];
    private Exception? _end;

    /// <summary>Whether any command waits for its answer.</summary>
    public bool Any
    {
        get
        {
            lock (_gate)
            {
                return _pending.Count > 0;
            }
        }
    }

    /// <summary>All of them, first given first.</summary>
    public IReadOnlyList<PendingCommand> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _pending.Values];
            }
        }
    }

    /// <summary>Adds a command that waits for its answer.</summary>
    /// <exception cref="InvalidOperationException">Its id waits already.</exception>
    /// <exception cref="CommandQueueFullException">Too many wait already.</exception>
    public void Add(PendingCommand command)
    {
        lock (_gate)
        {
            if (_pending.ContainsKey(command.MessageId))
            {
                throw new InvalidOperationException(
                    $"The command '{command.MessageId}' still waits for its answer."
                );
            }

            if (_end is not null)
            {
                command.Fail(_end);
            }
            else if (_pending.Count >= most)
            {
                throw new CommandQueueFullException(
                    $"'{command.MessageId}' was not sent: as many commands wait for their answers as may wait ({most})."
                );
            }

            _pending.Add(command.MessageId, command);
        }
    }

    /// <summary>Ends all waiting with an exception, now and for commands that are added later.</summary>
    public void End(Exception reason)
    {
        lock (_gate)
        {
            _end = reason;
            foreach (var command in _pending.Values)
            {
                command.Fail(reason);
            }
        }
    }

    /// <summary>Takes out a command that no longer waits.</summary>
    public void Remove(PendingCommand command)
    {
        lock (_gate)
        {
            _pending.Remove(command.MessageId);
        }

        command.Withdraw();
    }

    /// <summary>Gives a command its answer; <c>false</c> where none of that id waits.</summary>
    public bool Answer(CommandAnswer answer)
    {
        lock (_gate)
        {
            if (!_pending.TryGetValue(answer.MessageId, out var command))
            {
                return false;
            }

            command.Complete(answer);
            return true;
        }
    }
}
