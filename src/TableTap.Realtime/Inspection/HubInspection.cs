using TableTap.Protocol.Channels;
using TableTap.Realtime.Delivery;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;

namespace TableTap.Realtime.Inspection;

/// <summary>
/// What operators may see of connections and channels. Nothing is kept for it: it looks when it is asked, a few hundred connections at a
/// time, so that delivery never waits for it longer than for a batch. Thread-safe.
/// </summary>
public sealed class HubInspection
{
    /// <summary>The most names of channels that are told of one connection.</summary>
    private const int MostNames = 20;

    /// <summary>How many connections are looked at before others may have the gate.</summary>
    private const int AtOnce = 256;

    /// <summary>How many channels that they hear are counted before others may have the gate, or those of one connection.</summary>
    private const int HeardAtOnce = 2000;

    /// <summary>The most channels whose heads are read to find the largest lag.</summary>
    private const int MostHeads = 500;

    /// <summary>How many connections may be watched at once.</summary>
    public const int MostWatches = 4;

    /// <summary>How long the journal may take; without its heads the readers themselves say how far the channels are.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Func<IEnumerable<Session>> _sessions;
    private readonly FanOut _fanOut;
    private readonly OutboxBudget _budget;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly Lock _watching = new();
    private int _watches;

    /// <summary>The last read of heads that was left alone; while it hangs no other is begun.</summary>
    private volatile Task _left = Task.CompletedTask;

    internal HubInspection(
        Func<IEnumerable<Session>> sessions,
        FanOut fanOut,
        OutboxBudget budget,
        IJournal journal,
        TimeProvider time
    ) => (_sessions, _fanOut, _budget, _journal, _time) = (sessions, fanOut, budget, journal, time);

    /// <summary>A page of the connections, in the order in which they began.</summary>
    /// <param name="filter">Which of them.</param>
    public IReadOnlyList<ConnectionView> Connections(ConnectionFilter filter) =>
        [
            .. FirstOf
                .Many(
                    _sessions().Where(filter.Holds),
                    filter.Limit,
                    (one, other) => string.CompareOrdinal(one.Id, other.Id)
                )
                .Select(View),
        ];

    /// <summary>The connections and channels at about one moment, bounded however many there are.</summary>
    /// <param name="query">What is wanted.</param>
    /// <param name="cancellationToken">Stops waiting for the journal.</param>
    public async ValueTask<HubView> ReadAsync(HubQuery query, CancellationToken cancellationToken)
    {
        var (tally, channels) = (new ConnectionTally(), new ChannelTally());
        var (slow, silent, catchingUp) = (new List<Session>(), new List<Session>(), 0);
        foreach (var some in _sessions().Chunk(AtOnce))
        {
            foreach (var session in some)
            {
                tally.Add(session.Identity);
                AddIf(session.Outbox.Backlog > 0, slow, session);
                AddIf(session.SilentFor >= query.SilentAfter, silent, session);
            }

            for (var next = 0; next < some.Length; )
            {
                lock (_fanOut.Gate)
                {
                    for (var heard = 0; next < some.Length && heard < HeardAtOnce; next++)
                    {
                        var reader = some[next].Reader;
                        channels.Add(reader);
                        catchingUp += reader.IsLive ? 0 : 1;
                        heard += reader.Subscriptions.Count;
                    }
                }
            }
        }

        return new(
            tally.All,
            tally.OfCafes,
            catchingUp,
            _budget.Used,
            Worst(slow, session => session.Outbox.Backlog, query.Most),
            Worst(silent, session => session.SilentFor.Ticks, query.Most),
            channels.Count,
            await ChannelsAsync(channels, query, cancellationToken)
        );
    }

