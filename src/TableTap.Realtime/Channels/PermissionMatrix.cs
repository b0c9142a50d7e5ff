using TableTap.Protocol.Channels;
using TableTap.Terms;
using static TableTap.Protocol.Channels.ChannelKinds;

namespace TableTap.Realtime.Channels;

/// <summary>The permission matrix of the document, as section 3 reads it. A back end hears nothing.</summary>
internal static class PermissionMatrix
{
    private const ChannelKinds All =
        CustomerOrders | EmployeeOrders | Counter | Cafe | SystemMaintenance;

    public static IReadOnlyList<Grant> Rows { get; } =
    [
        new(Role.Customer, CustomerOrders, GrantScope.Self),
        new(Role.Customer, CafeGeneral, GrantScope.OwnCafes),
        new(Role.Employee, EmployeeOrders, GrantScope.Self),
        new(Role.Employee, Counter, GrantScope.OwnCounters),
        new(Role.Employee, CafeStaff, GrantScope.OwnCafes),
        new(Role.Manager, Cafe, GrantScope.OwnCafes),
        new(Role.Manager, Counter, GrantScope.OwnCafes),
        new(Role.Admin, EmployeeOrders, GrantScope.OwnStaff),
        new(Role.Admin, SystemMaintenance, GrantScope.Server),
        new(Role.Admin, All, GrantScope.Everything),
    ];

    private static readonly Grant[][] ByRole =
    [
        .. Enum.GetValues<Role>().Select(role => Rows.Where(grant => Has(role, grant)).ToArray()),
    ];

    /// <summary>The rows a caller has: admin includes manager includes employee (section 1).</summary>
    public static IReadOnlyList<Grant> Of(Role role) => ByRole[(int)role];

    /// <summary>The least role above the caller's that may hear such a channel; null where there is none.</summary>
    public static Role? LeastAbove(Role role, ChannelKinds kinds) =>
        Rows.Where(grant => grant.Role > role && (grant.Kinds & kinds) != None)
            .Select(grant => (Role?)grant.Role)
            .Min();

    private static bool Has(Role role, Grant grant) =>
        grant.Role == role
        || (role is Role.Manager or Role.Admin && grant.Role >= Role.Employee && grant.Role < role);
}
