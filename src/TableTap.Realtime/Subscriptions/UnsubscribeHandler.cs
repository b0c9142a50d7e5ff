using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Subscriptions;

/// <summary>Handles <c>unsubscribe</c>: names and patterns; what was not subscribed is harmless (section 3).</summary>
/// <param name="services">What sessions share.</param>
internal sealed class UnsubscribeHandler(SessionServices services)
{
    public void Handle(Session session, Unsubscribe request, string? correlationId)
    {
        var ended = new List<string>();
        var seen = new HashSet<ChannelName>();
        lock (services.FanOut.Gate)
        {
            foreach (var asked in request.Channels)
            {
                if (ChannelName.TryParse(asked, out var name))
                {
                    End(session, name, seen, ended);
                    continue;
                }

                foreach (var channel in session.Patterns.Remove(asked))
                {
                    if (session.Reader.Find(channel) is not null)
                    {
                        End(session, channel, seen, ended);
                    }
                }
            }

            session.Append(new UnsubscriptionConfirmed(ended), correlationId);
        }

        session.Outbox.Flush();
    }

    private void End(
        Session session,
        ChannelName channel,
        HashSet<ChannelName> seen,
        List<string> ended
    )
    {
        if (session.Reader.Find(channel) is { } subscription)
        {
            services.FanOut.Unsubscribe(subscription);
        }

        if (seen.Add(channel))
        {
            ended.Add(channel.Text);
        }
    }
}
