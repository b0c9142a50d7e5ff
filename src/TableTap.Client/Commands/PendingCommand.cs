using TableTap.Client.Contract;

namespace TableTap.Client.Commands;

/// <summary>
/// A command that waits for its answer (section 4). Its frame is encoded once: whatever is sent again under the same
/// <c>messageId</c> is the same bytes. Thread-safe.
/// </summary>
/// <param name="messageId">The id of the command, unique among those that wait.</param>
/// <param name="frame">The whole frame of the command, UTF-8.</param>
internal sealed class PendingCommand(string messageId, ReadOnlyMemory<byte> frame)
{
    private const long NotSent = -1;

    private volatile TaskCompletionSource<CommandAnswer> _answer = NewAnswer();
    private long _sentAt = NotSent;
    private int _sentOn;

    /// <summary>The id of the command, under which its answer comes.</summary>
    public string MessageId { get; } = messageId;

    /// <summary>The command's frame, as it is sent and sent again.</summary>
    public ReadOnlyMemory<byte> Frame { get; } = frame;

    /// <summary>The answer to the last sending.</summary>
    public Task<CommandAnswer> Answer => _answer.Task;

    /// <summary>When it was last written, as a timestamp of the clock; null while it waits to be.</summary>
    public long? SentAt
    {
        get => Interlocked.Read(ref _sentAt) is >= 0 and var at ? at : null;
        set => Interlocked.Exchange(ref _sentAt, value ?? NotSent);
    }

    /// <summary>Claims the first sending on a connection, so that exactly one of two rivals does it.</summary>
    public bool ClaimFirstSend(int connection)
    {
        var before = Volatile.Read(ref _sentOn);
        return before < connection
            && Interlocked.CompareExchange(ref _sentOn, connection, before) == before;
    }

    /// <summary>Gives the command the answer that came.</summary>
    public void Complete(CommandAnswer answer) => _answer.TrySetResult(answer);

    /// <summary>Ends the waiting with an exception: no answer will come.</summary>
    public void Fail(Exception reason) => _answer.TrySetException(reason);

    /// <summary>Nobody waits any more: what is not written yet stays unwritten.</summary>
    public void Withdraw() => _answer.TrySetCanceled();

    /// <summary>Forgets a refusal that time heals, to wait for another answer.</summary>
    public void Rearm() => _answer = NewAnswer();

    private static TaskCompletionSource<CommandAnswer> NewAnswer() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
