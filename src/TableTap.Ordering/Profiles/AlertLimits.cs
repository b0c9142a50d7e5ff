namespace TableTap.Ordering.Profiles;

/// <summary>The numbers of the alert table (docs/protocol.md §6).</summary>
public sealed record AlertLimits
{
    /// <summary>Mean wait at a counter that warns.</summary>
    /// <value>Default 10 min.</value>
    public TimeSpan QueueWarning { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Mean wait at a counter that is critical.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan QueueCritical { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Mean wait at a counter below which the alert is over.</summary>
    /// <value>Default 8 min.</value>
    public TimeSpan QueueClears { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>How long a mean wait lasts before it is an alert.</summary>
    /// <value>Default 60 s.</value>
    public TimeSpan QueueFor { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Part of its quote after which an order is overdue, in percent.</summary>
    /// <value>Default 150.</value>
    public int OverdueWarningPercent { get; init; } = 150;

    /// <summary>Part of its quote after which that is critical, in percent.</summary>
    /// <value>Default 200.</value>
    public int OverdueCriticalPercent { get; init; } = 200;

    /// <summary>How long a ticket is unseen before it warns.</summary>
    /// <value>Default 2 min.</value>
    public TimeSpan UnseenWarning { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a ticket is unseen before it is critical.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan UnseenCritical { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an order waits for its guest before it warns; critical is the end of its pickup code.</summary>
    /// <value>Default 10 min.</value>
    public TimeSpan UncollectedWarning { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long an active counter has no live screen before it warns.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan OfflineWarning { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an active counter has no live screen before it is critical.</summary>
    /// <value>Default 2 min.</value>
    public TimeSpan OfflineCritical { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a counter is without anybody before it is an alert.</summary>
    /// <value>Default 30 s.</value>
    public TimeSpan StaffingFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a break is over time before it is an alert.</summary>
    /// <value>Default 5 min.</value>
    public TimeSpan BreakOver { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How far back results of card payments count.</summary>
    /// <value>Default 10 min.</value>
    public TimeSpan PaymentWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Failed payments within the window below which there is no alert.</summary>
    /// <value>Default 5.</value>
    public int PaymentFailuresLeast { get; init; } = 5;

    /// <summary>Part of the payments that fail beyond which it warns, in percent.</summary>
    /// <value>Default 20.</value>
    public int PaymentWarningPercent { get; init; } = 20;

    /// <summary>Part of the payments that fail beyond which it is critical, in percent.</summary>
    /// <value>Default 50.</value>
    public int PaymentCriticalPercent { get; init; } = 50;

    /// <summary>Part of the payments that fail below which the alert is over, in percent.</summary>
    /// <value>Default 10.</value>
    public int PaymentClearsPercent { get; init; } = 10;

    /// <summary>How long a refund is pending before it warns.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan RefundWarning { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a refund is pending before it is critical.</summary>
    /// <value>Default 60 min.</value>
    public TimeSpan RefundCritical { get; init; } = TimeSpan.FromMinutes(60);

    /// <summary>How long an order in cash waits for somebody who confirms it before it warns.</summary>
    /// <value>Default 3 min.</value>
    public TimeSpan UnconfirmedWarning { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>How long an order in cash waits for somebody who confirms it before it is critical.</summary>
    /// <value>Default 8 min.</value>
    public TimeSpan UnconfirmedCritical { get; init; } = TimeSpan.FromMinutes(8);

    /// <summary>After what time an alert that nobody takes care of is announced again.</summary>
    /// <value>Default 15 min.</value>
    public TimeSpan Repeat { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long an alert is silent when nobody says until when.</summary>
    /// <value>Default 30 min.</value>
    public TimeSpan Snooze { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The longest silence that can be asked for.</summary>
    /// <value>Default 24 h.</value>
    public TimeSpan LongestSnooze { get; init; } = TimeSpan.FromHours(24);
}
