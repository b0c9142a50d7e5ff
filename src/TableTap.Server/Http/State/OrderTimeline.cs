using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Persistence;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Protocol.Rules;
using TableTap.Protocol.Values;
using TableTap.Terms;
using OrderCreated = TableTap.Ordering.Facts.OrderCreatedFact;

namespace TableTap.Server.Http.State;

/// <summary>A line of an order's history.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Type">What happened: the name of the fact, stable for ever.</param>
/// <param name="Text">The same in words, for people.</param>
/// <param name="OrderVersion">The order's version after it.</param>
/// <param name="By">Who did it; <c>system</c> where a rule did.</param>
/// <param name="ByName">Their name, for the staff.</param>
internal sealed record OrderEvent(
    DateTimeOffset At,
    string Type,
    string Text,
    [Bounds(1)] long OrderVersion,
    string By,
    string? ByName = null
);

/// <summary>
/// An order's facts as a time line that people read. A guest reads what the guest's channel tells; payments are for the owner and for
/// those who answer for money, as on the channels.
/// </summary>
internal static class OrderTimeline
{
    /// <summary>The time line for a reader.</summary>
    public static IReadOnlyList<OrderEvent> Of(OrderHistory filed, StateView view) =>
        [
            .. filed
                .Facts.Select((fact, index) => (Fact: fact, Version: index + 1L))
                .Where(one => IsFor(one.Fact, view.Caller.Role))
                .Select(one => Event(one.Fact, one.Version, filed.Order, view)),
        ];

    private static bool IsFor(OrderFact fact, Role reader) =>
        fact switch
        {
            OrderCreated
            or OrderMovedFact
            or OrderEstimateChangedFact
            or OrderRescheduledFact
            or OrderNoteAddedFact
            or CourseHeldFact
            or CourseFiredFact
            or CourseReadyFact
            or DiscountAppliedFact
            or DiscountRemovedFact
            or ServiceChargeRemovedFact => true,
            LineMovedFact { To: LineStatus.Voided } => true,
            OrderRatedFact => reader is Role.Customer or Role.Manager or Role.Admin,
            PaymentStartedFact
            or PaymentProcessedFact
            or PaymentAttemptFailedFact
            or PaymentAttemptEndedFact
            or RefundReportedFact
            or PaymentRefundedFact => reader != Role.Employee,
            PaymentEventRecordedFact => reader is Role.Manager or Role.Admin or Role.Service,
            _ => reader is not (Role.Customer or Role.Service),
        };

    private static OrderEvent Event(OrderFact fact, long version, Order order, StateView view)
    {
        var by = By(fact);
        return new(
            fact.At,
            FactTable.NameOf(fact),
            Text(fact, order, view.Cafe) + (view.ForStaff ? Because(PriceReason(fact)) : ""),
            version,
            by,
            !view.ForStaff ? null
                : by == order.OwnerId ? GuestName.ForStaff(order.CustomerName)
                : view.Cafe.Profile.Employee(by)?.Name
        );
    }

    private static string By(OrderFact fact) =>
        fact switch
        {
            OrderMovedFact f => f.By,
            OrderCreated f => f.By,
            OrderAssignedFact f => f.By,
            EmployeeAssignedFact f => f.By,
            CourseHeldFact f => f.By,
            CourseFiredFact f => f.By,
            LineMovedFact f => f.By,
            OrderPriorityChangedFact f => f.By,
            PickupCodeRefusedFact f => f.By,
            OrderRatedFact f => f.By,
            OrderRescheduledFact f => f.By,
            OrderNoteAddedFact f => f.By,
            OrderBilledFact f => f.By,
            DiscountAppliedFact f => f.Discount.By,
            DiscountRemovedFact f => f.By,
            ServiceChargeRemovedFact f => f.By,
            PaymentProcessedFact f => f.By,
            PaymentRefundedFact f => f.By,
            RefundReportedFact f => f.By ?? OrderMovedFact.System,
            _ => OrderMovedFact.System,
        };

