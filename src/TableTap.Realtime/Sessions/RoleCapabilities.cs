using System.Collections.Immutable;
using TableTap.Terms;

namespace TableTap.Realtime.Sessions;

/// <summary>What <c>connection_established</c> tells a client that its role can do (section 1).</summary>
internal static class RoleCapabilities
{
    private static readonly ImmutableArray<string> Guest =
    [
        "order_updates",
        "status_notifications",
    ];

    private static readonly ImmutableArray<string> Staff =
    [
        .. Guest,
        "order_management",
        "staff_coordination",
    ];

    private static readonly ImmutableArray<string> Manager =
    [
        .. Staff,
        "counter_management",
        "analytics",
        "alerts",
    ];

    private static readonly ImmutableArray<string> Admin = [.. Manager, "administration"];

    public static ImmutableArray<string> Of(Role role) =>
        role switch
        {
            Role.Customer => Guest,
            Role.Employee => Staff,
            Role.Manager => Manager,
            Role.Admin => Admin,
            _ => [],
        };
}
