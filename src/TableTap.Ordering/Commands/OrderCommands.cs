using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Commands;

/// <summary><c>order_create</c>. Prices are the server's; a client has none to send.</summary>
/// <param name="CafeId">The id of the café where it is ordered.</param>
/// <param name="Items">What is wanted; 1–50 lines.</param>
/// <param name="OrderType">Where the guest eats.</param>
/// <param name="TableNumber">The table; needed for dine-in.</param>
/// <param name="SpecialInstructions">At most 500 characters.</param>
/// <param name="PaymentMethod">How the guest pays.</param>
/// <param name="CustomerId">The guest an employee orders for.</param>
/// <param name="CustomerName">The name to call; the guest's own where it is not given.</param>
/// <param name="ExpectedTotal">What the guest was shown that it costs; null for whatever it costs.</param>
/// <param name="Allergies">What the guest cannot eat, for all lines.</param>
/// <param name="OnBill">Whether it goes on the bill of its table, and is paid with it.</param>
/// <param name="BillId">The bill that it goes on, in place of the table's.</param>
/// <param name="ScheduledFor">When the guest wants to have it; null for as soon as it can be made.</param>
public sealed record CreateOrder(
    string CafeId,
    EquatableList<NewOrderLine> Items,
    OrderType OrderType,
    string? TableNumber,
    string? SpecialInstructions,
    PaymentMethod PaymentMethod,
    string? CustomerId = null,
    string? CustomerName = null,
    Money? ExpectedTotal = null,
    EquatableList<Allergen> Allergies = default,
    bool OnBill = false,
    string? BillId = null,
    DateTimeOffset? ScheduledFor = null
) : CafeCommand;

/// <summary>One line of an <see cref="CreateOrder"/>.</summary>
/// <param name="ItemId">What of the menu.</param>
/// <param name="Quantity">How many; 1–20, also over all lines of the item.</param>
/// <param name="Customizations">Names; at most 10.</param>
/// <param name="Options">Ids of the options that are chosen of the item's groups, in any order.</param>
/// <param name="Note">What is asked for in words; at most 200 characters.</param>
/// <param name="Allergies">What the guest cannot eat, for this line.</param>
/// <param name="Course">The course that it is part of, from 1 to 9; null where it is made at once.</param>
public sealed record NewOrderLine(
    string ItemId,
    int Quantity,
    EquatableList<string> Customizations = default,
    EquatableList<string> Options = default,
    string? Note = null,
    EquatableList<Allergen> Allergies = default,
    int? Course = null
);

/// <summary><c>order_status_update</c>: moves an order on, or recalls it.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Status"><c>confirmed</c>, <c>preparing</c>, <c>ready</c> or <c>completed</c>.</param>
/// <param name="Reason">Needed to recall, to force ready and to complete without a code.</param>
/// <param name="PickupCode">What the guest showed.</param>
/// <param name="AllergiesSeen">Whether the sender confirms the allergies of what is started.</param>
/// <param name="AgeChecked">Whether the sender has seen that the guest is old enough for what is handed over.</param>
public sealed record UpdateOrderStatus(
    string OrderId,
    OrderStatus Status,
    string? Reason = null,
    string? PickupCode = null,
    bool AllergiesSeen = false,
    bool AgeChecked = false
) : OrderCommand(OrderId);

/// <summary><c>order_item_update</c>: moves one line of an order on, recalls it, or undoes its start.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="LineId">The id of the line.</param>
/// <param name="Status">Where it is now; <see cref="LineStatus.Started"/> recalls a ready one, <see cref="LineStatus.Queued"/> undoes a start.</param>
/// <param name="Reason">Why, if it matters.</param>
/// <param name="AllergiesSeen">Whether the sender confirms the allergies of a line that is started.</param>
public sealed record UpdateOrderItem(
    string OrderId,
    string LineId,
    LineStatus Status,
    string? Reason = null,
    bool AllergiesSeen = false
) : OrderCommand(OrderId);

/// <summary><c>order_cancel</c>: ends an order that will not be made.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Reason">The kind of reason for the cancellation.</param>
/// <param name="Message">Why, in words.</param>
/// <param name="RefundAmount">What goes back; a manager's choice, where it is one.</param>
public sealed record CancelOrder(
    string OrderId,
    CancelReason Reason,
    string? Message = null,
    Money? RefundAmount = null
) : OrderCommand(OrderId);

/// <summary><c>order_priority_update</c>: changes how urgent an order is.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Reason">Why; <c>remake</c> is an employee's only one.</param>
public sealed record UpdateOrderPriority(string OrderId, OrderPriority Priority, string Reason)
    : OrderCommand(OrderId);

/// <summary><c>order_assign</c>: to a counter or to somebody.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="CounterId">The counter that gets what is not started.</param>
/// <param name="EmployeeId">Who gets it.</param>
public sealed record AssignOrder(
    string OrderId,
    string? CounterId = null,
    string? EmployeeId = null
) : OrderCommand(OrderId);

/// <summary><c>order_reopen</c>: an order was not handed over after all.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Reason">Why it is opened again.</param>
public sealed record ReopenOrder(string OrderId, string Reason) : OrderCommand(OrderId);

/// <summary><c>order_remake</c>: something of an order is made again, for nothing.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Reason">Why it is made again.</param>
/// <param name="LineIds">The lines that are made again; none for all of them.</param>
public sealed record RemakeOrder(
    string OrderId,
    string Reason,
    EquatableList<string> LineIds = default
) : OrderCommand(OrderId);

/// <summary><c>order_note_add</c>: the staff writes to the guest of an order.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Message">What the guest reads.</param>
public sealed record AddOrderNote(string OrderId, string Message) : OrderCommand(OrderId);

/// <summary><c>order_reschedule</c>: an order for later is for another time.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="ScheduledFor">When the guest wants to have it.</param>
public sealed record RescheduleOrder(string OrderId, DateTimeOffset ScheduledFor)
    : OrderCommand(OrderId);

/// <summary><c>order_rate</c>: a guest rates a completed order, once.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="Stars">How many stars, from 1 to 5.</param>
/// <param name="Comment">At most 500 characters.</param>
public sealed record RateOrder(string OrderId, int Stars, string? Comment = null)
    : OrderCommand(OrderId);
