using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;

namespace TableTap.Protocol.Messages;

/// <summary><c>subscribe</c>: asks for the messages of channels, by default at most 1000 (section 3).</summary>
public sealed record Subscribe(
    [Count(0, 1000, UpperIsDefault = true)] IReadOnlyList<ChannelRequest> Channels,
    string? Epoch = null
);

/// <summary><c>unsubscribe</c>: names or patterns (section 3).</summary>
public sealed record Unsubscribe(
    [Count(0, 1000, UpperIsDefault = true)] IReadOnlyList<string> Channels
);

/// <summary>A channel that was not subscribed, and why (section 3).</summary>
public sealed record FailedSubscription(
    string Channel,
    SubscriptionFailure Reason,
    [Bounds(0)] long? OldestSequence = null,
    [Bounds(0)] long? Sequence = null
);

/// <summary>
/// <c>subscription_confirmed</c>; <c>positions</c> are the sequences after which live begins, or what an owner has not confirmed (section
/// 3).
/// </summary>
public sealed record SubscriptionConfirmed(
    IReadOnlyList<string> Channels,
    IReadOnlyList<FailedSubscription> Failed,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions,
    string Epoch
);

/// <summary><c>unsubscription_confirmed</c>: no more messages of these channels follow (section 3).</summary>
public sealed record UnsubscriptionConfirmed(IReadOnlyList<string> Channels);

/// <summary><c>subscription_revoked</c>: no frame of the channel follows (section 1).</summary>
public sealed record SubscriptionRevoked(
    string Channel,
    string Reason,
    [Bounds(0)] long LastSequence
);

/// <summary><c>subscription_extended</c>: a pattern covers more channels now (section 3).</summary>
public sealed record SubscriptionExtended(string Pattern, IReadOnlyList<string> Channels);
