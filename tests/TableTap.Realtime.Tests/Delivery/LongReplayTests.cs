using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Delivery;

/// <summary>A day of a busy channel, replayed to somebody who was away for all of it (section 7).</summary>
public sealed class LongReplayTests
{
    private const int Messages = 100_000;
    private const int MostPages = 3;
    private static readonly ChannelName General = ChannelName.Of(ChannelKinds.CafeGeneral, "one");

    [Fact]
    public async Task A_day_is_replayed_in_order_with_a_few_pages_in_memory()
    {
        await using var hub = new TestHub();
        var made = new List<WeakReference>();
        hub.Journal.Pretend(General, Messages);
        hub.Journal.Generate = (after, limit) =>
        {
            var page = Page(hub.Journal, after.Single().Sequence, limit);
            lock (made)
            {
                made.Add(new(page.Messages));
            }

            return page;
        };
        using var client = await hub.GuestAsync(window: 16 * 1024);
        await client.SendAsync(
            """{"type":"reconnect","data":{"channels":["cafe:one:general"],"positions":{"cafe:one:general":0}}}"""
        );
        var (next, pages, most) = (1L, 0, 0);
        bool more;
        do
        {
            var page = await client.DataAsync("message_replay");
            foreach (var message in page.GetProperty("messages").EnumerateArray())
            {
                Assert.Equal(next++, message.Number("sequence"));
            }

            more = page.GetProperty("hasMore").GetBoolean();
            if (++pages % 20 == 0)
            {
                most = Math.Max(most, Alive(made));
            }

            // At most the one on its way and the next are read.
            Assert.InRange(hub.Journal.PageReads, 1, pages + 1);
        } while (more);

        Assert.Equal(Messages + 1, next);
        Assert.Equal(Messages / 500, pages);
        Assert.InRange(most, 0, MostPages);
    }

    private static MessagePage Page(MemoryJournal journal, long after, PageLimit limit)
    {
        var messages = new List<StoredMessage>();
        var bytes = 0;
        for (var sequence = after + 1; sequence <= Messages; sequence++)
        {
            var draft = journal.Draft(General);
            var frame = draft.Seal(sequence);
            bytes += frame.Length;
            if (messages.Count == limit.Messages || (messages.Count > 0 && bytes > limit.Bytes))
            {
                return new(messages, true, sequence - 1);
            }

            messages.Add(new(sequence, General, sequence, draft.MessageId, frame));
        }

        return new(messages, false, Messages);
    }

    private static int Alive(List<WeakReference> made)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        lock (made)
        {
            return made.Count(page => page.IsAlive);
        }
    }
}
