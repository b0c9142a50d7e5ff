using TableTap.Client.Contract;
using TableTap.Protocol.Channels;

namespace TableTap.Client.Delivery;

/// <summary>
/// Says where each message goes: to the application's own reading, to those who follow a state, or to both. A channel that is
/// only followed does not come in the application's own reading, until the application subscribes it. Thread-safe.
/// </summary>
/// <param name="handled">What the application has handled.</param>
/// <param name="capacity">How many messages wait for each reader at most.</param>
/// <param name="answersAwaited">Whether a command waits for its answer.</param>
internal sealed class MessageRoutes(
    HandledMessages handled,
    int capacity,
    Func<bool> answersAwaited
)
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _followed = new(StringComparer.Ordinal);
    private readonly List<Follower> _followers = [];
    private readonly TaskCompletionSource<Exception?> _over = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private int _statesDue;

    /// <summary>What waits for the application's own reading.</summary>
    public Inbox<ReceivedMessage> Inbox { get; } = new(capacity, answersAwaited);

    /// <summary>Completes when no message comes any more, with the reason if it is not the client's disposal.</summary>
    public Task<Exception?> Over => _over.Task;

    /// <summary>Whether a state that is shown has to be loaded anew.</summary>
    public bool IsStateDue => Volatile.Read(ref _statesDue) > 0;

    /// <summary>Whether the socket's reader waits for the application.</summary>
    public bool IsBlocking => Inbox.IsBlocking || Followers().Any(each => each.Inbox.IsBlocking);

    /// <summary>Whether a name or pattern means a channel: a star stands for one part of a name (section 3).</summary>
    public static bool Covers(string name, string channel) =>
        name == channel
        || (
            ChannelPattern.TryParse(name, out _)
            && channel.StartsWith(
                name == "counter:*:*" ? "counter:" : name[..^1],
                StringComparison.Ordinal
            )
        );

    /// <summary>Gives a message to all that hear its channel; waits while one of them has no room.</summary>
    public async ValueTask DeliverAsync(
        ReceivedMessage message,
        CancellationToken cancellationToken
    )
    {
        var isForApplication = IsForApplication(message.Channel);
        var followers = FollowersOf(message.Channel);
        handled.Expect(message, followers.Length + (isForApplication ? 1 : 0));
        if (isForApplication)
        {
            await Inbox.WriteAsync(message, cancellationToken);
        }

        foreach (var follower in followers)
        {
            var item = new FollowedItem.Arrived(message);
            if (!await follower.Inbox.WriteAsync(item, cancellationToken))
            {
                handled.Mark(message);
            }
        }
    }

    /// <summary>A following that hears nothing yet.</summary>
    public Follower NewFollower() => new(new(capacity, answersAwaited));

    /// <summary>Lets a following hear channels from now on; false where it has left, or the client is over.</summary>
    public bool Add(Follower follower, IReadOnlyCollection<string> channels)
    {
        lock (_gate)
        {
            if (follower.IsClosed || _over.Task.IsCompleted)
            {
                return false;
            }

            follower.Channels.UnionWith(channels);
            _followed.UnionWith(channels);
            _followers.Add(follower);
            return true;
        }
    }

    /// <summary>The reader of a following has left: no message goes there any more.</summary>
    public void Close(Follower follower)
    {
        lock (_gate)
        {
            follower.IsClosed = true;
            _followers.Remove(follower);
        }

        follower.Inbox.Complete(null);
    }

    /// <summary>What waits for a following that was closed counts as handled by it.</summary>
    public void LetGo(Follower follower)
    {
        while (follower.Inbox.TryRead(_ => true, out var item))
        {
            if (item is FollowedItem.Arrived(var message))
            {
                handled.Mark(message);
            }
        }
    }

    /// <summary>The application itself wants to hear names or patterns.</summary>
    /// <returns>Those that it did not want before.</returns>
    public IReadOnlyList<string> Name(IEnumerable<string> names)
    {
        lock (_gate)
        {
            return [.. names.Where(_names.Add)];
        }
    }

    /// <summary>The application itself wants names or patterns no more.</summary>
    public void Unname(IEnumerable<string> names)
    {
        lock (_gate)
        {
            _names.ExceptWith(names);
        }
    }

    /// <summary>Whether somebody follows a channel now.</summary>
    public bool IsFollowed(string channel) => FollowersOf(channel).Length > 0;

    /// <summary>Whether messages of a channel come in the application's own reading.</summary>
    public bool IsForApplication(string channel)
    {
        lock (_gate)
        {
            return !_followed.Contains(channel) || _names.Any(name => Covers(name, channel));
        }
    }

    /// <summary>Whether anybody hears a channel.</summary>
    public bool IsWanted(string channel) => IsForApplication(channel) || IsFollowed(channel);

    /// <summary>Whether the application itself has asked for a channel, or somebody follows it.</summary>
    public bool IsAskedFor(string channel)
    {
        lock (_gate)
        {
            return _names.Any(name => Covers(name, channel))
                || _followers.Exists(follower => follower.Channels.Contains(channel));
        }
    }

    /// <summary>Nothing comes any more of channels that were followed: whoever subscribes them next hears them as any other.</summary>
    /// <param name="channels">The channels that are unsubscribed.</param>
    public void Unfollow(IEnumerable<string> channels)
    {
        lock (_gate)
        {
            _followed.ExceptWith(channels);
        }
    }

    /// <summary>A following that shows a state has to load it anew, or does so no more.</summary>
    /// <param name="isDue">Whether what it shows is out of date from now on.</param>
    public void NoteState(bool isDue)
    {
        if (isDue)
        {
            Interlocked.Increment(ref _statesDue);
        }
        else
        {
            Interlocked.Decrement(ref _statesDue);
        }
    }

    /// <summary>What was told on a channel is gone: those who follow it load the state as soon as it is heard again.</summary>
    /// <param name="channel">The name of the channel.</param>
    /// <param name="heard">Done when it is heard again.</param>
    public void Lose(string channel, Task heard)
    {
        foreach (var follower in FollowersOf(channel))
        {
            follower.Inbox.Put(new FollowedItem.StateDue(heard));
        }
    }

    /// <summary>A channel is heard no more: those who follow it are told, and who hears nothing else has ended.</summary>
    public void End(SubscriptionEnded ended)
    {
        lock (_gate)
        {
            _names.Remove(ended.Channel);
            foreach (var follower in _followers)
            {
                if (follower.Channels.Remove(ended.Channel))
                {
                    follower.Inbox.Put(new FollowedItem.Ended(ended));
                    if (follower.Channels.Count == 0)
                    {
                        follower.Inbox.Complete(null);
                    }
                }
            }
        }
    }

    /// <summary>A command began to wait: a writer that is blocked checks the limits again.</summary>
    public void Reconsider()
    {
        Inbox.Reconsider();
        foreach (var follower in Followers())
        {
            follower.Inbox.Reconsider();
        }
    }

    /// <summary>No more messages; what is queued can still be read.</summary>
    public void Complete(Exception? reason)
    {
        Follower[] followers;
        lock (_gate)
        {
            _over.TrySetResult(reason);
            followers = [.. _followers];
        }

        Inbox.Complete(reason);
        foreach (var follower in followers)
        {
            follower.Inbox.Complete(reason);
        }
    }

    private Follower[] Followers()
    {
        lock (_gate)
        {
            return [.. _followers];
        }
    }

    private Follower[] FollowersOf(string channel)
    {
        lock (_gate)
        {
            return _followers.Count == 0
                ? []
                : [.. _followers.Where(follower => follower.Channels.Contains(channel))];
        }
    }
}
