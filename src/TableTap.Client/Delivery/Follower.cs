using TableTap.Client.Contract;

namespace TableTap.Client.Delivery;

/// <summary>What a following is given, in the order in which it came.</summary>
internal abstract record FollowedItem
{
    /// <summary>A message of one of its channels came.</summary>
    /// <param name="Message">The message that came.</param>
    public sealed record Arrived(ReceivedMessage Message) : FollowedItem;

    /// <summary>The state has to be loaded: what was told before is gone, or never came this way.</summary>
    /// <param name="Heard">Done when the channels are heard, so that a state that is loaded then has everything before.</param>
    public sealed record StateDue(Task Heard) : FollowedItem;

    /// <summary>A channel is heard no more.</summary>
    /// <param name="Told">Which channel, and why.</param>
    public sealed record Ended(SubscriptionEnded Told) : FollowedItem;
}

/// <summary>One following of a state, as what messages go to. Its channels are guarded by the gate of <see cref="MessageRoutes"/>.</summary>
/// <param name="inbox">What waits for its reader.</param>
internal sealed class Follower(Inbox<FollowedItem> inbox)
{
    /// <summary>What waits for the reader of this following.</summary>
    public Inbox<FollowedItem> Inbox { get; } = inbox;

    /// <summary>The channels that it hears.</summary>
    public HashSet<string> Channels { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether its reader has left.</summary>
    public bool IsClosed { get; set; }
}
