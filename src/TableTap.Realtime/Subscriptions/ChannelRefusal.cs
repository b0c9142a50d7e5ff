using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>A channel that <c>reconnect</c> could not serve, as <c>error</c> (section 7).</summary>
internal static class ChannelRefusal
{
    public static Error Of(FailedSubscription failed, Role role, int limit) =>
        failed.Reason switch
        {
            SubscriptionFailure.InsufficientPermissions => Refusals.Forbidden(
                failed.Channel,
                RequiredRole(failed.Channel, role)
            ),
            SubscriptionFailure.InvalidChannel => Refusals.InvalidChannel(failed.Channel),
            SubscriptionFailure.UnknownChannel => Refusals.UnknownChannel(failed.Channel),
            SubscriptionFailure.SubscriptionLimitExceeded => Refusals.SubscriptionLimit(
                failed.Channel,
                limit
            ),
            _ => Refusals.HistoryUnavailable(
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
