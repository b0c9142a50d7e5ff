using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A row of the table of state over HTTP (section 10).</summary>
/// <param name="Readers">Who may read it, of own cafés.</param>
/// <param name="Changes">The kinds of channel that can change it.</param>
internal sealed record StateRow(Roles Readers, ChannelKinds Changes);

/// <summary>
/// Who may read which state, and which channels can change it. Which of those the caller may hear is the permission matrix's affair.
/// </summary>
internal static class StateTable
{
    private const ChannelKinds OfOrders =
        ChannelKinds.CustomerOrders
        | ChannelKinds.EmployeeOrders
        | ChannelKinds.CounterOrders
        | ChannelKinds.CafeStaff;

    /// <summary>What can be ordered.</summary>
    public static StateRow Menu { get; } =
        new(Roles.Everybody, ChannelKinds.CafeGeneral | ChannelKinds.CafeStaff);

    /// <summary>What is being made and what waits for its guest, by number only.</summary>
    public static StateRow Board { get; } =
        new(Roles.Everybody, ChannelKinds.CafeGeneral | ChannelKinds.CafeStaff);

    /// <summary>How long new orders take.</summary>
    public static StateRow WaitTime { get; } =
        new(Roles.Everybody, ChannelKinds.CafeGeneral | ChannelKinds.CafeStaff);

    /// <summary>Which counters work; others than the staff read what <c>general</c> tells, and no more.</summary>
    public static StateRow Counters { get; } =
        new(
            Roles.Everybody,
            ChannelKinds.CafeGeneral | ChannelKinds.CafeStaff | ChannelKinds.Counter
        );

    /// <summary>Who reads the staff of a café, and what changes it.</summary>
    public static StateRow Staff { get; } = new(Roles.Staff, ChannelKinds.CafeStaff);

    /// <summary>The figures of the hour.</summary>
    public static StateRow Metrics { get; } = new(Roles.Managers, ChannelKinds.CafeMetrics);

    /// <summary>The tax of the latest days, for those who answer for it; it moves with the revenue.</summary>
    public static StateRow Taxes { get; } =
        new(Roles.Managers | Roles.Service, ChannelKinds.CafeMetrics);

    /// <summary>The closings of the day; they move with the revenue.</summary>
    public static StateRow Closings { get; } =
        new(Roles.Managers | Roles.Service, ChannelKinds.CafeMetrics);

    /// <summary>The orders of a day as a file, for those who do the books; no channel comes with it.</summary>
    public static StateRow OrdersFile { get; } =
        new(Roles.Managers | Roles.Service, ChannelKinds.None);

    /// <summary>What needs a manager.</summary>
    public static StateRow Alerts { get; } = new(Roles.Managers, ChannelKinds.CafeAlerts);

    /// <summary>Refunds, and who carries them out; alerts tell of those that wait or failed.</summary>
    public static StateRow Refunds { get; } =
        new(Roles.Managers | Roles.Service, ChannelKinds.CustomerOrders | ChannelKinds.CafeAlerts);

    /// <summary>Bills: those that a guest is on, all of the café for everybody else.</summary>
    public static StateRow Bills { get; } =
        new(Roles.Everybody, ChannelKinds.CustomerOrders | ChannelKinds.CafeStaff);

    /// <summary>The receipt of a bill, for who takes its money.</summary>
    public static StateRow BillReceipt { get; } =
        new(Roles.Staff | Roles.Service, ChannelKinds.CafeStaff);

    /// <summary>Orders: a guest's own, the café's for everybody else.</summary>
    public static StateRow Orders { get; } = new(Roles.Everybody, OfOrders);
}
