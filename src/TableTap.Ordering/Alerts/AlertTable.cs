using System.Collections.Immutable;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>
/// The alert table of docs/protocol.md §6: what is checked, from when it warns and is critical, for how long, and when it is over.
/// </summary>
public static class AlertTable
{
    /// <summary>The rows, in the order of the document.</summary>
    internal static ImmutableArray<AlertRule> Rows { get; } =
    [
        new(AlertCategory.QueueLength, CounterConditions.Queues)
        {
            Limits = at =>
                new(
                    Warning: at.QueueWarning.TotalMinutes,
                    Critical: at.QueueCritical.TotalMinutes,
                    Clears: at.QueueClears.TotalMinutes
                ),
            For = at => new(at.QueueFor, at.QueueFor),
            Actions =
            [
                "Assign additional staff",
                "Activate backup counter",
                "Notify customers of delay",
            ],
        },
        new(AlertCategory.OrderOverdue, OrderConditions.LeftOverOrders)
        {
            LookAtOrder = OrderConditions.Overdue,
            Limits = at =>
                new(Warning: at.OverdueWarningPercent, Critical: at.OverdueCriticalPercent),
            ActionsAbout = subject =>
                subject == OrderConditions.LeftOver ? ["Complete all", "Cancel all"] : null,
            Actions = ["Raise its priority", "Ask the counter what holds it", "Talk to the guest"],
        },
        new(AlertCategory.OrderUnacknowledged, _ => [])
        {
            LookAtOrder = OrderConditions.Unseen,
            Limits = at =>
                new(
                    Warning: at.UnseenWarning.TotalMinutes,
                    Critical: at.UnseenCritical.TotalMinutes
                ),
            Actions =
            [
                "Tell the counter",
                "Check the counter's screen",
                "Give it to another counter",
            ],
        },
        new(AlertCategory.ReadyUncollected, _ => [])
        {
            LookAtOrder = OrderConditions.Uncollected,
            // Critical is the end of the order's own code.
            Limits = at => new(Warning: at.UncollectedWarning.TotalMinutes),
            Actions =
            [
                "Call the guest's order number",
                "Bring it to the table",
                "Cancel it as uncollected",
            ],
        },
        new(AlertCategory.CounterUnavailable, CounterConditions.Down)
        {
            Eases = true,
            Actions =
            [
                "Bring the counter back",
                "Give its work to another counter",
                "Pause the intake",
            ],
            ActionsAbout = subject =>
                subject.StartsWith(CounterConditions.TagSubject, StringComparison.Ordinal)
                    ?
                    [
                        "Open a counter that makes it",
                        "Give the work to another counter",
                        "Cancel with a refund",
                    ]
                    : null,
        },
        new(AlertCategory.DisplayOffline, CounterConditions.Dark)
        {
            For = at => new(at.OfflineWarning, at.OfflineCritical),
            Actions =
            [
                "Open the counter's screen again",
                "Check the network",
                "Call out the orders",
            ],
        },
        new(AlertCategory.Staffing, CounterConditions.Unstaffed)
        {
            For = at => new(at.StaffingFor, at.StaffingFor),
            Eases = true,
            Actions = ["Send somebody there", "Ask somebody to come in", "Take the counter down"],
            ActionsAbout = subject =>
                subject.StartsWith(CounterConditions.BreakSubject, StringComparison.Ordinal)
                    ? ["Ask whether the break is over", "Send somebody to cover"]
                    : null,
        },
        new(AlertCategory.PaymentFailures, PaymentConditions.Failures)
        {
            Limits = at =>
                new(
                    Warning: at.PaymentWarningPercent,
                    Critical: at.PaymentCriticalPercent,
                    Clears: at.PaymentClearsPercent
                ),
            Actions = ["Check the payment provider", "Ask guests to pay in cash"],
            // About one order's money, not about cards that fail.
            ActionsAbout = subject =>
                subject.Length == 0
                    ? null
                    :
                    [
                        "Look at the order's payments",
                        "Check at the payment provider where the money is",
                        "Tell the guest",
                    ],
        },
        new(AlertCategory.RefundPending, RefundConditions.Waiting)
        {
            Limits = at =>
                new(
                    Warning: at.RefundWarning.TotalMinutes,
                    Critical: at.RefundCritical.TotalMinutes
                ),
            Actions =
            [
                "Check at the payment provider whether the money went back",
                "Have it handed over again, or give the money back by hand and record that",
                "Tell the guest",
            ],
            ActionsAbout = subject =>
                RefundConditions.IsFailure(subject)
                    ? ["Give the money back again, or in cash", "Tell the guest"]
                    : null,
        },
        new(AlertCategory.ItemUnavailable, CafeConditions.Missing)
        {
            Actions = ["Offer the guests something else", "Cancel with a refund", "Restock"],
        },
        new(AlertCategory.OrderUnconfirmed, _ => [])
        {
            LookAtOrder = OrderConditions.Unconfirmed,
            Limits = at =>
                new(
                    Warning: at.UnconfirmedWarning.TotalMinutes,
                    Critical: at.UnconfirmedCritical.TotalMinutes
                ),
            Actions =
            [
                "Confirm the order for paying at the end",
                "Take the money",
                "Tell the guest where to pay",
            ],
        },
        new(AlertCategory.Intake, CafeConditions.Intake)
        {
            Eases = true,
            Actions =
            [
                "Assign additional staff",
                "Tell guests how long it takes",
                "Open the intake again",
            ],
        },
        new(AlertCategory.HistoryTrimmed, CafeConditions.Trimmed)
        {
            Actions = ["Make room on the disk", "Raise History:MaxBytes"],
        },
    ];

    /// <summary>What there are alerts about, in the order of the document.</summary>
    public static ImmutableArray<AlertCategory> Categories { get; } =
    [.. Rows.Select(row => row.Category)];

    /// <summary>What a manager can do about an alert.</summary>
    /// <param name="category">What it is about.</param>
    /// <param name="subject">Which counter, order, person or matter; empty for the café.</param>
    public static ImmutableArray<string> ActionsFor(AlertCategory category, string subject)
    {
        var row = Rows.First(row => row.Category == category);
        return row.ActionsAbout(subject) ?? row.Actions;
    }
}
