using TableTap.Ordering.Values;

namespace TableTap.Ordering.Commands;

/// <summary><c>alert_acknowledge</c>: the sender takes care of an alert.</summary>
/// <param name="AlertId">The id of the alert.</param>
public sealed record AcknowledgeAlert(string AlertId) : CafeCommand;

/// <summary><c>alert_snooze</c>: makes an alert silent for a while.</summary>
/// <param name="AlertId">The id of the alert.</param>
/// <param name="Until">Until when; the café's usual while where it is not given.</param>
public sealed record SnoozeAlert(string AlertId, DateTimeOffset? Until = null) : CafeCommand;

/// <summary>
/// Compares the café with the alert table; the café's own loop does it after each change and when time alone may have changed something.
/// </summary>
/// <param name="Orders">The open or ended orders whose own alerts may have changed; null for every order there is. What is about the café is always checked.</param>
public sealed record ReviewAlerts(EquatableList<string>? Orders = null) : CafeCommand;

/// <summary>Which counters have a live screen at this moment.</summary>
/// <param name="CounterIds">Those that have; all others have none.</param>
public sealed record ReportScreens(EquatableList<string> CounterIds) : CafeCommand;

/// <summary>Somebody at a counter saw its orders up to a sequence.</summary>
/// <param name="CounterId">The id of the counter.</param>
/// <param name="Through">The last sequence they saw.</param>
/// <param name="Tickets">Which orders were announced there, and when.</param>
/// <param name="By">The id of who did it.</param>
public sealed record MarkTicketsSeen(
    string CounterId,
    long Through,
    EquatableList<AnnouncedTicket> Tickets,
    string By
) : CafeCommand;

/// <summary>A ticket as it was announced to its counter.</summary>
/// <param name="OrderId">The id of the order.</param>
/// <param name="AssignedAt">When, in milliseconds as on the wire.</param>
public sealed record AnnouncedTicket(string OrderId, DateTimeOffset AssignedAt);

/// <summary>The store had to cut off history before its time.</summary>
/// <param name="WholeAgainAt">When all that should be there is there again.</param>
public sealed record ReportHistoryTrim(DateTimeOffset WholeAgainAt) : CafeCommand;
