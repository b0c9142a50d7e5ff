using TableTap.Client.Contract;
using TableTap.Client.Delivery;
using TableTap.Client.Socket;
using TableTap.Client.Waiting;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Terms;

namespace TableTap.Client.Connection;

/// <summary>
/// Asks the server about channels, one request after the other (section 3). What has to be heard is asked for until the server has
/// confirmed or refused it, whoever wanted it first; others have their turn while a limit is waited out. Thread-safe.
/// </summary>
/// <param name="continuity">What is subscribed, and where messages go.</param>
/// <param name="supervisor">Has the session to ask.</param>
/// <param name="life">Ends with the client.</param>
internal sealed class ChannelAsker(
    ClientState continuity,
    Supervisor supervisor,
    CancellationToken life
)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private readonly InTurn _turn = new();

    private SubscribedChannels Subscriptions => continuity.Subscriptions;

    private MessageRoutes Routes => continuity.Routes;

    /// <summary>Does a work in its turn; the work must not wait for another turn.</summary>
    public Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) =>
        _turn.TakeAsync(work, cancellationToken);

    /// <summary>Does a work in a turn, and again in a later one for as long as the server has no time for it.</summary>
    public async Task InTurnsAsync(Func<Task> work)
    {
        while (true)
        {
            try
            {
                await _turn.TakeAsync(
                    async () =>
                    {
                        await work();
                        return true;
                    },
                    life
                );
                return;
            }
            catch (Exception later) when (PauseAfter(later) is { } pause)
            {
                await Task.Delay(pause, continuity.Options.TimeProvider, life);
            }
        }
    }

    /// <summary>Asks the present session, and the next one where that is gone or does not answer.</summary>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public async Task<T> InSessionAsync<T>(
        Func<ClientSession, Task<T>> ask,
        CancellationToken cancellationToken
    )
    {
        while (true)
        {
            var session = await supervisor.SessionAsync(cancellationToken);
            try
            {
                return await ask(session);
            }
            catch (Exception lost) when (lost is ConnectionLostException or TimeoutException)
            {
                // Asking twice is harmless (section 3). The session that is gone gives way to the next.
                await session
                    .Ended.WaitAsync(
                        continuity.Options.FirstBackoff,
                        continuity.Options.TimeProvider,
                        cancellationToken
                    )
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Subscribes in the present session or the next.</summary>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task<SubscriptionConfirmed> AskAsync(
        Subscribe request,
        CancellationToken cancellationToken
    ) =>
        InSessionAsync(
            session => session.SubscribeAsync(request, cancellationToken),
            cancellationToken
        );

    /// <summary>Subscribes for followings, within a turn; what the server refuses for good is told to them.</summary>
    /// <exception cref="TableTapException">The server has no time for it now, or the client has stopped.</exception>
    public async Task AskForAsync(Subscribe request)
    {
        try
        {
            Tell(request.Channels, await AskAsync(request, life));
        }
        catch (TableTapException refused) when (refused.RetryAfter is null && !supervisor.IsOver)
        {
            foreach (var (channel, _) in request.Channels)
            {
                End(channel, refused.Message);
            }
        }
    }

    /// <summary>Has channels heard, each in a turn of its own; does not fail when the client is over.</summary>
    /// <param name="missing">What to ask for, as it is in that turn; null for nothing.</param>
    public async Task HearAsync(Func<Subscribe?> missing)
    {
        try
        {
            await InTurnsAsync(async () =>
            {
                if (missing() is { } request)
                {
                    await AskForAsync(request);
                }
            });
        }
        catch (Exception) when (life.IsCancellationRequested || supervisor.IsOver)
        {
            // Who reads is told by the end of what they read.
        }
    }

    /// <summary>Has channels heard from what comes next, as far as they are followed and not heard already.</summary>
    public Task HearFromNowAsync(IReadOnlyCollection<string> channels) =>
        HearAsync(() =>
        {
            ChannelRequest[] unheard =
            [
                .. channels
                    .Where(channel => Routes.IsFollowed(channel) && !Subscriptions.Has(channel))
                    .Select(channel => new ChannelRequest(channel)),
            ];
            return unheard.Length == 0 ? null : new Subscribe(unheard);
        });

    /// <summary>
    /// Names may be unsubscribed, and channels that are followed with them: has those heard again. They go on from where they are, and load
    /// the state anew where that is not known. Called within a turn.
    /// </summary>
    /// <param name="names">The names or patterns that may be unsubscribed.</param>
    public void HearOn(IReadOnlyCollection<string> names)
    {
        string[] went =
        [
            .. Subscriptions.Channels.Where(channel =>
                Routes.IsFollowed(channel) && names.Any(name => MessageRoutes.Covers(name, channel))
            ),
        ];
        string[] known = [.. went.Where(channel => Subscriptions.PositionOf(channel) is not null)];
        HearAnew([.. went.Except(known, StringComparer.Ordinal)]);
        if (known.Length > 0)
        {
            _ = HearAsync(() => FromWhereTheyAre(known));
        }
    }

    /// <summary>
    /// The server has ended channels, and what was told on them meanwhile is not known: they are heard from now on, and those who follow
    /// them load the state anew. Called within a turn.
    /// </summary>
    public void HearAnew(IReadOnlyCollection<string> channels)
    {
        if (channels.Count == 0)
        {
            return;
        }

        foreach (var channel in channels)
        {
            Subscriptions.Remove(channel);
            continuity.Handled.Forget(channel);
        }

        // It begins when this turn is over, so that the state is due before the first message.
        var heard = HearFromNowAsync(channels);
        foreach (var channel in channels)
        {
            Routes.Lose(channel, heard);
        }
    }

    private static TimeSpan Longer(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private Subscribe? FromWhereTheyAre(IEnumerable<string> channels)
    {
        // The progress is kept meanwhile: what comes twice is dropped, and a new session takes them along.
        ChannelRequest[] followed =
        [
            .. channels
                .Where(channel => Routes.IsFollowed(channel) && Subscriptions.Has(channel))
                .Select(channel => new ChannelRequest(channel, Subscriptions.PositionOf(channel))),
        ];
        return followed.Length == 0 ? null : new Subscribe(followed, Subscriptions.Epoch);
    }

    private TimeSpan? PauseAfter(Exception failure)
    {
        var least = continuity.Options.FirstBackoff;
        return failure switch
        {
            TableTapException { RetryAfter: { } asked } => Shorter(
                Longer(asked, least),
                LongestPause
            ),
            TimeoutException => least,
            _ => null,
        };
    }

    private void Tell(IReadOnlyList<ChannelRequest> asked, SubscriptionConfirmed confirmed)
    {
        foreach (var failed in confirmed.Failed)
        {
            if (failed.Reason != SubscriptionFailure.HistoryUnavailable)
            {
                End(failed.Channel, failed.Reason.Word);
                continue;
            }

            var after = asked
                .FirstOrDefault(entry => entry.Channel == failed.Channel)
                .AfterSequence;
            Subscriptions.Remove(failed.Channel);
            continuity.Handled.Forget(failed.Channel);
            continuity.Raise(
                new HistoryLost(failed.Channel, after ?? 0, failed.OldestSequence, failed.Sequence)
            );
        }
    }

    private void End(string channel, string reason)
    {
        Subscriptions.Remove(channel);
        continuity.Raise(new SubscriptionEnded(channel, reason));
    }
}
