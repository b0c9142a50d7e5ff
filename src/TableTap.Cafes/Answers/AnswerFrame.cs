using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Cafes.Answers;

/// <summary>The one frame a command ends in (section 4).</summary>
internal static class AnswerFrame
{
    public static byte[] Acknowledged(
        string messageId,
        CommandResult? result,
        DateTimeOffset now
    ) =>
        FrameWriter.Notice(
            new MessageAcknowledged(messageId, AcknowledgementStatus.Processed, now, result),
            now,
            messageId
        );

    public static byte[] Refused(string messageId, ErrorBody error, DateTimeOffset now) =>
        FrameWriter.Notice(new MessageError(messageId, error), now, messageId);
}
