using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Subscriptions;

/// <summary>
/// A subscription between its plan and its beginning. Reading the history takes time; if the connection's rights or
/// subscriptions change meanwhile, the draft is void and made again.
/// </summary>
internal sealed class SubscriptionDraft
{
    private readonly Session _session;
    private readonly FanOut _fanOut;
    private readonly Rights _rights;
    private readonly int _version;
    private readonly SubscriptionPlan _plan;
    private readonly ChannelHeads _heads;
    private readonly CursorLookup? _own;
    private readonly List<PlannedChannel> _kept = [];
    private readonly List<ChannelName> _lost = [];

    private SubscriptionDraft(
        Session session,
        FanOut fanOut,
        Rights rights,
        int version,
        SubscriptionPlan plan,
        ChannelHeads heads,
        CursorLookup? own
    )
    {
        (_session, _fanOut, _rights, _version) = (session, fanOut, rights, version);
        (_plan, _heads, _own) = (plan, heads, own);
    }

    /// <summary>Whether it began with something that was told before: history has to be read.</summary>
    public bool GoesBack { get; private set; }

    /// <summary>The commit after which everything of the channels is heard that begin with what comes next; known once it began.</summary>
    public long Position { get; private set; }

    /// <summary>The channels that may be subscribed, each once, in the order asked.</summary>
    public IReadOnlyList<PlannedChannel> Planned => _plan.Channels;

    /// <summary>The channels whose history reaches back far enough, and from where.</summary>
    public IReadOnlyList<PlannedChannel> Kept => _kept;

    /// <summary>What is not subscribed, and why.</summary>
    public IReadOnlyList<FailedSubscription> Failed => _plan.Failed;

    /// <summary>Plans a request with the rights and subscriptions of this moment and reads the history's heads.</summary>
    /// <param name="session">The session that asks for it.</param>
    /// <param name="services">What sessions share.</param>
    /// <param name="asked">The entries as they came.</param>
    public static async ValueTask<SubscriptionDraft> MakeAsync(
        Session session,
        SessionServices services,
        IEnumerable<ChannelRequest> asked
    )
    {
        var rights = session.Rights;
        int version;
        HashSet<ChannelName> subscribed;
        lock (services.FanOut.Gate)
        {
            version = session.Reader.Version;
            subscribed = [.. session.Reader.Subscriptions.Channels];
        }

        var limit = services.Options.Messages.Subscriptions;
        var plan = SubscriptionPlan.Of(asked, rights, subscribed, limit);
        services.FanOut.Expect(plan.Channels.Select(planned => planned.Channel));
        var heads = await services.Journal.HeadsAsync(
            [.. plan.Channels.Select(planned => planned.Channel)],
            session.CutToken
        );
        var own = await CursorLookup.ReadAsync(session, services, plan);
        return new(session, services.FanOut, rights, version, plan, heads, own);
    }

    /// <summary>Decides from where each channel is sent, or that its history does not reach back, or not for this caller.</summary>
    /// <param name="begin">The last sequence the client has, null for none; and whether what follows is lost.</param>
    /// <param name="history">Bounds what is heard by covering.</param>
    public async ValueTask PlaceAsync(
        Func<PlannedChannel, ChannelHead, (long? After, bool IsLost)> begin,
        ReplayHorizon history
    )
    {
        foreach (var planned in Planned)
        {
            var (channel, head) = (planned.Channel, _heads.Heads[planned.Channel]);
            var (after, isLost) = begin(planned, head);
            if (!isLost && after is { } have && _rights.CoveredAfter(channel) is { } start)
            {
                var oldest = await history.OldestAsync(
                    new(channel, have),
                    head.Sequence,
                    start,
                    _session.CutToken
                );
                (head, isLost) = (head with { Oldest = oldest }, oldest > have + 1);
            }

            if (isLost)
            {
                Lose(channel, head);
            }
            else
            {
                _kept.Add(planned with { After = after });
            }
        }
    }

    // An owner who states nothing hears first what they have not confirmed, as far as it is kept (section 7); of a channel
    // that keeps its last message, that message is heard again (section 6).
    private long Begin(ChannelName channel, long? after, long start)
    {
        var cursor = channel == _own?.Channel ? _fanOut.Cursors.Find(channel) : null;
        var oldest = _heads.Heads[channel].Oldest;
        var have =
            after
            ?? (
                cursor is not null ? Math.Clamp(cursor.Confirmed, oldest - 1, start)
                : channel.Kind.IsRetained && start >= oldest ? start - 1
                : start
            );
        var subscription = _fanOut.Subscribe(_session.Reader, channel, have);
        if (cursor is not null)
        {
            CursorTable.Attach(cursor, subscription);
        }

        GoesBack |= have < start;
        return have;
    }

    /// <summary>Whether somebody stands there: an employee, or a manager who asked for this very channel.</summary>
    private bool CountsAsPresence(PlannedChannel planned) =>
        planned.Channel.Kind.IsAttended
        && (
            _rights.Identity.Role == Role.Employee
            || planned.IsNamed && _rights.Identity.Role is Role.Manager or Role.Admin
        );

    private void Lose(ChannelName channel, ChannelHead head)
    {
        _lost.Add(channel);
        _plan.Failed.Add(
            new(channel.Text, SubscriptionFailure.HistoryUnavailable, head.Oldest, head.Sequence)
        );
    }

    /// <summary>Begins the subscriptions. Gate held.</summary>
    /// <returns>
    /// The sequence of each channel after which it is live or, where it is not the client that knows, begins; null where the
    /// draft is void.
    /// </returns>
    public Dictionary<string, long>? TryBegin()
    {
        var reader = _session.Reader;
        if (
            reader.IsGone
            || reader.Version != _version
            || _session.Rights != _rights
            || !_fanOut.TryBegin(reader, _heads, out var starts)
            || _own is { } own && !own.TryOpen(_fanOut.Cursors)
        )
        {
            return null;
        }

        Position = Math.Max(_heads.Position, _fanOut.HeardBy(reader));
        var positions = new Dictionary<string, long>();
        foreach (var planned in _kept)
        {
            var (channel, after) = planned;
            var known = reader.Find(channel);
            positions[channel.Text] =
                after is null && known is not null ? known.Have : starts[channel];
            if (after is not null || known is null)
            {
                var have = Begin(channel, after, starts[channel]);
                positions[channel.Text] = after is null ? have : starts[channel];
                if (channel.Kind.IsRetained && after is null && have == starts[channel])
                {
                    _fanOut.Presence.RequestMessage(channel);
                }
            }

            if (CountsAsPresence(planned))
            {
                _fanOut.Presence.Add(reader.Find(channel)!);
            }
        }

        // What the client was told to have missed, it must not go on hearing.
        foreach (var channel in _lost)
        {
            if (reader.Find(channel) is { } subscription)
            {
                _fanOut.Unsubscribe(subscription);
            }
        }

        foreach (var (pattern, channels) in _plan.Patterns)
        {
            _session.Patterns.Add(pattern, channels);
        }

        return positions;
    }
}
