using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Whose work a line of an order is.</summary>
internal static class WorkPermissions
{
    /// <summary>
    /// Whether somebody may work on a line: a manager anywhere, an employee at their counters, on an order given to them, or on one that no
    /// counter has yet because it is not paid or is for later.
    /// </summary>
    public static bool MayWorkOn(this Actor actor, Order order, OrderLine line) =>
        actor.IsManager
        || actor.IsEmployee && order.Status is OrderStatus.Pending or OrderStatus.Scheduled
        || actor.WorksOn(order, line);

    /// <summary>Whether a line is somebody's own work.</summary>
    public static bool WorksOn(this Actor actor, Order order, OrderLine line) =>
        actor.IsEmployee
        && line.NeedsPreparation
        && line.CounterId is not null
        && (actor.Holds(line.CounterId) || order.AssigneeId == actor.UserId);
}
