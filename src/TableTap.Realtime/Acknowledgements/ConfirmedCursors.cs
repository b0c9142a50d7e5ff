using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Acknowledgements;

/// <summary>How far owners have confirmed: by what the journal has of all servers, and what this one has yet to write.</summary>
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

        // Read last: what was written meanwhile may be forgotten here.
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
