using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Faults.Clients;

/// <summary>A command, as it was sent and answered.</summary>
public sealed class SentCommand
{
    private readonly TaskCompletionSource _answered = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    internal SentCommand(string subject, string messageId, string type, byte[] frame) =>
        (Subject, MessageId, Type, Frame) = (subject, messageId, type, frame);

    /// <summary>Who sent it.</summary>
    public string Subject { get; }

    /// <summary>Its id.</summary>
    public string MessageId { get; }

    /// <summary>Its type.</summary>
    public string Type { get; }

    /// <summary>The order it is about; of a new order, once it is acknowledged.</summary>
    public string? OrderId { get; internal set; }

    /// <summary>The line it is about.</summary>
    public string? LineId { get; internal set; }

    /// <summary>What was asked of the order or the line, in the field's word.</summary>
    public string? Asked { get; internal set; }

    /// <summary>What was acknowledged; null where it was not.</summary>
    public CommandResult? Result { get; private set; }

    /// <summary>Why it was refused; null where it was not.</summary>
    public ErrorCode? Refusal { get; private set; }

    /// <summary>How often it was sent.</summary>
    public int Sends { get; internal set; }

    /// <summary>How often it was answered.</summary>
    public int Answers { get; private set; }

    /// <summary>The last answer after which it goes again; null where it had none.</summary>
    public string? PutOff { get; internal set; }

    /// <summary>Whether it was acknowledged.</summary>
    public bool IsAcknowledged => Result is not null;

    /// <summary>Whether it was answered for good.</summary>
    public bool IsAnswered => _answered.Task.IsCompleted;

    /// <summary>The bytes of the first answer.</summary>
    internal byte[]? Answer { get; private set; }

    internal byte[] Frame { get; }

    /// <summary>When it may go again: not before the server wants it.</summary>
    internal long NotBefore { get; set; }

    internal Task Answered => _answered.Task;

    /// <summary>The SDK gave the answer; its words are not known.</summary>
    internal void Take(CommandAnswer answer)
    {
        Answers++;
        Result = answer.Succeeded ? answer.Result ?? new CommandResult() : null;
        Refusal = answer.Error?.Code;
        OrderId ??= Result?.OrderId;
        _answered.TrySetResult();
    }

    /// <summary>
    /// An answer came; false where it is another one than the first. A refusal that the server does not remember
    /// is decided anew for each copy of the command that was sent, and so the next answer takes its place.
    /// </summary>
    internal bool Take(ReadOnlySpan<byte> frame, CommandResult? result, ErrorCode? refusal)
    {
        Answers++;
        if (Answer is { } first && !IsDecidedAnew(Refusal))
        {
            // Remembered refusals are dated anew.
            return Refusal is null ? frame.SequenceEqual(first) : refusal == Refusal;
        }

        Answer = frame.ToArray();
        (Result, Refusal) = (result, refusal);
        OrderId ??= result?.OrderId;
        _answered.TrySetResult();
        return true;
    }

    private static bool IsDecidedAnew(ErrorCode? refusal) =>
        refusal
            is ErrorCode.RateLimitExceeded
                or ErrorCode.ServiceUnavailable
                or ErrorCode.InternalError
                or ErrorCode.ValidationFailed
                or ErrorCode.AuthenticationFailed
                or ErrorCode.InsufficientPermissions;
}
