using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>The alerts of a café that are not resolved, and what may become one.</summary>
public sealed record AlertBoard
{
    private Derived<AlertIndex> _index;

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
        Index.ById.TryGetValue(alertId, out var key) ? Firing.Items[key] : null;

    /// <summary>The alerts that an order has of its own, in the order of their keys; those about the café where none is given.</summary>
    internal IEnumerable<ActiveAlert> Of(string? orderId) =>
        Index.Of(orderId).Select(key => Firing.Items[key]);

    /// <summary>The board with an alert as it is now.</summary>
    internal AlertBoard With(ActiveAlert alert) =>
        Next(ActiveAlert.Key(alert.Category, alert.Subject), alert);

    /// <summary>The board without an alert.</summary>
    internal AlertBoard Without(ActiveAlert alert) =>
        Next(ActiveAlert.Key(alert.Category, alert.Subject), null);

    private AlertIndex Index
    {
        get
        {
            if (_index.Value?.IsOf(Firing) != true)
            {
                _index = new(AlertIndex.Of(Firing));
            }

            return _index.Value!;
        }
    }

    private AlertBoard Next(string key, ActiveAlert? alert)
    {
        Firing.TryGet(key, out var was);
        var firing = alert is null ? Firing.Remove(key) : Firing.Set(key, alert);
        return this with { Firing = firing, _index = new(Index.Next(firing, key, was, alert)) };
    }
}
