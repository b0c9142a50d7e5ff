using TableTap.Ordering.Alerts;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;

namespace TableTap.Ordering;

/// <summary>
/// What a command comes to, given the café as it is. Pure: the same café, command and context always give the same decision.
/// </summary>
public static class CafeDecider
{
    /// <summary>Decides what one command comes to: facts, or a refusal.</summary>
    /// <param name="cafe">The café as it is.</param>
    /// <param name="command">What somebody wants.</param>
    /// <param name="context">Who and when.</param>
    public static Decision Decide(Cafe cafe, CafeCommand command, DecisionContext context)
    {
        var draft = new DecisionDraft(cafe, context);
        if (EndedOrders.NamedBy(cafe, command) is [var orderId])
        {
            EndedOrders.Return(draft, orderId);
        }

        var decision = Decide(draft, command);
        if (
            decision.IsAccepted
            && !ReferenceEquals(cafe.Countdowns.Items, draft.Cafe.Countdowns.Items)
        )
        {
            UnpaidOrders.OfferWhatIsLeft(draft, cafe.Countdowns);
            decision = draft.Accept(decision.Result);
        }

        if (decision.IsAccepted && BillSettlement.Follow(draft, cafe, decision.Changes))
        {
            decision = draft.Accept(decision.Result);
        }

        return decision.Changes.All(change => change.Fact is OrderReturnedFact)
            ? decision with
            {
                Changes = [],
            }
            : decision;
    }

    private static Decision Decide(DecisionDraft draft, CafeCommand command) =>
        command switch
        {
            ConfigureCafe c => ConfigurationDecider.Decide(draft, c),
            OpenDemo => DemoCafe.Decide(draft),
            ScheduleMaintenance c => AnnouncementDecider.Decide(draft, c),
            _ when !draft.Cafe.IsConfigured => Refusal.NotFound("café", draft.Cafe.CafeId),
            CreateOrder c => OrderPlacementDecider.Decide(draft, c),
            UpdateOrderStatus c => OrderStatusDecider.Decide(draft, c),
            UpdateOrderItem c => OrderItemDecider.Decide(draft, c),
            CancelOrder c => CancellationDecider.Decide(draft, c),
            UpdateOrderPriority c => PriorityDecider.Decide(draft, c),
            RecordPayment c => PaymentDecider.Decide(draft, c),
            ExpirePayment c => PaymentGivenUp.Decide(draft, c),
            ReportProviderEvent c => ProviderEventDecider.Decide(draft, c),
            ResumeParkedEvents => ParkedEventDecider.Decide(draft),
            ExpireParkedEvent c => ParkedEventDecider.Decide(draft, c),
            ExpireMoneyConcern c => MoneyConcernDecider.Decide(draft, c),
            UpdateRefund c => RefundCarriage.Decide(draft, c),
            ReportRefundAttempt c => RefundCarriage.Decide(draft, c),
            ReportRefundHandedOver c => RefundCarriage.Decide(draft, c),
            ExpireRefund c => RefundCarriage.Decide(draft, c),
            IssueRefund c => Refunds.Decide(draft, c),
            AssignOrder c => AssignmentDecider.Decide(draft, c),
            ReopenOrder c => ReopenDecider.Decide(draft, c),
            RemakeOrder c => RemakeDecider.Decide(draft, c),
            RescheduleOrder c => RescheduleDecider.Decide(draft, c),
            AddOrderNote c => OrderNoteDecider.Decide(draft, c),
            FireCourse c => CourseDecider.Decide(draft, c),
            HoldCourse c => CourseDecider.Decide(draft, c),
            FireDueCourse c => CourseDecider.Decide(draft, c),
            RateOrder c => RatingDecider.Decide(draft, c),
            ClockInEmployee c => ClockInDecider.Decide(draft, c),
            ClockOutEmployee c => ClockInDecider.Decide(draft, c),
            ClockOutAbsentee c => ClockInDecider.Decide(draft, c),
            StartBreak c => BreakDecider.Decide(draft, c),
            EndBreak c => BreakDecider.Decide(draft, c),
            UpdateCounterStatus c => CounterStatusDecider.Decide(draft, c),
            UpdateItemAvailability c => ItemAvailabilityDecider.Decide(draft, c),
            UpdateIntake c => IntakeDecider.Decide(draft, c),
            OpenBill c => BillDecider.Decide(draft, c),
            JoinBill c => BillDecider.Decide(draft, c),
            UpdateBill c => BillDecider.Decide(draft, c),
            SplitBill c => BillSplitDecider.Decide(draft, c),
            PayBill c => BillPaymentDecider.Decide(draft, c),
            CloseBill c => BillDecider.Decide(draft, c),
            ApplyDiscount c => DiscountDecider.Decide(draft, c),
            ApplyBillDiscount c => BillDiscountDecider.Decide(draft, c),
            RemoveDiscount c => DiscountDecider.Decide(draft, c),
            RemoveBillDiscount c => BillDiscountDecider.Decide(draft, c),
            RemoveServiceCharge c => ServiceChargeDecider.Decide(draft, c),
            RemoveBillServiceCharge c => ServiceChargeDecider.Decide(draft, c),
            PayByVoucher c => VoucherDecider.Decide(draft, c),
            ReportVoucherHeld c => VoucherDecider.Decide(draft, c),
            ReportVoucherSettled c => VoucherDecider.Decide(draft, c),
            ReportVoucherRefused c => VoucherDecider.Decide(draft, c),
            ReportVoucherAttempt c => VoucherDecider.Decide(draft, c),
            CloseDay c => ClosingDecider.Decide(draft, c),
            SettleOrders c => SettlementDecider.Decide(draft, c),
            ResumeIntake c => IntakeDecider.Decide(draft, c),
            PublishAnnouncement c => AnnouncementDecider.Decide(draft, c),
            EndDay => DayEndDecider.Decide(draft),
            ReviewCafe => ReviewDecider.Decide(draft),
            AcknowledgeAlert c => AlertResponseDecider.Decide(draft, c),
            SnoozeAlert c => AlertResponseDecider.Decide(draft, c),
            ReviewAlerts c => AlertReviewDecider.Decide(draft, c),
            ReportScreens c => MonitoringDecider.Decide(draft, c),
            MarkTicketsSeen c => MonitoringDecider.Decide(draft, c),
            ReportHistoryTrim c => MonitoringDecider.Decide(draft, c),
            _ => throw new ArgumentOutOfRangeException(
                nameof(command),
                command,
                "A command that nothing decides."
            ),
        };
}
