using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Subscriptions;

/// <summary>How far back a channel may be replayed to somebody who hears it since a commit only (section 3).</summary>
/// <param name="journal">The history.</param>
internal sealed class ReplayHorizon(IJournal journal)
{
    /// <summary>The oldest sequence after a position that was told after a commit; found by bisection.</summary>
    /// <param name="asked">The position the client asks from.</param>
    /// <param name="head">The channel's last sequence.</param>
    /// <param name="start">The commit position.</param>
    /// <param name="cancellationToken">The connection ends.</param>
    public async ValueTask<long> OldestAsync(
        ChannelPosition asked,
        long head,
        long start,
        CancellationToken cancellationToken
    )
    {
        var (before, oldest) = (asked.Sequence, head + 1);
        if (before < head && await IsLaterAsync(before + 1))
        {
            return before + 1;
        }

        while (oldest - before > 1)
        {
            var middle = before + ((oldest - before) / 2);
            (before, oldest) = await IsLaterAsync(middle) ? (before, middle) : (middle, oldest);
        }

        return oldest;

        async ValueTask<bool> IsLaterAsync(long sequence)
        {
            var page = await journal.ReadMessagesAsync(
                [asked with { Sequence = sequence - 1 }],
                new(1, 1),
                cancellationToken
            );
            return page.Messages is [var message, ..] && message.Position > start;
        }
    }
}