    /// <summary>Begins to watch the frames of a connection: nobody else does, and only a few are watched at once.</summary>
    /// <param name="connectionId">The id of the connection.</param>
    /// <param name="refusal">Why not; null where it is watched.</param>
    /// <returns>The watch, to be disposed of; null where it is refused.</returns>
    public FrameWatch? Watch(string connectionId, out WatchRefusal? refusal)
    {
        var session = _sessions().FirstOrDefault(one => one.Id == connectionId);
        ConnectionTap tap;
        lock (_watching)
        {
            refusal =
                session is null || session.IsClosing ? WatchRefusal.NotFound
                : session.Outbox.Tap is not null ? WatchRefusal.Watched
                : _watches >= MostWatches ? WatchRefusal.TooMany
                : null;
            if (refusal is not null)
            {
                return null;
            }

            _watches++;
            session!.Outbox.Tap = tap = new(_time);
        }

        if (session.Ended.IsCompleted)
        {
            // It ended in this moment, and told nobody.
            tap.End();
        }

        return new(session, tap, EndWatch);
    }

    private void EndWatch()
    {
        lock (_watching)
        {
            _watches--;
        }
    }

    private static void AddIf(bool isOne, List<Session> list, Session session)
    {
        if (isOne)
        {
            list.Add(session);
        }
    }

    private List<ConnectionView> Worst(List<Session> some, Func<Session, long> measure, int most) =>
        [
            .. some.Select(session => (Session: session, Measure: measure(session)))
                .OrderByDescending(one => one.Measure)
                .Take(most)
                .Select(one => View(one.Session)),
        ];

    private ConnectionView View(Session session)
    {
        string[] names;
        int count;
        bool isLive;
        lock (_fanOut.Gate)
        {
            var reader = session.Reader;
            (count, isLive) = (reader.Subscriptions.Count, reader.IsLive);
            names = [.. reader.Subscriptions.Take(MostNames).Select(one => one.Channel.Text)];
        }

        var (identity, stalled) = (session.Identity, session.Outbox.StalledFor());
        return new(
            session.Id,
            identity.UserId,
            identity.Role,
            identity.Cafes,
            session.Since,
            names,
            count,
            session.Outbox.Backlog,
            isLive
        )
        {
            Address = session.Address,
            SilentSeconds = session.CanSpeak ? (int)session.SilentFor.TotalSeconds : null,
            StalledSeconds = stalled >= TimeSpan.FromSeconds(1) ? (int)stalled.TotalSeconds : null,
            ReceivedBytes = session.Received,
            SentBytes = session.Outbox.Sent,
        };
    }

    private async ValueTask<IReadOnlyList<ChannelView>> ChannelsAsync(
        ChannelTally channels,
        HubQuery query,
        CancellationToken cancellationToken
    )
    {
        var chosen = channels.Choose(query.Order, query.Most, MostHeads);
        var heads = await HeadsAsync([.. chosen.Select(one => one.Key)], cancellationToken);
        var views = chosen.Select(one =>
        {
            // Read after the readers: nobody can have more than there is.
            var head = Math.Max(
                one.Value.Most,
                heads?.Heads.GetValueOrDefault(one.Key).Sequence ?? 0
            );
            return new ChannelView(
                one.Key.Text,
                head,
                one.Value.Readers,
                one.Value.Behind,
                head - one.Value.Least
            );
        });
        return query.Order == ChannelOrder.Lag
            ? [.. views.OrderByDescending(view => view.Lag).Take(query.Most)]
            : [.. views];
    }

    private async ValueTask<ChannelHeads?> HeadsAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        if (channels.Count == 0 || !_left.IsCompleted)
        {
            return null;
        }

        // A read that has begun on a disk that hangs does not hear the token: it is left alone.
        var asked = AskedAsync(channels, cancellationToken);
        try
        {
            return await asked.WaitAsync(Patience, _time, cancellationToken);
        }
        catch (Exception away)
            when (away is JournalUnavailableException or TimeoutException
                || (
                    away is OperationCanceledException && !cancellationToken.IsCancellationRequested
                )
            )
        {
            return null;
        }
        finally
        {
            if (!asked.IsCompleted)
            {
                _left = SettledAsync(asked);
            }
        }
    }

    private async Task<ChannelHeads> AskedAsync(
        IReadOnlyCollection<ChannelName> channels,
        CancellationToken cancellationToken
    )
    {
        using var patience = new CancellationTokenSource(Patience, _time);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        return await _journal.HeadsAsync(channels, end.Token);
    }

    private static async Task SettledAsync(Task left) =>
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
