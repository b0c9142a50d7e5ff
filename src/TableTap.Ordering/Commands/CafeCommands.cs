using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary>Sets the café up, or anew; what an import comes down to.</summary>
/// <param name="Profile">What it is from now on.</param>
/// <param name="Expected">What it has to be until then; null where that does not matter.</param>
public sealed record ConfigureCafe(CafeProfile Profile, CafeProfile? Expected = null) : CafeCommand;

/// <summary><c>counter_status_update</c>: a counter is opened, or closed for a while.</summary>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Status">What it is from now on.</param>
/// <param name="Reason">Why the status changes, in words; null for no reason.</param>
/// <param name="EstimatedDowntime">For how long it is expected to be down; at most 24 h.</param>
public sealed record UpdateCounterStatus(
    string CounterId,
    CounterStatus Status,
    string? Reason = null,
    TimeSpan? EstimatedDowntime = null
) : CafeCommand;

/// <summary><c>item_availability_update</c>: of an item, a customisation or an option.</summary>
/// <param name="ItemId">The item, or null.</param>
/// <param name="Customization">The customisation, or null.</param>
/// <param name="Available">Whether it is there.</param>
/// <param name="CounterId">Only at this counter.</param>
/// <param name="OptionId">The option of a choice group, or null.</param>
/// <param name="Remaining">How many are left, to be counted down; null where it is not counted.</param>
/// <param name="BackNextDay">Whether what is out, or counted, is there again by itself at the day's cut-off.</param>
public sealed record UpdateItemAvailability(
    string? ItemId,
    string? Customization,
    bool Available,
    string? CounterId = null,
    string? OptionId = null,
    int? Remaining = null,
    bool BackNextDay = false
) : CafeCommand
{
    /// <summary>What is out, or is there again.</summary>
    public Outage Outage => new(ItemId, Customization, CounterId, OptionId);
}

/// <summary><c>intake_update</c>: the café stops taking orders, or takes them again.</summary>
/// <param name="Mode">Whether orders are taken.</param>
/// <param name="Until">When a pause ends by itself.</param>
/// <param name="Reason">Why the intake changes, in words; null for no reason.</param>
public sealed record UpdateIntake(
    IntakeMode Mode,
    DateTimeOffset? Until = null,
    string? Reason = null
) : CafeCommand;

/// <summary><c>orders_settle</c>: completes or cancels at once all orders that are left over.</summary>
/// <param name="Status"><see cref="OrderStatus.Completed"/> or <see cref="OrderStatus.Cancelled"/>.</param>
/// <param name="Reason">Why, as the guests read it.</param>
public sealed record SettleOrders(OrderStatus Status, string? Reason = null) : CafeCommand;
