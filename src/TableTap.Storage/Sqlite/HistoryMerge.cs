using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Storage.Sqlite;

/// <summary>
/// Merges channels in commit order, a page at a time. Walks the index of each channel that has something new a few places
/// ahead and loads only the frames that go into the page.
/// </summary>
internal static class HistoryMerge
{
    private const int MaxAhead = 256;
    private const int LeastAhead = 4;

    /// <summary>Reads the next page of messages after the given position of each channel.</summary>
    public static MessagePage Read(
        StoreReader store,
        IReadOnlyCollection<ChannelPosition> after,
        PageLimit limit,
        CancellationToken cancellationToken
    )
    {
        var asked = after
            .GroupBy(place => place.Channel)
            .Select(same => new ChannelPosition(same.Key, same.Min(place => place.Sequence)))
            .ToList();
        var last = store.Position();
        var next = Cursors(store, asked, limit);
        var messages = new List<StoredMessage>();
        var room = (long)limit.Bytes;
        while (next.TryDequeue(out var cursor, out var position))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var first = messages.Count == 0;
            if (
                (!first && messages.Count >= limit.Messages)
                || store.Message(position, first ? long.MaxValue : room) is not { } message
            )
            {
                return new(messages, HasMore: true, messages[^1].Position);
            }

            room -= message.Frame.Length;
            messages.Add(
                new(
                    position,
                    cursor.Channel,
                    cursor.Places.Dequeue().Sequence,
                    message.MessageId,
                    message.Frame
                )
            );
            Requeue(store, next, cursor);
        }

        return new(messages, HasMore: false, last);
    }

    private static PriorityQueue<Cursor, long> Cursors(
        StoreReader store,
        List<ChannelPosition> asked,
        PageLimit limit
    )
    {
        var news = store
            .Channels(asked.Select(place => place.Channel))
            .FindAll(known => known.Last > asked[known.Index].Sequence);
        var ahead = Math.Clamp(limit.Messages / Math.Max(1, news.Count), LeastAhead, MaxAhead);
        var next = new PriorityQueue<Cursor, long>();
        foreach (var known in news)
        {
            var (channel, sequence) = asked[known.Index];
            Requeue(store, next, new(channel, known.Id, ahead) { Sequence = sequence });
        }

        return next;
    }

    private static void Requeue(StoreReader store, PriorityQueue<Cursor, long> next, Cursor cursor)
    {
        if (cursor.Places.Count == 0)
        {
            store.Following(cursor.Id, cursor.Sequence, cursor.Ahead, cursor.Places);
            cursor.Sequence = cursor.Places.Count > 0 ? cursor.Places.Last().Sequence : 0;
        }

        if (cursor.Places.TryPeek(out var place))
        {
            next.Enqueue(cursor, place.Position);
        }
    }

    private sealed class Cursor(ChannelName channel, long id, int ahead)
    {
        public ChannelName Channel => channel;

        public long Id => id;

        public int Ahead => ahead;

        /// <summary>The last sequence walked to.</summary>
        public long Sequence { get; set; }

        public Queue<(long Sequence, long Position)> Places { get; } = new();
    }
}
