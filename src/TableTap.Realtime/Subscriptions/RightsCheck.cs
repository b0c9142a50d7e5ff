using Microsoft.Extensions.Logging;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Channels;
using TableTap.Realtime.Errors;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Subscriptions;

/// <summary>
/// After a change of rights: ends what may no longer be heard, before the change is over, and adds what patterns newly
/// stand for (sections 1 and 3).
/// </summary>
/// <param name="services">What sessions share.</param>
internal sealed class RightsCheck(SessionServices services)
{
    /// <summary>Looks the subscriptions of all sessions over that a café's change may concern.</summary>
    /// <param name="sessions">All sessions.</param>
    /// <param name="cafeId">The id of the café.</param>
    public void Run(IEnumerable<Session> sessions, string cafeId)
    {
        foreach (var session in sessions)
        {
            // Another café takes from an administrator of the others what is of every café.
            if (session.Identity.Owns(cafeId) || session.Identity.Role == Role.Admin)
            {
                Run(session);
            }
        }
    }

    /// <summary>Looks a session's subscriptions over.</summary>
    public void Run(Session session)
    {
        bool hasPatterns;
        lock (services.FanOut.Gate)
        {
            var rights = session.Rights;
            Revoke(session, rights);
            hasPatterns = !session.Patterns.IsEmpty;
        }

        session.Outbox.Flush();
        if (hasPatterns)
        {
            _ = ExtendAsync(session);
        }
    }

    private void Revoke(Session session, Rights rights)
    {
        foreach (var subscription in session.Reader.Subscriptions.ToArray())
        {
            var access = rights.To(subscription.Channel);
            if (access == Access.Granted)
            {
                continue;
            }

            services.FanOut.Unsubscribe(subscription);
            session.Patterns.Forget(subscription.Channel);
            session.Append(
                new SubscriptionRevoked(
                    subscription.Channel.Text,
                    access == Access.Forbidden ? "insufficient_permissions" : "unknown_channel",
                    subscription.Have
                )
            );
        }

        foreach (var pattern in session.Patterns.All)
        {
            if (rights.To(pattern, out _) == Access.Forbidden)
            {
                session.Patterns.Remove(pattern.Text);
            }
        }
    }

    private async Task ExtendAsync(Session session)
    {
        try
        {
            while (!await TryExtendAsync(session)) { }
        }
        catch (OperationCanceledException)
        {
            // The connection ended.
        }
        catch (Exception fault)
        {
            // The history cannot be read: the next change, or the client's own subscribe, tries again.
            RealtimeLog.MessageFailed(services.Log, "subscription_extended", session.Id, fault);
        }
    }

    private async Task<bool> TryExtendAsync(Session session)
    {
        var rights = session.Rights;
        var additions = new List<(ChannelPattern Pattern, IReadOnlyList<ChannelName> Channels)>();
        int version;
        lock (services.FanOut.Gate)
        {
            version = session.Reader.Version;
            foreach (var pattern in session.Patterns.All)
            {
                if (
                    rights.To(pattern, out var channels) == Access.Granted
                    && session.Patterns.New(pattern, channels) is { Count: > 0 } added
                )
                {
                    additions.Add((pattern, added));
                }
            }
        }

        if (additions.Count == 0 || session.IsClosing)
        {
            return true;
        }

        ChannelName[] wanted = [.. additions.SelectMany(addition => addition.Channels).Distinct()];
        services.FanOut.Expect(wanted);
        var heads = await services.Journal.HeadsAsync(wanted, session.CutToken);
        lock (services.FanOut.Gate)
        {
            var reader = session.Reader;
            if (reader.IsGone)
            {
                return true;
            }

            if (
                reader.Version != version
                || session.Rights != rights
                || !services.FanOut.TryBegin(reader, heads, out var starts)
            )
            {
                return false;
            }

            Add(session, additions, starts);
        }

        session.Outbox.Flush();
        return true;
    }

    private void Add(
        Session session,
        List<(ChannelPattern Pattern, IReadOnlyList<ChannelName> Channels)> additions,
        Dictionary<ChannelName, long> starts
    )
    {
        var reader = session.Reader;
        var limit = services.Options.Messages.Subscriptions;
        foreach (var (pattern, channels) in additions)
        {
            var added = new List<string>();
            foreach (var channel in channels)
            {
                if (reader.Find(channel) is null && reader.Subscriptions.Count < limit)
                {
                    services.FanOut.Subscribe(reader, channel, starts[channel]);
                    added.Add(channel.Text);
                }
            }

            session.Patterns.Add(pattern, channels);
            if (added.Count > 0)
            {
                session.Append(new SubscriptionExtended(pattern.Text, added));
            }

            if (reader.Subscriptions.Count >= limit && added.Count < channels.Count)
            {
                session.Append(ProtocolErrors.SubscriptionLimit(pattern.Text, limit));
            }
        }
    }
}
