using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Channels;

namespace TableTap.Realtime.Subscriptions;

/// <summary>A channel that may be subscribed, and from where.</summary>
/// <param name="Channel">The channel.</param>
/// <param name="After">The last sequence the client has; null to begin with what comes next.</param>
internal readonly record struct PlannedChannel(ChannelName Channel, long? After)
{
    /// <summary>Whether the client named it, rather than a pattern that stands for it.</summary>
    public bool IsNamed { get; init; }
}

/// <summary>What of a request may be subscribed, decided before the history is asked (section 3).</summary>
internal sealed class SubscriptionPlan
{
    private readonly Rights _rights;
    private readonly IReadOnlySet<ChannelName> _subscribed;
    private readonly Dictionary<ChannelName, int> _places = [];
    private readonly List<PlannedChannel> _channels = [];
    private readonly List<(
        ChannelPattern Pattern,
        IReadOnlyList<ChannelName> Channels
    )> _patterns = [];
    private int _room;

    private SubscriptionPlan(Rights rights, IReadOnlySet<ChannelName> subscribed, int limit)
    {
        (_rights, _subscribed) = (rights, subscribed);
        _room = limit - subscribed.Count;
    }

    /// <summary>The channels, each once, in the order asked.</summary>
    public IReadOnlyList<PlannedChannel> Channels => _channels;

    /// <summary>The patterns among what was asked, and what they stand for now.</summary>
    public IReadOnlyList<(ChannelPattern Pattern, IReadOnlyList<ChannelName> Channels)> Patterns =>
        _patterns;

    /// <summary>What may not be subscribed.</summary>
    public List<FailedSubscription> Failed { get; } = [];

    /// <summary>Decides for each entry of a request whether it may be subscribed, and from which sequence.</summary>
    /// <param name="asked">The entries as they came.</param>
    /// <param name="rights">What the caller may hear.</param>
    /// <param name="subscribed">What it hears already.</param>
    /// <param name="limit">Channels it may hear at most.</param>
    public static SubscriptionPlan Of(
        IEnumerable<ChannelRequest> asked,
        Rights rights,
        IReadOnlySet<ChannelName> subscribed,
        int limit
    )
    {
        var plan = new SubscriptionPlan(rights, subscribed, limit);
        foreach (var entry in asked)
        {
            if (plan.Add(entry) is { } reason)
            {
                plan.Failed.Add(new(entry.Channel, reason));
            }
        }

        return plan;
    }

    private SubscriptionFailure? Add(ChannelRequest entry)
    {
        if (ChannelName.TryParse(entry.Channel, out var channel))
        {
            return Refusal(_rights.To(channel))
                ?? Take(channel, entry.AfterSequence, isNamed: true);
        }

        // A position is one of a channel: a pattern has none.
        if (
            entry.AfterSequence is not null
            || !ChannelPattern.TryParse(entry.Channel, out var pattern)
        )
        {
            return SubscriptionFailure.InvalidChannel;
        }

        if (Refusal(_rights.To(pattern!, out var channels)) is { } refusal)
        {
            return refusal;
        }

        if (channels.Count(IsNew) > _room)
        {
            return SubscriptionFailure.SubscriptionLimitExceeded;
        }

        _patterns.Add((pattern!, channels));
        foreach (var one in channels)
        {
            Take(one, null, isNamed: false);
        }

        return null;
    }

    private SubscriptionFailure? Take(ChannelName channel, long? after, bool isNamed)
    {
        if (_places.TryGetValue(channel, out var place))
        {
            // Asked twice: the position counts.
            _channels[place] = new(channel, _channels[place].After ?? after)
            {
                IsNamed = isNamed || _channels[place].IsNamed,
            };
            return null;
        }

        if (IsNew(channel))
        {
            if (_room <= 0)
            {
                return SubscriptionFailure.SubscriptionLimitExceeded;
            }

            _room--;
        }

        _places.Add(channel, _channels.Count);
        _channels.Add(new(channel, after) { IsNamed = isNamed });
        return null;
    }

    private bool IsNew(ChannelName channel) =>
        !_subscribed.Contains(channel) && !_places.ContainsKey(channel);

    private static SubscriptionFailure? Refusal(Access access) =>
        access switch
        {
            Access.Granted => null,
            Access.Forbidden => SubscriptionFailure.InsufficientPermissions,
            _ => SubscriptionFailure.UnknownChannel,
        };
}
