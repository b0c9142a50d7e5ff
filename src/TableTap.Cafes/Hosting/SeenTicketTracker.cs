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
/// <param name="registry">The cafés.</param>
/// <param name="tools">What it works with.</param>
internal sealed class SeenTicketTracker(CafeRegistry registry, LoopServices tools) : IDisposable
{
    /// <summary>After a restart it is not known what was looked at before; older tickets than these are not unseen any more.</summary>
    private const int MaxTracked = 5_000;
    private static readonly PageLimit Page = new(500, 256 * 1024);
    private readonly ConcurrentDictionary<ChannelName, ScreenProgress> _sightings = new();
    private readonly CancellationTokenSource _stopped = new();

    /// <summary>A reader confirmed a channel up to a sequence.</summary>
    public void Confirmed(Acknowledgement step)
    {
        if (!step.IsAttending || step.Channel.Kind != ChannelKinds.CounterOrders)
        {
            return;
        }

        var sighting = _sightings.GetOrAdd(step.Channel, _ => new());
        if (sighting.Begin(step.Sequence, step.Reader.UserId))
        {
            _ = Task.Run(() => LookAsync(step.Channel, sighting));
        }
    }

    /// <summary>Looks at nothing any more.</summary>
    public void Dispose()
    {
        _stopped.Cancel();
        _stopped.Dispose();
    }

    private async Task LookAsync(ChannelName channel, ScreenProgress sighting)
    {
        while (sighting.Next() is { } next)
        {
            try
            {
                if (registry.FindByCounter(channel.Id) is not { } loop)
                {
                    continue;
                }

                var known = loop.Cafe.ScreenOf(channel.Id)?.SeenThrough ?? 0;
                var told = await AnnouncedAsync(
                    channel,
                    Math.Max(Math.Max(next.After, known), next.Through - MaxTracked),
                    next.Through
                );
                if (
                    told.Count > 0
                    && !await IsNotedAsync(
                        loop,
                        new(channel.Id, next.Through, told.ToEquatableList(), next.By)
                    )
                )
                {
                    sighting.Lose(next.After);
                }
            }
            catch (Exception fault)
            {
                // The next ack of the counter covers these tickets too.
                sighting.Lose(next.After);
                if (!_stopped.IsCancellationRequested)
                {
                    tools.Log.SeenTicketsLost(channel.Id, fault);
                }
            }
        }
    }

    private async ValueTask<bool> IsNotedAsync(CafeLoop loop, MarkTicketsSeen seen)
    {
        var command = new CommandTask(seen);
        return loop.TryPost(command)
            && (await command.Done.WaitAsync(_stopped.Token)).Refusal is null;
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
                _stopped.Token
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
        private readonly Lock _gate = new();
        private long _confirmed;
        private long _lookedAt;
        private string _by = "";
        private bool _isRunning;

        /// <summary>Notes a confirmation; whether somebody has to begin to look.</summary>
        public bool Begin(long sequence, string reader)
        {
            lock (_gate)
            {
                if (sequence <= _confirmed)
                {
                    return false;
                }

                (_confirmed, _by) = (sequence, reader);
                var begins = !_isRunning;
                _isRunning = true;
                return begins;
            }
        }

        /// <summary>What is to be looked at next; null where all was.</summary>
        public (long After, long Through, string By)? Next()
        {
            lock (_gate)
            {
                if (_lookedAt >= _confirmed)
                {
                    _isRunning = false;
                    return null;
                }

                var next = (_lookedAt, _confirmed, _by);
                _lookedAt = _confirmed;
                return next;
            }
        }

        /// <summary>What was taken could not be looked at.</summary>
        public void Lose(long after)
        {
            lock (_gate)
            {
                // The next confirmation begins again where this one began.
                (_lookedAt, _confirmed) = (after, after);
            }
        }
    }
}
