using System.Threading.Channels;

namespace TableTap.Cafes.Loop;

/// <summary>
/// The commands that wait for a café's loop, in their order. Who would have to wait too long is not let in: a café that is offered more
/// than it can do goes on doing what it can, and refuses the rest at once. Thread-safe, but for what only the loop calls.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class CafeMailbox(TimeProvider time)
{
    /// <summary>So many are taken in however long they have to wait: the next commit or two takes them all.</summary>
    public const int AlwaysTaken = 256;

    /// <summary>While the first of more than that has waited longer, nobody is let in.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(250);

    private const int Capacity = 4096;
    private const int MostLookedAt = 256;

    private readonly Channel<Item> _channel = Channel.CreateUnbounded<Item>(
        new() { SingleReader = true }
    );
    private Queue<CommandTask> _next = new();
    private int _isCheckUnderWay;
    private int _isWakeUnderWay;
    private volatile bool _isClosed;
    private long _oldest;
    private int _waiting;

    /// <summary>How many commands wait to be decided.</summary>
    public int Waiting => Math.Max(0, Volatile.Read(ref _waiting));

    /// <summary>Whether a command would be refused now.</summary>
    public bool IsOverloaded =>
        Volatile.Read(ref _waiting) is var waiting
        && (
            waiting >= Capacity
            || (
                waiting >= AlwaysTaken
                && time.GetElapsedTime(Volatile.Read(ref _oldest)) > LongestWait
            )
        );

    /// <summary>Whether somebody asked for a check since the loop began its last one; only the loop asks.</summary>
    public bool IsCheckRequested { get; private set; }

    /// <summary>The next commands to decide, as far as the loop looks ahead; only the loop asks.</summary>
    public IReadOnlyCollection<CommandTask> Next => _next;

    /// <summary>The command to decide next; null where none waits. Only the loop asks.</summary>
    public CommandTask? Peek()
    {
        while (_next.Count < MostLookedAt && _channel.Reader.TryRead(out var item))
        {
            if (item.Command is { } command)
            {
                _next.Enqueue(command);
            }
            else if (item.IsCheck)
            {
                Volatile.Write(ref _isCheckUnderWay, 0);
                IsCheckRequested = true;
            }
            else
            {
                Volatile.Write(ref _isWakeUnderWay, 0);
            }
        }

        return _next.TryPeek(out var first) ? first : null;
    }

    /// <summary>Puts a command in; false where it would have to wait too long, or the loop has ended.</summary>
    public bool TryPost(CommandTask command)
    {
        // What the café itself has to do is little, and nobody would send it again.
        if (command.Request is null ? Volatile.Read(ref _waiting) >= Capacity : IsOverloaded)
        {
            return false;
        }

        command.PostedAt = time.GetTimestamp();
        if (Interlocked.Increment(ref _waiting) == 1)
        {
            Volatile.Write(ref _oldest, command.PostedAt);
        }

        if (_channel.Writer.TryWrite(new(command, IsCheck: false)))
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        return false;
    }

    /// <summary>Asks for a check of the café in the next batch, though no command may wait; false where the loop has ended.</summary>
    public bool TryRequestCheck() => TryWrite(ref _isCheckUnderWay, isCheck: true);

    /// <summary>Wakes the loop if it waits; it checks nothing for that.</summary>
    public void Wake() => TryWrite(ref _isWakeUnderWay, isCheck: false);

    /// <summary>Completes when something came in; false where nothing more can come. Only the loop waits, and only while <see cref="Next"/> is empty.</summary>
    public ValueTask<bool> WaitAsync() => _channel.Reader.WaitToReadAsync();

    /// <summary>The loop begins the check that was asked for.</summary>
    public void CheckBegins() => IsCheckRequested = false;

    /// <summary>Takes what <see cref="Peek"/> gave out; only the loop does.</summary>
    public CommandTask Take()
    {
        var taken = _next.Dequeue();
        Interlocked.Decrement(ref _waiting);
        if (Peek() is { } first)
        {
            Volatile.Write(ref _oldest, first.PostedAt);
        }

        return taken;
    }

    /// <summary>Takes all of <see cref="Next"/> out, for it could not even begin to be decided; only the loop does.</summary>
    public IReadOnlyList<CommandTask> TakeNext()
    {
        var commands = _next.ToList();
        commands.ForEach(_ => Take());
        CheckBegins();
        return commands;
    }

    /// <summary>Puts commands back in front of all others, for their decision did not count; only the loop does.</summary>
    public void PutBack(IReadOnlyCollection<CommandTask> commands)
    {
        _next = new(commands.Concat(_next));
        Interlocked.Add(ref _waiting, commands.Count);
        if (_next.TryPeek(out var first))
        {
            Volatile.Write(ref _oldest, first.PostedAt);
        }

        IsCheckRequested = true;
    }

    /// <summary>Lets nothing more in.</summary>
    public void Close()
    {
        _isClosed = true;
        _channel.Writer.TryComplete();
    }

    /// <summary>Wakes the loop; once is enough until it has heard it, so that callers leave nothing behind where the loop waits long.</summary>
    private bool TryWrite(ref int isUnderWay, bool isCheck) =>
        Interlocked.Exchange(ref isUnderWay, 1) == 1
            ? !_isClosed
            : _channel.Writer.TryWrite(new(null, isCheck));

    private readonly record struct Item(CommandTask? Command, bool IsCheck);
}
