using TableTap.Ordering;

namespace TableTap.Server.Cafes;

/// <summary><c>alert_acknowledge</c> and <c>alert_snooze</c>.</summary>
/// <param name="AlertId">Which alert.</param>
internal sealed record AlertCommand(string AlertId) : CafeCommand;
