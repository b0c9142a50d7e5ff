using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>How far back a channel may be replayed to somebody who hears it since a moment only (section 3).</summary>
/// <param name="journal">The history.</param>
internal sealed class CoverHistory(IJournal journal)
{
    /// <summary>The oldest sequence after a position that was told at the moment or later; found by bisection.</summary>
    /// <param name="asked">The position the client asks from.</param>
    /// <param name="head">The channel's last sequence.</param>
    /// <param name="since">The moment.</param>
    /// <param name="cancellationToken">The connection ends.</param>
    public async ValueTask<long> OldestAsync(
        ChannelPosition asked,
        long head,
        DateTimeOffset since,
        CancellationToken cancellationToken
    )
    {
        // The wire's timestamps have milliseconds.
        var moment = since.AddTicks(-(since.Ticks % TimeSpan.TicksPerMillisecond));
        var (before, oldest) = (asked.Sequence, head + 1);
        if (before < head && await IsSinceAsync(before + 1))
        {
            return before + 1;
        }

        while (oldest - before > 1)
        {
            var middle = before + ((oldest - before) / 2);
            (before, oldest) = await IsSinceAsync(middle) ? (before, middle) : (middle, oldest);
        }

        return oldest;

        async ValueTask<bool> IsSinceAsync(long sequence)
        {
            var page = await journal.ReadMessagesAsync(
                [asked with { Sequence = sequence - 1 }],
                new(1, 1),
                cancellationToken
            );
            return page.Messages is [var message, ..]
                && EnvelopeReader.TryRead(message.Frame.Span, out var envelope, out _)
                && envelope.Timestamp >= moment;
        }
    }
}
