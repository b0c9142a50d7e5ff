using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Subscriptions;

/// <summary>The cursor of a caller's own channel, read while a subscription to it is planned (section 7).</summary>
internal sealed class CursorLookup
{
    private readonly long _confirmed;
    private readonly int _forgotten;

    private CursorLookup(ChannelName channel, long confirmed, int forgotten) =>
        (Channel, _confirmed, _forgotten) = (channel, confirmed, forgotten);

    /// <summary>The caller's own channel.</summary>
    public ChannelName Channel { get; }

    /// <summary>Reads the cursor of the caller's own channel; null where it is none of those asked.</summary>
    public static async ValueTask<CursorLookup?> ReadAsync(
        Session session,
        SessionServices services,
        SubscriptionPlan plan
    )
    {
        var identity = session.Identity;
        foreach (var (channel, _) in plan.Channels)
        {
            if (!CursorTable.Owns(identity, channel))
            {
                continue;
            }

            int forgotten;
            lock (services.FanOut.Gate)
            {
                forgotten = services.FanOut.Cursors.Forgotten;
            }

            // Also where it is at hand: another server may have heard more.
            var cursors = await services.Journal.CursorsAsync([channel], session.CutToken);
            return new(channel, cursors[channel], forgotten);
        }

        return null;
    }

    /// <summary>
    /// Makes sure that the cursor is at hand. Gate held. False where cursors were forgotten meanwhile: what was read may
    /// be older than what was confirmed.
    /// </summary>
    public bool TryOpen(CursorTable table)
    {
        if (table.Find(Channel) is { } cursor)
        {
            cursor.Raise(_confirmed);
            return true;
        }

        if (_forgotten != table.Forgotten)
        {
            return false;
        }

        table.Add(Channel, _confirmed);
        return true;
    }
}
