using TableTap.Ordering.Values;

namespace TableTap.Ordering.Commands;

/// <summary><c>alert_acknowledge</c>.</summary>
/// <param name="AlertId">Which alert.</param>
public sealed record AcknowledgeAlert(string AlertId) : CafeCommand;

/// <summary><c>alert_snooze</c>.</summary>
/// <param name="AlertId">Which alert.</param>
/// <param name="Until">Until when; the café's usual while where it is not given.</param>
public sealed record SnoozeAlert(string AlertId, DateTimeOffset? Until = null) : CafeCommand;

/// <summary>Compares the café with the alert table; the café's own loop does it after each change and when time alone may have changed something.</summary>
public sealed record ReviewAlerts : CafeCommand;

/// <summary>Which counters have a live screen at this moment.</summary>
/// <param name="CounterIds">Those that have; all others have none.</param>
public sealed record ReportScreens(EquatableList<string> CounterIds) : CafeCommand;

/// <summary>Somebody at a counter saw its orders up to a sequence.</summary>
/// <param name="CounterId">Which counter.</param>
/// <param name="Through">The last sequence they saw.</param>
/// <param name="Tickets">What was told there of which order, and when.</param>
/// <param name="By">Who.</param>
public sealed record MarkTicketsSeen(
    string CounterId,
    long Through,
    EquatableList<AnnouncedTicket> Tickets,
    string By
) : CafeCommand;

/// <summary>A ticket as its counter was told of it.</summary>
/// <param name="OrderId">The order.</param>
/// <param name="AssignedAt">When, in milliseconds as on the wire.</param>
public sealed record AnnouncedTicket(string OrderId, DateTimeOffset AssignedAt);

/// <summary>The store had to cut off history before its time.</summary>
/// <param name="WholeAgainAt">When all that should be there is there again.</param>
public sealed record ReportHistoryTrim(DateTimeOffset WholeAgainAt) : CafeCommand;
