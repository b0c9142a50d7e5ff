using TableTap.Cafes.Announcements;
using TableTap.Ordering.State;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>A line of an order.</summary>
/// <param name="LineId">The id of the line.</param>
/// <param name="ItemId">The item of the menu.</param>
/// <param name="Name">What the item was called.</param>
/// <param name="Quantity">How many are ordered.</param>
/// <param name="Customizations">What was chosen and changed about it, by name.</param>
/// <param name="UnitPrice">The price of one, with customisations, as it was ordered.</param>
/// <param name="Total">The price of all of them.</param>
/// <param name="Status">How far it is.</param>
/// <param name="CounterId">Where it is made; absent while no counter has it.</param>
/// <param name="Choices">What was chosen of the item's groups; absent where it asks nothing.</param>
/// <param name="Note">What the guest asked for in words.</param>
/// <param name="Allergies">What the guest cannot eat.</param>
/// <param name="MinAge">How old the guest has to be; absent for any age.</param>
/// <param name="TaxRate">The rate of its tax in percent; absent where the café counts no tax.</param>
/// <param name="Course">The course that it is part of; absent where it has none.</param>
/// <param name="Discount">What discounts and comps take off that price; absent where they take nothing.</param>
internal sealed record OrderItemView(
    [Id] string LineId,
    [Id] string ItemId,
    string Name,
    [Bounds(1)] int Quantity,
    IReadOnlyList<string> Customizations,
    [Bounds(0)] Money UnitPrice,
    [Bounds(0)] Money Total,
    LineStatus Status,
    [Id] string? CounterId = null,
    IReadOnlyList<Choice>? Choices = null,
    string? Note = null,
    IReadOnlyList<Allergen>? Allergies = null,
    [Bounds(1)] int? MinAge = null,
    [Bounds(0, 100)] decimal? TaxRate = null,
    [Bounds(1, 9)] int? Course = null,
    [Bounds(0)] Money? Discount = null
);

/// <summary>What the staff wrote to the guest of an order.</summary>
/// <param name="At">When it was written.</param>
/// <param name="Message">What the guest reads.</param>
/// <param name="By">Who wrote it; for the staff.</param>
internal sealed record NoteView(DateTimeOffset At, string Message, [Id] string? By = null);

/// <summary>An order's money. What stands below <paramref name="Status"/> is for the owner, managers and the payment service.</summary>
/// <param name="Method">How it is paid.</param>
/// <param name="Status">How far the payment is.</param>
/// <param name="Captured">What was taken, without tips.</param>
/// <param name="Tip">The tip.</param>
/// <param name="Refunded">What was given back.</param>
/// <param name="TransactionId">The provider's transaction.</param>
/// <param name="PaymentUrl">Where the owner pays; while it is to be paid by card, or on a bill and something of it is due.</param>
/// <param name="Refunds">What was given back, in the order in which it was booked; absent where nothing was.</param>
/// <param name="ReceiptNumber">The number of the receipt of that transaction; absent where the café counts no tax.</param>
/// <param name="Captures">The payments that brought it, in their order; absent where there is none, or an earlier version counted one.</param>
internal sealed record PaymentView(
    [OneOf<PaymentMethod>(PaymentMethod.Card, PaymentMethod.Cash)] PaymentMethod Method,
    PaymentStatus Status,
    [Bounds(0)] Money? Captured = null,
    [Bounds(0)] Money? Tip = null,
    [Bounds(0)] Money? Refunded = null,
    string? TransactionId = null,
    string? PaymentUrl = null,
    IReadOnlyList<RefundView>? Refunds = null,
    [Bounds(1)] long? ReceiptNumber = null,
    IReadOnlyList<CaptureView>? Captures = null
);

/// <summary>How an owner rated the order.</summary>
/// <param name="Stars">1 to 5.</param>
/// <param name="Comment">What the owner wrote about it.</param>
internal sealed record RatingView([Bounds(1, 5)] int Stars, string? Comment = null);

