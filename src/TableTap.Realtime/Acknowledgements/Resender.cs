using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;

namespace TableTap.Realtime.Acknowledgements;

/// <summary>
/// Sends critical messages again that their owner has not confirmed: the stored bytes, some times, to connections that
/// have sent <c>ack</c> and take what is sent to them (section 7). Counts what was not confirmed for all that.
/// </summary>
/// <param name="journal">The history.</param>
/// <param name="fanOut">The live path.</param>
/// <param name="options">The times.</param>
/// <param name="cover">Encrypts payment data for its reader.</param>
/// <param name="time">The clock.</param>
/// <param name="metrics">The figures.</param>
/// <param name="log">Where to log.</param>
internal sealed class Resender(
    IJournal journal,
    FanOut fanOut,
    DeliveryOptions options,
    PaymentEncoder cover,
    TimeProvider time,
    RealtimeMetrics metrics,
    ILogger log
)
{
    private const int CursorsAtOnce = 500;
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    // What had its time, and has yet to be counted.
    private readonly List<KeyValuePair<ChannelName, CriticalSpan>> _over = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(LookInterval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
            {
                RealtimeLog.ResendFailed(log, fault);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        List<(Subscription Device, SentBatch Run)> due;
        lock (fanOut.Gate)
        {
            var now = time.GetTimestamp();
            due = Due(now);
            _over.AddRange(fanOut.Watch.Due(now, at => HasPassed(at, options.ConfirmationTime)));
        }

        await SendAgainAsync(due, cancellationToken);
        await CountAsync(cancellationToken);
    }

    private async Task SendAgainAsync(
        List<(Subscription Device, SentBatch Run)> due,
        CancellationToken cancellationToken
    )
    {
        var done = 0;
        try
        {
            await HearOfOthersAsync(due, cancellationToken);
            foreach (var (device, run) in due)
            {
                await SendAgainAsync(device, run, cancellationToken);
                done++;
            }
        }
        finally
        {
            // Where the history cannot be read, all of them are still to be sent.
            lock (fanOut.Gate)
            {
                foreach (var (device, run) in due.Skip(done))
                {
                    device.Runs?.PutBack(run);
                }
            }
        }
    }

    // What the owner confirmed from a device at another server is not sent again either.
    private async Task HearOfOthersAsync(
        List<(Subscription Device, SentBatch Run)> due,
        CancellationToken cancellationToken
    )
    {
        foreach (var part in due.Select(one => one.Device.Channel).Distinct().Chunk(CursorsAtOnce))
        {
            var written = await journal.CursorsAsync(part, cancellationToken);
            lock (fanOut.Gate)
            {
                foreach (var (channel, confirmed) in written)
                {
                    fanOut.Cursors.Find(channel)?.Raise(confirmed);
                }
            }
        }
    }

    private bool HasPassed(long since, TimeSpan span) => time.GetElapsedTime(since) >= span;

    // Gate held.
    private List<(Subscription Device, SentBatch Run)> Due(long now)
    {
        var due = new List<(Subscription, SentBatch)>();
        foreach (var cursor in fanOut.Cursors.All)
        {
            foreach (var device in cursor.Devices)
            {
                cursor.Sent(device.Have, 1);

                // The time counts from when all was handed over, and from the first look that finds it so.
                if (!device.Reader.Acknowledges || !IsQuiet(device))
                {
                    continue;
                }

                device.Runs ??= new(cursor.Confirmed);
                device.Runs.Track(device.Have, now);
                if (
                    device.Runs.TakeDue(cursor.Confirmed, at => HasPassed(at, options.ResendAfter))
                        is { } run
                    && run.Times < options.Resends
                )
                {
                    due.Add((device, run));
                }
            }
        }

        return due;
    }

    // Who has not yet taken what was sent the first time is not to be sent it twice.
    private static bool IsQuiet(Subscription device) =>
        device.Reader is { IsLive: true, Outbox.IsIdle: true };

    private async Task SendAgainAsync(
        Subscription device,
        SentBatch run,
        CancellationToken cancellationToken
    )
    {
        var runs = device.Runs;
        var page = await journal.ReadMessagesAsync(
            [new(device.Channel, run.From - 1)],
            options.Page,
            cancellationToken
        );
        page = page with { Messages = cover.For(page.Messages, device.Reader.EncryptionKey) };
        lock (fanOut.Gate)
        {
            Send(device, runs, run, page);
        }

        device.Reader.Outbox.Flush();
    }

    private void Send(
        Subscription device,
        UnconfirmedBatches? runs,
        SentBatch run,
        MessagePage page
    )
    {
        // Ended, or begun anew, while the page was read.
        if (
            fanOut.Cursors.Of(device) is not { } cursor
            || device.Runs is null
            || device.Runs != runs
        )
        {
            return;
        }

        if (!IsQuiet(device))
        {
            runs.PutBack(run);
            return;
        }

        var last = run.From - 1;
        var sent = 0;
        foreach (var message in page.Messages)
        {
            if (message.Sequence > run.To)
            {
                break;
            }

            last = message.Sequence;
            if (last > cursor.Confirmed && message.IsCritical)
            {
                device.Reader.Outbox.Append(message);
                sent++;
            }
        }

        metrics.Resent(sent);
        if (last < run.From)
        {
            // No longer kept.
            return;
        }

        cursor.Sent(last, run.Times + 2);
        if (last < run.To && page.HasMore)
        {
            // The rest of a run that is larger than a page comes when this one has left.
            runs.PutBack(run with { From = last + 1 });
        }

        // What nobody is to confirm never comes again, and no look has to find that out once more.
        if (sent > 0 && run.Times + 1 < options.Resends)
        {
            runs.Sent(run with { To = last, SentAt = time.GetTimestamp(), Times = run.Times + 1 });
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        while (_over.Count > 0)
        {
            var part = _over[..Math.Min(_over.Count, CursorsAtOnce)];
            var cursors = await ConfirmedCursors.ReadAsync(
                journal,
                fanOut,
                [.. part.Select(one => one.Key).Distinct()],
                cancellationToken
            );
            metrics.DeliveryFailed(
                DeliveryFailure.Unconfirmed,
                part.Sum(one => one.Value.Unconfirmed(cursors[one.Key]))
            );
            _over.RemoveRange(0, part.Count);
        }
    }
}
