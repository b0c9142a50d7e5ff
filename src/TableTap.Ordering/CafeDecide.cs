namespace TableTap.Ordering;

/// <summary>What a command comes to, given the café as it is. Pure: the same café, command and context always give the same decision.</summary>
public static class CafeDecide
{
    /// <summary>Decides one command.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="command">What somebody wants.</param>
    /// <param name="context">Who and when.</param>
    public static Decision Decide(Cafe cafe, CafeCommand command, DecisionContext context)
    {
        var draft = new Draft(cafe, context);
        return command switch
        {
            CafeConfigure c => Configuring.Decide(draft, c),
            DemoOpen => DemoCafe.Decide(draft),
            MaintenanceSchedule c => Announcing.Decide(draft, c),
            _ when !cafe.IsConfigured => Refusal.NotFound("café", cafe.CafeId),
            OrderCreate c => OrderPlacing.Decide(draft, c),
            OrderStatusUpdate c => StatusUpdating.Decide(draft, c),
            OrderItemUpdate c => ItemUpdating.Decide(draft, c),
            OrderCancel c => Cancelling.Decide(draft, c),
            OrderPriorityUpdate c => Prioritising.Decide(draft, c),
            PaymentRecord c => Paying.Decide(draft, c),
            PaymentExpire c => PaymentGivenUp.Decide(draft, c),
            ProviderReport c => ProviderReporting.Decide(draft, c),
            ParkedEventExpire c => Parking.Decide(draft, c),
            MoneyConcernExpire c => Concerns.Decide(draft, c),
            RefundIssue c => Refunds.Decide(draft, c),
            OrderAssign c => Assigning.Decide(draft, c),
            OrderRate c => RatingOrders.Decide(draft, c),
            EmployeeClockIn c => Clocking.Decide(draft, c),
            EmployeeClockOut c => Clocking.Decide(draft, c),
            ClockOutForgotten c => Clocking.Decide(draft, c),
            BreakStart c => Breaks.Decide(draft, c),
            BreakEnd c => Breaks.Decide(draft, c),
            CounterStatusUpdate c => CounterUpdating.Decide(draft, c),
            ItemAvailabilityUpdate c => AvailabilityUpdating.Decide(draft, c),
            IntakeUpdate c => IntakeUpdating.Decide(draft, c),
            OrdersSettle c => Settling.Decide(draft, c),
            IntakeResume c => IntakeUpdating.Decide(draft, c),
            AnnouncementPublish c => Announcing.Decide(draft, c),
            DayEnd => DayEnding.Decide(draft),
            CafeReview => Reviewing.Decide(draft),
            AlertAcknowledge c => AlertCare.Decide(draft, c),
            AlertSnooze c => AlertCare.Decide(draft, c),
            AlertsReview c => Alerting.Decide(draft, c),
            ScreensLook c => Watching.Decide(draft, c),
            TicketsSee c => Watching.Decide(draft, c),
            HistoryNote c => Watching.Decide(draft, c),
            _ => throw new ArgumentOutOfRangeException(
                nameof(command),
                command,
                "A command that nothing decides."
            ),
        };
    }
}
