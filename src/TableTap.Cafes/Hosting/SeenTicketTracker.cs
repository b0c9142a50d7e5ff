using System.Collections.Concurrent;
using System.Text.Json;
using TableTap.Cafes.Loop;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Values;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sessions;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// Turns what a counter's screen confirmed into what its café knows: which tickets somebody there has seen (section 6). Acks
/// are cumulative, so those that come while one is looked at are looked at together. Thread-safe.
/// </summary>
/// <param name="fleet">The cafés.</param>
/// <param name="tools">What it works with.</param>
internal sealed class SeenTicketTracker(CafeRegistry fleet, LoopServices tools) : IDisposable
{
    /// <summary>After a restart it is not known what was looked at before; older tickets than these are not unseen any more.</summary>
    private const int MaxTracked = 5_000;
    private static readonly PageLimit Page = new(500, 256 * 1024);
    private readonly ConcurrentDictionary<ChannelName, ScreenProgress> sightings = new();
    private readonly CancellationTokenSource stopped = new();

    /// <summary>A reader confirmed a channel up to a sequence.</summary>
    public void Confirmed(Acknowledgement step)
    {
        if (!step.IsAttending || step.Channel.Kind != ChannelKinds.CounterOrders)
        {
            return;
        }

        var sighting = sightings.GetOrAdd(step.Channel, _ => new());
        if (sighting.Begin(step.Sequence, step.Reader.UserId))
        {
            _ = Task.Run(() => LookAsync(step.Channel, sighting));
        }
    }

    /// <summary>Looks at nothing any more.</summary>
    public void Dispose()
    {
        stopped.Cancel();
        stopped.Dispose();
    }

    private async Task LookAsync(ChannelName channel, ScreenProgress sighting)
    {
        while (sighting.Next() is { } next)
        {
            try
            {
                if (fleet.FindByCounter(channel.Id) is not { } loop)
                {
                    continue;
                }

                var known = loop.Cafe.ScreenOf(channel.Id)?.SeenThrough ?? 0;
                var told = await AnnouncedAsync(
                    channel,
                    Math.Max(Math.Max(next.After, known), next.Through - MaxTracked),
                    next.Through
                );
                if (told.Count > 0)
                {
                    loop.TryPost(
                        new CommandTask(
                            new MarkTicketsSeen(
                                channel.Id,
                                next.Through,
                                told.ToEquatableList(),
                                next.By
                            )
                        )
                    );
                }
            }
            catch (Exception fault)
            {
                // The next ack of the counter covers these tickets too.
                sighting.Lose(next.After);
                if (!stopped.IsCancellationRequested)
                {
                    tools.Log.SeenTicketsLost(channel.Id, fault);
                }
            }
        }
    }

    private async ValueTask<List<AnnouncedTicket>> AnnouncedAsync(
        ChannelName channel,
        long after,
        long through
    )
    {
        var told = new List<AnnouncedTicket>();
        while (after < through)
        {
            var page = await tools.Journal.ReadMessagesAsync(
                [new(channel, after)],
                Page,
                stopped.Token
            );
            foreach (var message in page.Messages.Where(one => one.Sequence <= through))
            {
                if (Ticket(message.Frame) is { } ticket)
                {
                    told.Add(ticket);
                }
            }

            if (page.Messages is not [.., var last] || !page.HasMore)
            {
                break;
            }

            after = last.Sequence;
        }

        return told;
    }

    private static AnnouncedTicket? Ticket(ReadOnlyMemory<byte> frame)
    {
        using var document = JsonDocument.Parse(frame);
        if (!document.RootElement.GetProperty("type"u8).ValueEquals("order_assigned"u8))
        {
            return null;
        }

        var data = document.RootElement.GetProperty("data"u8);
        return new(
            data.GetProperty("orderId"u8).GetString()!,
            data.GetProperty("assignedAt"u8).GetDateTimeOffset()
        );
    }

    /// <summary>How far a counter's orders were confirmed, and looked at. Thread-safe.</summary>
    private sealed class ScreenProgress
    {
        private readonly Lock gate = new();
        private long confirmed;
        private long lookedAt;
        private string by = "";
        private bool isRunning;

        /// <summary>Notes a confirmation; whether somebody has to begin to look.</summary>
        public bool Begin(long sequence, string reader)
        {
            lock (gate)
            {
                if (sequence <= confirmed)
                {
                    return false;
                }

                (confirmed, by) = (sequence, reader);
                var begins = !isRunning;
                isRunning = true;
                return begins;
            }
        }

        /// <summary>What is to be looked at next; null where all was.</summary>
        public (long After, long Through, string By)? Next()
        {
            lock (gate)
            {
                if (lookedAt >= confirmed)
                {
                    isRunning = false;
                    return null;
                }

                var next = (lookedAt, confirmed, by);
                lookedAt = confirmed;
                return next;
            }
        }

        /// <summary>What was taken could not be looked at.</summary>
        public void Lose(long after)
        {
            lock (gate)
            {
                // The next confirmation begins again where this one began.
                (lookedAt, confirmed) = (after, after);
            }
        }
    }
}
