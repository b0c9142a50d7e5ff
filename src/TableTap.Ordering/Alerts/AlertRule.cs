using System.Collections.Immutable;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Alerts;

/// <summary>A row of the alert table.</summary>
/// <param name="Category">What it is about.</param>
/// <param name="Look">Finds what of a café is the matter.</param>
internal sealed record AlertRule(
    AlertCategory Category,
    Func<AlertContext, IEnumerable<AlertCondition>> Look
)
{
    /// <summary>Finds what of one order is the matter: nothing but the order itself, the café's limits and the end of its day say so.</summary>
    /// <value>Default null: the row is not about orders, and none is looked at.</value>
    public Func<AlertContext, Order, IEnumerable<AlertCondition>>? LookAtOrder { get; init; }

    /// <summary>What is compared with what: minutes, or percent.</summary>
    /// <value>Default: nothing; <see cref="Look"/> alone decides.</value>
    public Func<AlertLimits, AlertThresholds> Limits { get; init; } = _ => default;

    /// <summary>How long it lasts before it is an alert.</summary>
    /// <value>Default: no time.</value>
    public Func<AlertLimits, AlertHoldTime> For { get; init; } = _ => default;

    /// <summary>Whether an alert gets less severe when the matter does. A measured one does not: it would flap at its threshold.</summary>
    public bool Eases { get; init; }

    /// <summary>What a manager can do about it, in words.</summary>
    public required ImmutableArray<string> Actions { get; init; }

    /// <summary>What a manager can do about one of its subjects that needs something else; null for those that do not.</summary>
    /// <value>Default: none does.</value>
    public Func<string, ImmutableArray<string>?> ActionsAbout { get; init; } = _ => null;

    /// <summary>What it sees of a café and of some orders at an instant.</summary>
    /// <param name="cafe">The café as it is at that instant.</param>
    /// <param name="orders">The orders to look at.</param>
    /// <param name="now">The instant.</param>
    public IEnumerable<AlertCondition> Evaluate(
        Cafe cafe,
        IEnumerable<Order> orders,
        DateTimeOffset now
    )
    {
        var at = new AlertContext(cafe, now, Limits(cafe.Profile.Limits.Alerts));
        return LookAtOrder is { } look
            ? Look(at).Concat(orders.SelectMany(order => look(at, order)))
            : Look(at);
    }

    /// <summary>What it sees of one order at an instant.</summary>
    public IEnumerable<AlertCondition> EvaluateOrder(Cafe cafe, Order order, DateTimeOffset now) =>
        LookAtOrder is { } look
            ? look(new AlertContext(cafe, now, Limits(cafe.Profile.Limits.Alerts)), order)
            : [];
}
