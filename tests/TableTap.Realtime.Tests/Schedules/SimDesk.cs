using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Tests.Schedules;

/// <summary>
/// The café's desk in its simplest form: each command is a fact, a message to its sender and a remembered answer, in one
/// commit; a repeat gets the first answer.
/// </summary>
/// <param name="journal">Where it is kept.</param>
/// <param name="draft">Makes the message to the sender.</param>
/// <param name="time">The clock.</param>
internal sealed class SimDesk(
    IJournal journal,
    Func<ChannelName, MessageDraft> draft,
    TimeProvider time
)
{
    public const string Stream = "desk";

    /// <summary>A command has its place when its append is on its way.</summary>
    public async ValueTask<PlacedCommand> PlaceAsync(
        CommandRequest request,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    )
    {
        var key = new AnswerKey(request.Sender.Issuer, request.Sender.UserId, request.MessageId);
        try
        {
            return new(
                await journal.FindAnswerAsync(key, cancellationToken) is { } first
                    ? Task.FromResult(first.Frame)
                    : AnswerAsync(request, key, cancellationToken)
            );
        }
        catch (JournalUnavailableException)
        {
            return new(Task.FromResult(Refused(request)));
        }
    }

    private async Task<ReadOnlyMemory<byte>> AnswerAsync(
        CommandRequest request,
        AnswerKey key,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var now = time.GetUtcNow();
            var frame = FrameWriter.Notice(
                new MessageAcknowledged(request.MessageId, AcknowledgementStatus.Processed, now),
                now,
                request.MessageId
            );
            return await AppendAsync(request, key, frame, now)
                ? frame
                : (await journal.FindAnswerAsync(key, cancellationToken))!.Frame;
        }
        catch (JournalUnavailableException)
        {
            return Refused(request);
        }
    }

    private ReadOnlyMemory<byte> Refused(CommandRequest request) =>
        FrameWriter.Notice(
            new MessageError(request.MessageId, new(ErrorCode.ServiceUnavailable, "Try again.")),
            time.GetUtcNow(),
            request.MessageId
        );

    private async Task<bool> AppendAsync(
        CommandRequest request,
        AnswerKey key,
        byte[] frame,
        DateTimeOffset now
    )
    {
        var channel = ChannelName.Of(ChannelKinds.CustomerOrders, request.Sender.UserId);
        var outcome = await journal.AppendAsync(
            new(
                Stream,
                null,
                [new("done", System.Text.Encoding.UTF8.GetBytes(key.ToString()), now)],
                [draft(channel)],
                [new(key, new byte[] { 1 }, frame, now)],
                []
            ),
            CancellationToken.None
        );
        return outcome.Committed;
    }
}