/// <summary>An order as its reader may see it: the same redactions as on the channels (section 3).</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="OrderNumber">What people call it.</param>
/// <param name="Status">Where it is.</param>
/// <param name="OrderVersion">How many facts it consists of, as in order messages.</param>
/// <param name="OrderType">Where the guest eats.</param>
/// <param name="Items">Its lines, voided ones included.</param>
/// <param name="Total">What it costs.</param>
/// <param name="Payment">How it is paid, and how far that is.</param>
/// <param name="CreatedAt">When it was placed.</param>
/// <param name="TableNumber">The table of a dine-in order.</param>
/// <param name="SpecialInstructions">What the guest asked for in words.</param>
/// <param name="EstimatedTime">Minutes from now to when it should be ready, as the guest was told; until it is ready.</param>
/// <param name="EstimatedReadyAt">The same as a moment.</param>
/// <param name="Delayed">Whether it takes longer than was promised.</param>
/// <param name="Held">Whether something of it waits for a counter that can make it.</param>
/// <param name="ConfirmedAt">When it was confirmed.</param>
/// <param name="ReadyAt">When it became ready.</param>
/// <param name="ClosedAt">When it was completed or cancelled.</param>
/// <param name="PickupLocation">Where to fetch it.</param>
/// <param name="PickupCode">The code to show; for the owner, until <paramref name="PickupCodeExpiresAt"/>.</param>
/// <param name="PickupCodeExpiresAt">Until when the code is shown.</param>
/// <param name="CustomerName">The guest as the staff reads it: first name and initial.</param>
/// <param name="CustomerId">The guest; for managers and services.</param>
/// <param name="Priority">How urgent it is; for the staff.</param>
/// <param name="AssigneeId">Who was given it by name; for the staff.</param>
/// <param name="Rating">What the owner thought of it; for the owner and managers.</param>
/// <param name="RemakeOf">The order of which it makes something again; absent for an order of its own.</param>
/// <param name="Notes">What the staff wrote to the guest; absent where nothing was written.</param>
/// <param name="RemakeReason">Why it is made again; for the staff.</param>
/// <param name="Taxes">The tax in the total, by rate; absent where the café counts no tax.</param>
/// <param name="TaxIncluded">Whether the prices of its lines contain the tax; absent where the café counts no tax.</param>
/// <param name="BillId">The bill with which it is paid; absent where it is paid by itself.</param>
/// <param name="ScheduledFor">When the guest wants to have it; absent for as soon as it can be made.</param>
/// <param name="NextCourse">The lowest course that is held; absent where none is.</param>
/// <param name="CourseFiresAt">When that course is fired by itself; absent where the staff fires it, or the counters make an earlier one.</param>
/// <param name="Due">What is still to be paid of it; absent where that is nothing.</param>
/// <param name="CashDue">The same in cash; absent where the café does not round it.</param>
/// <param name="Discount">What discounts take off the lines, comps left out; absent for nothing, like the figures below.</param>
/// <param name="Comp">What of the lines is given for nothing.</param>
/// <param name="ServiceCharge">The service charge in the total.</param>
/// <param name="Rounding">What the rounding of cash added to the total; negative where it took off.</param>
/// <param name="Discounts">What was taken off, in its order; why and by whom is for the staff.</param>
internal sealed record OrderView(
    [Id] string OrderId,
    string OrderNumber,
    OrderStatus Status,
    [Bounds(1)] long OrderVersion,
    OrderType OrderType,
    IReadOnlyList<OrderItemView> Items,
    [Bounds(0)] Money Total,
    PaymentView Payment,
    DateTimeOffset CreatedAt,
    string? TableNumber = null,
    string? SpecialInstructions = null,
    [Bounds(0)] double? EstimatedTime = null,
    DateTimeOffset? EstimatedReadyAt = null,
    bool Delayed = false,
    bool Held = false,
    DateTimeOffset? ConfirmedAt = null,
    DateTimeOffset? ReadyAt = null,
    DateTimeOffset? ClosedAt = null,
    string? PickupLocation = null,
    string? PickupCode = null,
    DateTimeOffset? PickupCodeExpiresAt = null,
    string? CustomerName = null,
    [Id] string? CustomerId = null,
    OrderPriority? Priority = null,
    [Id] string? AssigneeId = null,
    RatingView? Rating = null,
    RemakeOf? RemakeOf = null,
    IReadOnlyList<NoteView>? Notes = null,
    string? RemakeReason = null,
    IReadOnlyList<TaxShare>? Taxes = null,
    bool? TaxIncluded = null,
    [Id] string? BillId = null,
    DateTimeOffset? ScheduledFor = null,
    [Bounds(1, 9)] int? NextCourse = null,
    DateTimeOffset? CourseFiresAt = null,
    [Bounds(0)] Money? Due = null,
    [Bounds(0)] Money? CashDue = null,
    [Bounds(0)] Money? Discount = null,
    [Bounds(0)] Money? Comp = null,
    [Bounds(0)] Money? ServiceCharge = null,
    Money? Rounding = null,
    IReadOnlyList<DiscountShare>? Discounts = null
)
{
    /// <summary>Whether a caller of the order's café may read it: a guest their own, everybody else every one.</summary>
    public static bool MayRead(Identity caller, Order order) =>
        caller.Role != Role.Customer || order.OwnerId == caller.UserId;

    /// <summary>The order for a reader.</summary>
    public static OrderView Of(Order order, StateView view)
    {
        var role = view.Caller.Role;
        var isOwner = role == Role.Customer;
        var knowsMoney = isOwner || role is Role.Manager or Role.Admin or Role.Service;
        var isAwaited =
            !order.Status.IsFinal && order.Status != OrderStatus.Ready && !order.IsResting;
        var due = BillSums.DueOf(order);
        var price = order.Adjustments is null ? null : order.Price;
        var code =
            isOwner && order.PickupCode is { } kept && kept.ExpiresAt > view.Now ? kept : null;
        return new(
            order.OrderId,
            order.OrderNumber,
            order.Status,
            order.Version,
            order.Type,
            [.. order.Lines.Items.Select(line => Item(line, order.Tax, price))],
            order.Total,
            Money(order, view, isOwner, knowsMoney),
            order.CreatedAt,
            order.TableNumber,
            order.SpecialInstructions,
            isAwaited ? order.MinutesLeft(view.Now) : null,
            isAwaited ? order.EstimatedReadyAt : null,
            order.Delayed,
            order.IsHeld,
            order.ConfirmedAt,
            order.ReadyAt,
            order.ClosedAt,
            order.PickupLocation,
            code?.Code,
            code?.ExpiresAt
        )
        {
            CustomerName =
                isOwner ? order.CustomerName
                : view.ForStaff ? GuestName.ForStaff(order.CustomerName)
                : null,
            CustomerId = knowsMoney ? order.OwnerId : null,
            Priority = isOwner ? null : order.Priority,
            AssigneeId = isOwner ? null : order.AssigneeId,
            Rating =
                knowsMoney && role != Role.Service && order.Rating is { } rating
                    ? new(rating.Stars, rating.Comment)
                    : null,
            RemakeOf = order.RemakeOf is { } first ? new(first.OrderId, first.OrderNumber) : null,
            ScheduledFor = order.ScheduledFor,
            NextCourse = order.NextCourse,
            CourseFiresAt = order.NextCourse is null ? null : order.Courses?.FireAt,
            RemakeReason = view.ForStaff ? order.RemakeOf?.Reason : null,
            Taxes = TaxDetails.Of(order.Taxes),
            TaxIncluded = order.Tax?.Included,
            BillId = order.BillId,
            Due = PriceDetails.Some(due),
            CashDue = PriceDetails.CashDue(view.Cafe.Profile, due),
            Discount = PriceDetails.Some(price?.Discount ?? default),
            Comp = PriceDetails.Some(price?.Comp ?? default),
            ServiceCharge = PriceDetails.Some(price?.ServiceCharge ?? default),
            Rounding = PriceDetails.Some(price?.Rounding ?? default),
            Discounts = PriceDetails.Of(order, view.ForStaff),
            Notes =
                order.Notes.Count == 0 || role == Role.Service
                    ? null
                    :
                    [
                        .. order.Notes.Items.Select(note => new NoteView(
                            note.At,
                            note.Message,
                            view.ForStaff ? note.By : null
                        )),
                    ],
        };
    }

    private static PaymentView Money(Order order, StateView view, bool isOwner, bool knowsMoney)
    {
        var payment = order.Payment;
        var money = new PaymentView(WireMethod.Of(payment.Method), payment.Status);
        return knowsMoney
            ? money with
            {
                Captured = payment.Captured,
                Tip = payment.Tip,
                Refunded = payment.Refunded,
                TransactionId = payment.TransactionId,
                PaymentUrl =
                    isOwner && order.IsPayableByCard ? view.Links.PaymentOf(order.OrderId) : null,
                Refunds = payment.RefundsById.Count == 0 ? null : RefundView.Of(order, view),
                ReceiptNumber = payment.Captures.Items.LastOrDefault()?.ReceiptNumber,
                Captures = CaptureView.Of(payment),
            }
            : money;
    }

    private static OrderItemView Item(OrderLine line, OrderTax? tax, OrderPrice? price) =>
        new(
            line.LineId,
            line.ItemId,
            line.Name,
            line.Quantity,
            line.Details.Items,
            line.UnitPrice,
            line.Price,
            line.Status,
            line.CounterId,
            LineDetails.Choices(line),
            line.Note,
            LineDetails.Allergies(line),
            LineDetails.MinAge(line),
            tax?.RateOf(line),
            LineDetails.Course(line),
            price is null || !line.IsLive
                ? null
                : PriceDetails.Some(line.Price - price.OfLine(line.LineId))
        );
}
