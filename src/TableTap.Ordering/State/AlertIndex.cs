using System.Collections.Immutable;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.State;

/// <summary>Where the alerts that are not resolved are found on their board: by their id, and by the order whose own they are.</summary>
internal sealed record AlertIndex
{
    private readonly EquatableMap<ActiveAlert> _firing;

    private AlertIndex(EquatableMap<ActiveAlert> firing) => _firing = firing;

    /// <summary>The key of each alert on the board, by its id.</summary>
    public ImmutableDictionary<string, string> ById { get; private init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.Ordinal);

    private ImmutableDictionary<string, ImmutableSortedSet<string>> ByOrder { get; init; } =
        ImmutableDictionary.Create<string, ImmutableSortedSet<string>>(StringComparer.Ordinal);

    /// <summary>Where these alerts are found, looked through anew.</summary>
    /// <param name="firing">The alerts that are not resolved, by their key.</param>
    public static AlertIndex Of(EquatableMap<ActiveAlert> firing)
    {
        var index = new AlertIndex(firing);
        foreach (var (key, alert) in firing.Items)
        {
            index = index.With(key, alert);
        }

        return index;
    }

    /// <summary>Whether it is where these alerts are found. Looks at none of them.</summary>
    /// <param name="firing">The alerts that are not resolved, by their key.</param>
    public bool IsOf(EquatableMap<ActiveAlert> firing) =>
        ReferenceEquals(_firing.Items, firing.Items);

    /// <summary>The keys of an order's own alerts; of those about the café where none is given.</summary>
    public ImmutableSortedSet<string> Of(string? orderId) =>
        ByOrder.GetValueOrDefault(orderId ?? "", []);

    /// <summary>Where the alerts are found when one was put in, taken out or changed.</summary>
    /// <param name="firing">The alerts with the change.</param>
    /// <param name="key">The key of the one that changed.</param>
    /// <param name="was">It as it was; null where it was not there.</param>
    /// <param name="now">It as it is; null where it is not there any more.</param>
    public AlertIndex Next(
        EquatableMap<ActiveAlert> firing,
        string key,
        ActiveAlert? was,
        ActiveAlert? now
    )
    {
        var index = new AlertIndex(firing) { ById = ById, ByOrder = ByOrder };
        if (was is not null && now is not null && was.AlertId == now.AlertId)
        {
            return index;
        }

        index = was is null ? index : index.Without(key, was);
        return now is null ? index : index.With(key, now);
    }

    private AlertIndex With(string key, ActiveAlert alert) =>
        this with
        {
            ById = ById.SetItem(alert.AlertId, key),
            ByOrder = ByOrder.SetItem(
                alert.OfOrder ?? "",
                (ByOrder.TryGetValue(alert.OfOrder ?? "", out var keys) ? keys : None).Add(key)
            ),
        };

    private AlertIndex Without(string key, ActiveAlert alert)
    {
        var keys = Of(alert.OfOrder).Remove(key);
        return this with
        {
            ById = ById.Remove(alert.AlertId),
            ByOrder = keys.IsEmpty
                ? ByOrder.Remove(alert.OfOrder ?? "")
                : ByOrder.SetItem(alert.OfOrder ?? "", keys),
        };
    }

    private static ImmutableSortedSet<string> None { get; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);
}
