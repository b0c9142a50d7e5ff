using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using static TableTap.Ordering.Rules.LimitBounds;

namespace TableTap.Ordering.Rules;

/// <summary>Whether the numbers of the alert table make sense: none is negative, and what is critical is worse than what warns.</summary>
internal static class AlertLimitsValidation
{
    /// <summary>Everything that is wrong with them.</summary>
    public static IEnumerable<FieldProblem?> Check(AlertLimits limits) =>
        [
            Time("alertQueueClears", limits.QueueClears, TimeSpan.FromSeconds(1)),
            Time("alertQueueWarning", limits.QueueWarning, limits.QueueClears),
            Time("alertQueueCritical", limits.QueueCritical, limits.QueueWarning),
            Time("alertQueueFor", limits.QueueFor, TimeSpan.Zero),
            Count("alertOverdueWarningPercent", limits.OverdueWarningPercent, 100, 10_000),
            Count(
                "alertOverdueCriticalPercent",
                limits.OverdueCriticalPercent,
                limits.OverdueWarningPercent,
                10_000
            ),
            Time("alertUnseenWarning", limits.UnseenWarning, TimeSpan.FromSeconds(1)),
            Time("alertUnseenCritical", limits.UnseenCritical, limits.UnseenWarning),
            Time("alertUncollectedWarning", limits.UncollectedWarning, TimeSpan.FromSeconds(1)),
            Time("alertOfflineWarning", limits.OfflineWarning, TimeSpan.Zero),
            Time("alertOfflineCritical", limits.OfflineCritical, limits.OfflineWarning),
            Time("alertStaffingFor", limits.StaffingFor, TimeSpan.Zero),
            Time("alertBreakOver", limits.BreakOver, TimeSpan.Zero),
            Window("alertPaymentWindow", limits.PaymentWindow),
            Count("alertPaymentFailuresLeast", limits.PaymentFailuresLeast, 1, 100_000),
            Count("alertPaymentClearsPercent", limits.PaymentClearsPercent, 1, 100),
            Count(
                "alertPaymentWarningPercent",
                limits.PaymentWarningPercent,
                limits.PaymentClearsPercent,
                100
            ),
            Count(
                "alertPaymentCriticalPercent",
                limits.PaymentCriticalPercent,
                limits.PaymentWarningPercent,
                100
            ),
            Time("alertRefundWarning", limits.RefundWarning, TimeSpan.FromSeconds(1)),
            Time("alertRefundCritical", limits.RefundCritical, limits.RefundWarning),
            Time("alertUnconfirmedWarning", limits.UnconfirmedWarning, TimeSpan.FromSeconds(1)),
            Time("alertUnconfirmedCritical", limits.UnconfirmedCritical, limits.UnconfirmedWarning),
            Time("alertRepeat", limits.Repeat, TimeSpan.FromSeconds(1)),
            Time("alertSnooze", limits.Snooze, TimeSpan.FromSeconds(1)),
            Time("alertLongestSnooze", limits.LongestSnooze, limits.Snooze),
        ];

    /// <summary>What is kept of the window is in proportion to it.</summary>
    private static FieldProblem? Window(string name, TimeSpan value) =>
        value >= TimeSpan.FromMinutes(1) && value <= TimeSpan.FromHours(1)
            ? null
            : new FieldProblem($"limits.{name}", "from 1 minute to 1 hour");
}
