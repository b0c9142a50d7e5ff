using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>The alerts of a café that are not resolved, and what may become one.</summary>
public sealed record AlertBoard
{
    /// <summary>The alerts that are not resolved, by <see cref="ActiveAlert.Key"/>.</summary>
    public EquatableMap<ActiveAlert> Firing { get; init; }

    /// <summary>What will become an alert if it lasts, by <see cref="PendingAlert.Key"/>.</summary>
    public EquatableMap<PendingAlert> Pending { get; init; }

    /// <summary>The alerts as a manager reads them: the worst first, then the oldest.</summary>
    public IEnumerable<ActiveAlert> All =>
        Firing
            .Values.OrderByDescending(alert => alert.Severity)
            .ThenBy(alert => alert.Since)
            .ThenBy(alert => alert.AlertId, StringComparer.Ordinal);

    /// <summary>The alert with this id; null where there is none, or it is over.</summary>
    public ActiveAlert? Find(string alertId) =>
        Firing.Values.FirstOrDefault(alert => alert.AlertId == alertId);
}
