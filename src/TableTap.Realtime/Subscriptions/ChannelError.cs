using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Channels;
using TableTap.Realtime.Errors;
using TableTap.Terms;

namespace TableTap.Realtime.Subscriptions;

/// <summary>A channel that <c>reconnect</c> could not serve, as <c>error</c> (section 7).</summary>
internal static class ChannelError
{
    public static Error Of(FailedSubscription failed, Role role, int limit) =>
        failed.Reason switch
        {
            SubscriptionFailure.InsufficientPermissions => ProtocolErrors.Forbidden(
                failed.Channel,
                RequiredRole(failed.Channel, role)
            ),
            SubscriptionFailure.InvalidChannel => ProtocolErrors.InvalidChannel(failed.Channel),
            SubscriptionFailure.UnknownChannel => ProtocolErrors.UnknownChannel(failed.Channel),
            SubscriptionFailure.SubscriptionLimitExceeded => ProtocolErrors.SubscriptionLimit(
                failed.Channel,
                limit
            ),
            _ => ProtocolErrors.HistoryUnavailable(
                failed.Channel,
                new(failed.Sequence!.Value, failed.OldestSequence!.Value)
            ),
        };

    private static Role? RequiredRole(string channel, Role role) =>
        ChannelName.TryParse(channel, out var name) ? PermissionMatrix.LeastAbove(role, name.Kind)
        : ChannelPattern.TryParse(channel, out var pattern)
            ? PermissionMatrix.LeastAbove(role, pattern!.Kinds)
        : null;
}
