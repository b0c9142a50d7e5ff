using TableTap.Client.Contract;
using TableTap.Client.Delivery;
using TableTap.Client.Socket;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Client.Connection;

/// <summary>
/// Brings the server to what the application and its followings want to hear (section 3), one request after the other: whether a
/// channel is heard already is known then. Thread-safe.
/// </summary>
/// <param name="continuity">What is subscribed, and where messages go.</param>
/// <param name="supervisor">Has the session to ask.</param>
/// <param name="life">Ends with the client.</param>
internal sealed class Subscriber(
    ClientState continuity,
    Supervisor supervisor,
    CancellationToken life
)
{
    private readonly ChannelAsker _asker = new(continuity, supervisor, life);

    private SubscribedChannels Subscriptions => continuity.Subscriptions;

    private MessageRoutes Routes => continuity.Routes;

    /// <summary>Subscribes channels for the application's own reading.</summary>
    /// <exception cref="InvalidOperationException">A channel is followed already, and its position lies in the past.</exception>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task<SubscriptionConfirmed> SubscribeAsync(
        Subscribe request,
        CancellationToken cancellationToken
    ) =>
        _asker.InTurnAsync(
            () => SubscribeInTurnAsync(request, cancellationToken),
            cancellationToken
        );

    /// <summary>Ends the application's own reading of channels or patterns; what is followed goes on.</summary>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task UnsubscribeAsync(
        IReadOnlyList<string> channels,
        CancellationToken cancellationToken
    ) =>
        _asker.InTurnAsync(
            () => UnsubscribeInTurnAsync(channels, cancellationToken),
            cancellationToken
        );

    /// <summary>Whether any of these channels is heard already, or about to be.</summary>
    public bool IsHeard(IEnumerable<string> channels) =>
        channels.Any(channel => Subscriptions.Has(channel) || Routes.IsAskedFor(channel));

    /// <summary>
    /// Lets a following hear the channels of a state, from its positions. A channel that is heard already goes on from where it is, and
    /// one that the server has no time to replay begins now; then the following is told to load the state anew, which has everything
    /// before. What fails is told to the following.
    /// </summary>
    /// <param name="follower">The following, which hears nothing yet.</param>
    /// <param name="state">Where the state stands.</param>
    /// <param name="isShown">Whether the application has that state, so that it may be gone on from.</param>
    public async Task OpenAsync(Follower follower, StatePositions state, bool isShown)
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            var isDue = await _asker.InTurnAsync(
                () => OpenInTurnAsync(follower, state, isShown, open.Task),
                life
            );
            if (isDue)
            {
                await _asker.HearFromNowAsync([.. state.Positions.Keys]);
            }
        }
        catch (Exception) when (life.IsCancellationRequested || supervisor.IsOver)
        {
            follower.Inbox.Complete(await Routes.Over);
        }
        catch (Exception fault)
        {
            follower.Inbox.Complete(fault);
        }
        finally
        {
            open.SetResult();
        }
    }

    /// <summary>
    /// The reader of a following has left: what it has handled is confirmed, what nobody else hears is unsubscribed, and what is let go is
    /// not confirmed.
    /// </summary>
    /// <param name="follower">The following that was left.</param>
    /// <param name="inHand">The message that its reader had; null for none.</param>
    public async Task LeaveAsync(Follower follower, ReceivedMessage? inHand)
    {
        Routes.Close(follower);
        try
        {
            var unwanted = await _asker.InTurnAsync(() => LetGoInTurnAsync(follower, inHand), life);
            await _asker.InTurnsAsync(() => UnsubscribeLeftAsync(unwanted));
        }
        catch (Exception)
        {
            // The client is over, or the server will not: messages that still come are passed over.
        }
    }

    /// <summary>What was told on a channel is gone: subscribes it anew, from a state that the application loads if it has one.</summary>
    public async Task ReloadAsync(HistoryLost lost)
    {
        try
        {
            var isForApplication = Routes.IsForApplication(lost.Channel);
            var state =
                continuity.Options.ReloadState is { } reload && isForApplication
                    ? await reload(lost, life)
                    : null;
            await _asker.HearAsync(() =>
                Routes.IsFollowed(lost.Channel)
                || (isForApplication && Routes.IsForApplication(lost.Channel))
                    ? Anew(lost.Channel, state)
                    : null
            );
        }
        catch (Exception failed)
        {
            continuity.Raise(new SubscriptionEnded(lost.Channel, failed.Message));
        }
    }

    /// <summary>Asks the present session something, and the next one where that is gone or does not answer.</summary>
    /// <exception cref="TableTapException">The server refused the request, or the client has stopped.</exception>
    public Task<T> InSessionAsync<T>(
        Func<ClientSession, Task<T>> ask,
        CancellationToken cancellationToken
    ) => _asker.InSessionAsync(ask, cancellationToken);

    private static Subscribe Anew(string channel, StatePositions? state)
    {
        long? after =
            state is not null && state.Positions.TryGetValue(channel, out var position)
                ? position
                : null;
        return new Subscribe([new(channel, after)], after is null ? null : state?.Epoch);
    }

    private async Task<SubscriptionConfirmed> SubscribeInTurnAsync(
        Subscribe request,
        CancellationToken cancellationToken
    )
    {
        foreach (var (channel, after) in request.Channels)
        {
            if (
                after is not null
                && Subscriptions.Has(channel)
                && !Routes.IsForApplication(channel)
            )
            {
                throw new InvalidOperationException(
                    $"{channel} is followed already and goes on from where it is: subscribe it before, or without a position."
                );
            }
        }

        var named = Routes.Name(request.Channels.Select(entry => entry.Channel));
        try
        {
            var confirmed = await _asker.AskAsync(request, cancellationToken);
            var failed = confirmed.Failed.Select(entry => entry.Channel).ToHashSet();
            Routes.Unname(named.Where(failed.Contains));
            // A position that is too old ends the channel at the server, also for those who follow it.
            _asker.HearAnew([
                .. confirmed
                    .Failed.Where(entry => entry.Reason == SubscriptionFailure.HistoryUnavailable)
                    .Select(entry => entry.Channel)
                    .Where(Subscriptions.Has),
            ]);
            return confirmed;
        }
        catch (TableTapException)
        {
            Routes.Unname(named);
            throw;
        }
        catch (OperationCanceledException)
        {
            Routes.Unname(named.Where(name => !Subscriptions.Has(name)));
            throw;
        }
    }

    private async Task<bool> UnsubscribeInTurnAsync(
        IReadOnlyList<string> channels,
        CancellationToken cancellationToken
    )
    {
        Routes.Unname(channels);
        string[] unwanted = [.. channels.Where(channel => !Routes.IsFollowed(channel))];
        if (unwanted.Length == 0)
        {
            return true;
        }

        try
        {
            await _asker.InSessionAsync(
                session => session.UnsubscribeAsync(new Unsubscribe(unwanted), cancellationToken),
                cancellationToken
            );
            foreach (var name in unwanted)
            {
                // The answer names the channels of a pattern, and not the pattern itself.
                Subscriptions.Remove(name);
            }
        }
        finally
        {
            // Whatever the answer was, or whether there was one: a pattern may have taken along what is followed.
            _asker.HearOn(unwanted);
        }

        return true;
    }

    // True where the state has to be loaded once the channels are heard.
    private async Task<bool> OpenInTurnAsync(
        Follower follower,
        StatePositions state,
        bool isShown,
        Task open
    )
    {
        string[] channels = [.. state.Positions.Keys];
        var isDue = !isShown || channels.Any(Subscriptions.Has);
        if (isDue)
        {
            // It stands before all messages, so that none comes without the state that it belongs to.
            follower.Inbox.Put(new FollowedItem.StateDue(open));
        }

        if (!Routes.Add(follower, channels))
        {
            follower.Inbox.Complete(Routes.Over.IsCompleted ? await Routes.Over : null);
            return false;
        }

        if (isDue)
        {
            return true;
        }

        try
        {
            await _asker.AskForAsync(
                new Subscribe(
                    [.. state.Positions.Select(at => new ChannelRequest(at.Key, at.Value))],
                    state.Epoch
                )
            );
            return false;
        }
        catch (TableTapException busy) when (busy.RetryAfter is not null)
        {
            // Replays are few (section 7), and what does without one must not wait.
            follower.Inbox.Put(new FollowedItem.StateDue(open));
            return true;
        }
    }

    private async Task<IReadOnlyList<string>> LetGoInTurnAsync(
        Follower follower,
        ReceivedMessage? inHand
    )
    {
        string[] unwanted = [.. follower.Channels.Where(channel => !Routes.IsWanted(channel))];
        if (unwanted.Length > 0 && supervisor.Current is { } session)
        {
            // What was handled is confirmed while the channels are still subscribed.
            await session.ConfirmAsync(life);
        }

        foreach (var channel in unwanted)
        {
            // Before anything is let go, so that nothing of it is confirmed.
            Subscriptions.Remove(channel);
            continuity.Handled.Forget(channel);
        }

        if (inHand is not null)
        {
            continuity.Handled.Mark(inHand);
        }

        Routes.LetGo(follower);
        return unwanted;
    }

    private async Task UnsubscribeLeftAsync(IReadOnlyList<string> unwanted)
    {
        string[] left = [.. unwanted.Where(channel => !Routes.IsWanted(channel))];
        if (left.Length == 0)
        {
            return;
        }

        try
        {
            if (supervisor.Current is { } session)
            {
                await session.UnsubscribeAsync(new Unsubscribe(left), life);
            }
        }
        catch (ConnectionLostException)
        {
            // The next session begins without them.
        }

        Routes.Unfollow(left);
    }
}
