using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>What the tests of the hub say to its journal.</summary>
internal static class JournalWords
{
    /// <summary>Commits a message on each of the channels, in one batch.</summary>
    public static IReadOnlyList<StoredMessage> Publish(
        this MemoryJournal journal,
        params IReadOnlyList<ChannelName> channels
    ) => journal.Publish(0, channels);

    public static IReadOnlyList<StoredMessage> Publish(
        this MemoryJournal journal,
        int padding,
        IReadOnlyList<ChannelName> channels
    ) => journal.Commit([.. channels.Select(channel => journal.Draft(channel, padding))]);

    public static MessageDraft Draft(
        this MemoryJournal journal,
        ChannelName channel,
        int padding = 0,
        DateTimeOffset? at = null,
        string? type = null
    )
    {
        var row = MessageCatalogue.All.First(row =>
            row.Kind == MessageKind.Event
            && (row.Channels & channel.Kind) != ChannelKinds.None
            && (type is null || row.Type == type)
        );
        var id = journal.NextNumber();
        return MessageDraft.Encode(
            row,
            System.Text.Encoding.UTF8.GetBytes(
                $$"""{"n":{{id}},"padding":"{{new string('x', padding)}}"}"""
            ),
            channel,
            $"msg_{id:D8}",
            at ?? DateTimeOffset.UnixEpoch
        );
    }

    public static async Task<long> CursorAsync(this MemoryJournal journal, ChannelName channel) =>
        (await journal.CursorsAsync([channel], CancellationToken.None))[channel];

    public static async Task MoveCursorAsync(
        this MemoryJournal journal,
        ChannelName channel,
        long sequence
    ) =>
        await journal.AppendAsync(
            Batch.Of("cursors") with
            {
                Cursors = [new(channel, sequence)],
            },
            CancellationToken.None
        );
}
