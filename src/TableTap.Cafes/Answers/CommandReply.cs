using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Cafes.Answers;

/// <summary>
/// How a command ends, whoever decided it: its frame, what of it is remembered for a repeat, and its line of the audit (sections 2, 4
/// and 9). Every command is answered, refused and audited here.
/// </summary>
/// <param name="Frame">The one frame of the answer.</param>
/// <param name="Refusal">Why it was refused; null where it was processed.</param>
/// <param name="Remembered">What a repeat of the command gets; null where a repeat is decided anew.</param>
/// <param name="Line">Its line of the audit; null for a guest's.</param>
internal sealed record CommandReply(
    ReadOnlyMemory<byte> Frame,
    ErrorBody? Refusal,
    StoredAnswer? Remembered,
    AuditLine? Line
)
{
    /// <summary>The command was processed; that is always remembered.</summary>
    /// <param name="chain">The café's chain of the audit, or the server's.</param>
    /// <param name="request">The command.</param>
    /// <param name="hash">What tells it from another under the same id.</param>
    /// <param name="result">What it made; null for nothing.</param>
    /// <param name="now">When it was decided.</param>
    public static CommandReply Processed(
        string chain,
        CommandRequest request,
        byte[] hash,
        CommandResult? result,
        DateTimeOffset now
    )
    {
        var frame = AnswerFrame.Acknowledged(request.MessageId, result, now);
        return new(
            frame,
            null,
            new(KeyOf(request), hash, frame, now),
            AuditTrail.Line(chain, request, null, now)
        );
    }

    /// <summary>The command was refused; that is remembered where the code is one to remember.</summary>
    /// <param name="chain">The café's chain of the audit, or the server's.</param>
    /// <param name="request">The command.</param>
    /// <param name="hash">What tells it from another under the same id; null where it is not known, so that nothing is remembered.</param>
    /// <param name="refusal">Why it was refused.</param>
    /// <param name="now">When it was decided.</param>
    public static CommandReply Refused(
        string chain,
        CommandRequest request,
        byte[]? hash,
        ErrorBody refusal,
        DateTimeOffset now
    )
    {
        var frame = AnswerFrame.Refused(request.MessageId, refusal, now);
        return new(
            frame,
            refusal,
            hash is not null && RefusalTable.IsRemembered(refusal.Code)
                ? new(KeyOf(request), hash, frame, now)
                : null,
            AuditTrail.Line(chain, request, refusal, now)
        );
    }

    /// <summary>By what an answer is found again: the sender and the id they gave.</summary>
    /// <param name="request">The command.</param>
    public static AnswerKey KeyOf(CommandRequest request) =>
        new(request.Sender.Issuer, request.Sender.UserId, request.MessageId);
}
