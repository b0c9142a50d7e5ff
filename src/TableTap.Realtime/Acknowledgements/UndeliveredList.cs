using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Options;

namespace TableTap.Realtime.Acknowledgements;

/// <summary>
/// Finds critical messages that stayed unconfirmed for as long as they are sent again (section 7). Read from the journal
/// each time it is asked: nothing has to be remembered for it, and a restart changes nothing.
/// </summary>
/// <param name="journal">The history.</param>
/// <param name="fanOut">Has the cursors.</param>
/// <param name="options">The times.</param>
/// <param name="time">The clock.</param>
internal sealed class UndeliveredList(
    IJournal journal,
    FanOut fanOut,
    DeliveryOptions options,
    TimeProvider time
)
{
    private const int ChannelsAtOnce = 500;

    public async ValueTask<IReadOnlyList<UndeliveredMessage>> ReadAsync(
        IReadOnlyCollection<ChannelName> channels,
        int most,
        CancellationToken cancellationToken
    )
    {
        var found = new List<UndeliveredMessage>();
        foreach (var part in channels.Distinct().Chunk(ChannelsAtOnce))
        {
            var cursors = await ConfirmedCursors.ReadAsync(
                journal,
                fanOut,
                part,
                cancellationToken
            );
            await AddAsync(found, cursors, most, cancellationToken);
            if (found.Count == most)
            {
                break;
            }
        }

        return found;
    }

    private async ValueTask AddAsync(
        List<UndeliveredMessage> found,
        Dictionary<ChannelName, long> cursors,
        int most,
        CancellationToken cancellationToken
    )
    {
        var before = time.GetUtcNow() - options.ConfirmationTime;
        MessagePage page;
        do
        {
            page = await journal.ReadMessagesAsync(
                [.. cursors.Select(cursor => new ChannelPosition(cursor.Key, cursor.Value))],
                options.Page,
                cancellationToken
            );
            foreach (var message in page.Messages)
            {
                cursors[message.Channel] = message.Sequence;
                if (
                    EnvelopeReader.TryRead(message.Frame.Span, out var envelope, out _)
                    && envelope is { AckRequired: true, Timestamp: { } since }
                    && since <= before
                )
                {
                    found.Add(Of(message, envelope.Type, since));
                    if (found.Count == most)
                    {
                        return;
                    }
                }
            }
        } while (page.HasMore);
    }

    private UndeliveredMessage Of(StoredMessage message, string type, DateTimeOffset since)
    {
        int attempts;
        lock (fanOut.Gate)
        {
            attempts = fanOut.Cursors.Find(message.Channel)?.Attempts(message.Sequence) ?? 0;
        }

        return new(
            message.Channel,
            message.Sequence,
            message.MessageId,
            type,
            since,
            attempts,
            message.Frame
        );
    }
}