    private static string Text(OrderFact fact, Order order, Cafe cafe) =>
        fact switch
        {
            OrderCreated { RemakeOf: { } first } f =>
                $"Made again for {first.OrderNumber}; about {Minutes(f.EstimatedTime)}",
            OrderCreated { BillId: not null } f =>
                $"Ordered for {Money(f.Total, cafe)}, on a bill; about {Minutes(f.EstimatedTime)}",
            OrderBilledFact => "Put on another bill",
            DiscountAppliedFact f =>
                $"{f.Discount.Name ?? (f.Discount.IsComp ? "Given for nothing" : "Discount")}{(f.Discount.LineId is { } lineId ? $" of {order.Line(lineId)?.Name ?? lineId}" : "")}: {Money(f.Off, cafe)} less",
            DiscountRemovedFact f => $"A discount of {Money(f.Off, cafe)} taken back",
            ServiceChargeRemovedFact f => $"No service charge: {Money(f.Amount, cafe)} less",
            OrderTaxRoundedFact => "Its tax was rounded with that of its bill",
            OrderCreated { ScheduledFor: { } due } f =>
                $"Ordered for {Money(f.Total, cafe)}, to be paid by {f.PaymentMethod.Word}; to be ready {When(due, f, cafe)}",
            OrderScheduledFact f => $"Taken for later; ready {When(f.ScheduledFor, f, cafe)}",
            OrderRescheduledFact f =>
                $"To be ready {When(f.ScheduledFor, f, cafe)} instead of {When(f.Previous, f, cafe)}",
            OrderConfirmedFact { From: OrderStatus.Scheduled } f =>
                $"Given to the counters; ready in about {Minutes(f.EstimatedTime)}{(f.LateBy is { } late ? $", {Minutes(late)} late" : "")}",
            OrderCreated f =>
                $"Ordered for {Money(f.Total, cafe)}, to be paid by {f.PaymentMethod.Word}; about {Minutes(f.EstimatedTime)}",
            OrderConfirmedFact f => $"Confirmed; ready in about {Minutes(f.EstimatedTime)}",
            OrderStartedFact f => $"Being made; ready in about {Minutes(f.EstimatedTime)}",
            OrderReadyFact f => $"Ready at {f.PickupLocation}{Because(f.Reason)}",
            OrderRecalledFact f =>
                $"Taken back from ready, about {Minutes(f.EstimatedTime)} more{Because(f.Reason)}",
            OrderCompletedFact f => $"Handed over{Because(f.Reason)}",
            OrderReopenedFact f => $"Not handed over after all{Because(f.Reason)}",
            OrderNoteAddedFact f => $"Told: {f.Message}",
            OrderCancelledFact f =>
                $"Cancelled ({f.Reason.Word}): {f.Message}{(f.RefundRequired ? $"; to refund {Money(f.RefundAmount, cafe)}" : "")}",
            OrderAssignedFact f =>
                $"{Lines(f.LineIds, order)} given to {cafe.CounterName(f.CounterId)}",
            OrderHeldFact f => $"{Lines(f.LineIds, order)} held: no counter can make it now",
            CourseHeldFact f =>
                $"Course {f.Course} held: {Lines(f.Lines.Items.Select(line => line.LineId).ToEquatableList(), order)}",
            CourseFiredFact f =>
                $"Course {f.Course} fired: {Lines(f.LineIds, order)}; ready in about {Minutes(f.EstimatedTime)}",
            CourseReadyFact f => $"Course {f.Course} made",
            CourseTimedFact { FireAt: { } at } f => $"The next course is fired {When(at, f, cafe)}",
            CourseTimedFact => "The next course waits again",
            EmployeeAssignedFact f =>
                $"Given to {cafe.Profile.Employee(f.EmployeeId)?.Name ?? f.EmployeeId}",
            LineMovedFact { To: LineStatus.Voided } f =>
                $"{order.Line(f.LineId)?.Name ?? f.LineId}: {f.To.Word}, {Money(order.Line(f.LineId)?.Price ?? default, cafe)} less",
            LineMovedFact f =>
                $"{order.Line(f.LineId)?.Name ?? f.LineId}: {f.To.Word}{(f.CounterId is { } at ? $" at {cafe.CounterName(at)}" : "")}{Seen(f, order)}",
            OrderPriorityChangedFact f =>
                $"Priority {f.Current.Word} instead of {f.Previous.Word}{Because(f.Reason)}",
            OrderEstimateChangedFact f =>
                $"About {Minutes(f.Current)} instead of {Minutes(f.Previous)}{(f.Delayed ? ", delayed" : "")}{Because(f.Reason ?? (f.Wait is { } wait ? WaitExplanations.Of(cafe, wait, f.At) : null))}",
            PickupCodeRefusedFact f =>
                $"Wrong pickup code, try {f.WrongTries}{(f.LockedUntil is { } until ? $"; locked until {Timestamp.Text(until)}" : "")}",
            OrderRatedFact f => $"Rated {f.Stars} of 5{Because(f.Comment)}",
            PaymentStartedFact f => $"Payment by {f.Method.Word} under way",
            PaymentProcessedFact f =>
                $"Paid {Money(f.Amount, cafe)} by {f.Method.Word}{(f.Rounding is { } rounding ? $", {Money(rounding, cafe)} by rounding" : "")}{(f.Tip == default ? "" : $", and {Money(f.Tip, cafe)} tip")}",
            PaymentAttemptFailedFact f =>
                $"Payment by {f.Method.Word} failed, try {f.Failures}{Because(f.Reason)}",
            PaymentAttemptEndedFact f => $"Payment not completed{Because(f.Reason)}",
            PaymentRefundedFact f =>
                $"Refunded {Money(f.Amount, cafe)}, {Money(f.TotalRefunded, cafe)} in all{Because(f.Reason)}",
            RefundReportedFact f =>
                $"Refund of {Money(f.Amount, cafe)}: {f.RefundStatus.Word}, {Money(f.TotalRefunded, cafe)} in all{Because(f.Reason)}",
            PaymentEventRecordedFact f =>
                $"The provider's event {f.ProviderEventId} changed nothing",
            _ => Words(FactTable.NameOf(fact)),
        };

