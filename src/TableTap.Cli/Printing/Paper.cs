using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli.Printing;

/// <summary>What a counter has on paper of an order: what was printed of it, and was not taken back by another slip.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="OrderNumber">What people call it.</param>
/// <param name="OrderType">Where the guest eats.</param>
/// <param name="TableNumber">The table of a dine-in order.</param>
/// <param name="CustomerName">The guest, as the staff reads it.</param>
/// <param name="Instructions">What the guest asked for in words.</param>
/// <param name="Priority">How urgent it is, as it was printed last.</param>
/// <param name="ScheduledFor">When the guest wants to have it; null for as soon as it can be made.</param>
/// <param name="RemakeOf">The number of the order of which something is made again.</param>
/// <param name="RemakeReason">Why it is made again.</param>
/// <param name="IsReady">Whether the whole order is made.</param>
/// <param name="Lines">The lines on paper, never none.</param>
internal sealed record Paper(
    string OrderId,
    string OrderNumber,
    OrderType OrderType,
    string? TableNumber,
    string? CustomerName,
    string? Instructions,
    OrderPriority Priority,
    DateTimeOffset? ScheduledFor,
    string? RemakeOf,
    string? RemakeReason,
    bool IsReady,
    IReadOnlyList<AssignedItem> Lines
)
{
    /// <summary>The line of that id; null where it is not on paper.</summary>
    public AssignedItem? Line(string lineId) => Lines.FirstOrDefault(line => line.LineId == lineId);

    /// <summary>The paper of a ticket.</summary>
    /// <param name="ticket">The ticket as it is told now.</param>
    /// <param name="lines">The lines that are on paper then.</param>
    /// <param name="isReady">Whether the whole order is made.</param>
    public static Paper Of(
        OrderAssigned ticket,
        IReadOnlyList<AssignedItem> lines,
        bool isReady = false
    ) =>
        new(
            ticket.OrderId,
            ticket.OrderNumber,
            ticket.OrderType,
            ticket.TableNumber,
            ticket.CustomerName,
            ticket.SpecialInstructions,
            ticket.Items.Count == 0 ? OrderPriority.Normal : ticket.Items[0].Priority,
            ticket.ScheduledFor,
            ticket.RemakeOf?.OrderNumber,
            ticket.RemakeReason,
            isReady,
            lines
        );
}
