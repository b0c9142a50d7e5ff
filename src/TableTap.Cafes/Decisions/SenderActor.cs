using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Cafes.Decisions;

/// <summary>The sender of a command as the café sees them.</summary>
internal static class SenderActor
{
    /// <summary>With the counters of the staff record, narrowed by the token, and those they cover at this moment (section 1).</summary>
    public static Actor Of(Identity identity, Cafe cafe) =>
        new(
            identity.Role,
            identity.UserId,
            identity.Name,
            identity.Role is Role.Customer or Role.Service
                ? []
                : CounterStaffing.CountersOf(cafe, identity.UserId, identity.Counters)
        );
}