    /// <summary>Why a price is another one; for the staff.</summary>
    private static string? PriceReason(OrderFact fact) =>
        fact switch
        {
            DiscountAppliedFact f => f.Discount.Reason,
            DiscountRemovedFact f => f.Reason,
            ServiceChargeRemovedFact f => f.Reason,
            _ => null,
        };

    /// <summary>Who starts a line has confirmed what the guest cannot eat.</summary>
    private static string Seen(LineMovedFact fact, Order order) =>
        fact is { From: LineStatus.Queued, To: LineStatus.Started }
        && order.Line(fact.LineId) is { Allergies.Count: > 0 } line
            ? $", allergies seen: {string.Join(", ", line.Allergies.Items.Select(one => one.Word))}"
            : "";

    private static string Lines(EquatableList<string> lineIds, Order order) =>
        string.Join(", ", lineIds.Items.Select(id => order.Line(id)?.Name ?? id));

    private static string Money(Money money, Cafe cafe) =>
        $"{cafe.Profile.Currency} {Currencies.Text(cafe.Profile.Currency, money)}";

    private static string When(DateTimeOffset due, OrderFact fact, Cafe cafe) =>
        LocalTime.Words(cafe.Profile, due, fact.At);

    private static string Minutes(int minutes) => $"{minutes} min";

    private static string Because(string? reason) =>
        string.IsNullOrWhiteSpace(reason) ? "" : $" ({reason})";

    private static string Words(string name) =>
        $"{char.ToUpperInvariant(name[0])}{name[1..].Replace('_', ' ')}";
}
