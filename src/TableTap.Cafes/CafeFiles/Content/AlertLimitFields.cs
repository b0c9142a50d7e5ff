using System.Collections.Immutable;
using TableTap.Ordering.Profiles;

namespace TableTap.Cafes.CafeFiles.Content;

/// <summary>Every number of <see cref="AlertLimits"/> as a file names it.</summary>
internal static class AlertLimitFields
{
    /// <summary>All of them, in the order of the alert table.</summary>
    public static ImmutableArray<LimitField> All { get; } =
    [
        Time(
            "alertQueueWarning",
            alerts => alerts.QueueWarning,
            (alerts, value) => alerts with { QueueWarning = value }
        ),
        Time(
            "alertQueueCritical",
            alerts => alerts.QueueCritical,
            (alerts, value) => alerts with { QueueCritical = value }
        ),
        Time(
            "alertQueueClears",
            alerts => alerts.QueueClears,
            (alerts, value) => alerts with { QueueClears = value }
        ),
        Time(
            "alertQueueFor",
            alerts => alerts.QueueFor,
            (alerts, value) => alerts with { QueueFor = value }
        ),
        Count(
            "alertOverdueWarningPercent",
            alerts => alerts.OverdueWarningPercent,
            (alerts, value) => alerts with { OverdueWarningPercent = value }
        ),
        Count(
            "alertOverdueCriticalPercent",
            alerts => alerts.OverdueCriticalPercent,
            (alerts, value) => alerts with { OverdueCriticalPercent = value }
        ),
        Time(
            "alertUnseenWarning",
            alerts => alerts.UnseenWarning,
            (alerts, value) => alerts with { UnseenWarning = value }
        ),
        Time(
            "alertUnseenCritical",
            alerts => alerts.UnseenCritical,
            (alerts, value) => alerts with { UnseenCritical = value }
        ),
        Time(
            "alertUncollectedWarning",
            alerts => alerts.UncollectedWarning,
            (alerts, value) => alerts with { UncollectedWarning = value }
        ),
        Time(
            "alertOfflineWarning",
            alerts => alerts.OfflineWarning,
            (alerts, value) => alerts with { OfflineWarning = value }
        ),
        Time(
            "alertOfflineCritical",
            alerts => alerts.OfflineCritical,
            (alerts, value) => alerts with { OfflineCritical = value }
        ),
        Time(
            "alertStaffingFor",
            alerts => alerts.StaffingFor,
            (alerts, value) => alerts with { StaffingFor = value }
        ),
        Time(
            "alertBreakOver",
            alerts => alerts.BreakOver,
            (alerts, value) => alerts with { BreakOver = value }
        ),
        Time(
            "alertPaymentWindow",
            alerts => alerts.PaymentWindow,
            (alerts, value) => alerts with { PaymentWindow = value }
        ),
        Count(
            "alertPaymentFailuresLeast",
            alerts => alerts.PaymentFailuresLeast,
            (alerts, value) => alerts with { PaymentFailuresLeast = value }
        ),
        Count(
            "alertPaymentWarningPercent",
            alerts => alerts.PaymentWarningPercent,
            (alerts, value) => alerts with { PaymentWarningPercent = value }
        ),
        Count(
            "alertPaymentCriticalPercent",
            alerts => alerts.PaymentCriticalPercent,
            (alerts, value) => alerts with { PaymentCriticalPercent = value }
        ),
        Count(
            "alertPaymentClearsPercent",
            alerts => alerts.PaymentClearsPercent,
            (alerts, value) => alerts with { PaymentClearsPercent = value }
        ),
        Time(
            "alertRefundWarning",
            alerts => alerts.RefundWarning,
            (alerts, value) => alerts with { RefundWarning = value }
        ),
        Time(
            "alertRefundCritical",
            alerts => alerts.RefundCritical,
            (alerts, value) => alerts with { RefundCritical = value }
        ),
        Time(
            "alertUnconfirmedWarning",
            alerts => alerts.UnconfirmedWarning,
            (alerts, value) => alerts with { UnconfirmedWarning = value }
        ),
        Time(
            "alertUnconfirmedCritical",
            alerts => alerts.UnconfirmedCritical,
            (alerts, value) => alerts with { UnconfirmedCritical = value }
        ),
        Time(
            "alertRepeat",
            alerts => alerts.Repeat,
            (alerts, value) => alerts with { Repeat = value }
        ),
        Time(
            "alertSnooze",
            alerts => alerts.Snooze,
            (alerts, value) => alerts with { Snooze = value }
        ),
        Time(
            "alertLongestSnooze",
            alerts => alerts.LongestSnooze,
            (alerts, value) => alerts with { LongestSnooze = value }
        ),
    ];

    private static LimitField Count(
        string name,
        Func<AlertLimits, int> get,
        Func<AlertLimits, int, AlertLimits> set
    ) =>
        LimitField.Count(
            name,
            limits => get(limits.Alerts),
            (limits, value) => limits with { Alerts = set(limits.Alerts, value) }
        );

    private static LimitField Time(
        string name,
        Func<AlertLimits, TimeSpan> get,
        Func<AlertLimits, TimeSpan, AlertLimits> set
    ) =>
        LimitField.Time(
            name,
            limits => get(limits.Alerts),
            (limits, value) => limits with { Alerts = set(limits.Alerts, value) }
        );
}
