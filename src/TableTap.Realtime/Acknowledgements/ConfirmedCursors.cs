using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Acknowledgements;

/// <summary>How far owners have confirmed: those who are here from memory, the others from the journal.</summary>
internal static class ConfirmedCursors
{
    public static async ValueTask<Dictionary<ChannelName, long>> ReadAsync(
        IJournal journal,
        FanOut fanOut,
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        var cursors = new Dictionary<ChannelName, long>();
        foreach (var (channel, sequence) in await journal.CursorsAsync(channels, cancellationToken))
        {
            cursors[channel] = sequence;
        }

        // Read last: memory is never behind the journal.
        lock (fanOut.Gate)
        {
            foreach (var channel in channels)
            {
                if (fanOut.Cursors.Find(channel) is { } cursor)
                {
                    cursors[channel] = Math.Max(cursors[channel], cursor.Confirmed);
                }
            }
        }

        return cursors;
    }
}
