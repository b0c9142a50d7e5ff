using TableTap.Protocol.Channels;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Hub;

/// <summary>
/// Answers <c>ping</c> with the server's time and the journal's heads of some of the connection's channels, so that a
/// client notices what it misses (sections 1 and 2).
/// </summary>
/// <param name="services">What sessions share.</param>
internal sealed class PingHandler(SessionServices services)
{
    private static readonly Pong NoHeads = new(new Dictionary<string, long>());

    public async Task HandleAsync(Session session, DateTimeOffset? sentAt, string? correlationId)
    {
        var heads = await HeadsAsync(session);
        var now = services.Time.GetUtcNow();
        session.Reply(FrameWriter.Pong(heads, sentAt ?? now, now, correlationId));
    }

    private async ValueTask<Pong> HeadsAsync(Session session)
    {
        var channels = Next(session);
        if (channels.Count == 0 || !session.Limits.Heads.TryTake())
        {
            return NoHeads;
        }

        try
        {
            var heads = await services.Journal.HeadsAsync(channels, session.CutToken);
            return new(
                heads.Heads.ToDictionary(entry => entry.Key.Text, entry => entry.Value.Sequence)
            );
        }
        catch (Exception fault) when (!session.CutToken.IsCancellationRequested)
        {
            // The connection is alive whether or not the history can be read.
            RealtimeLog.MessageFailed(services.Log, "ping", session.Id, fault);
            return NoHeads;
        }
    }

    // The next ones round robin; none while the connection catches up: it is behind and knows it.
    private List<ChannelName> Next(Session session)
    {
        List<ChannelName> all;
        lock (services.FanOut.Gate)
        {
            all = session.Reader.IsLive ? [.. session.Reader.Subscriptions.Channels] : [];
        }

        var count = Math.Min(all.Count, services.Options.Delivery.HeadsPerPong);
        if (count == all.Count)
        {
            return all;
        }

        all.Sort((left, right) => string.CompareOrdinal(left.Text, right.Text));
        var from = session.HeadsFrom % all.Count;
        session.HeadsFrom = (from + count) % all.Count;
        return [.. Enumerable.Range(from, count).Select(i => all[i % all.Count])];
    }
}
