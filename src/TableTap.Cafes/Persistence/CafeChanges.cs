using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Cafes.Persistence;

/// <summary>
/// What makes one state of a café a later one: of what grows with its orders only what changed, so that an order is written down when
/// something happens to it and not again and again after that.
/// </summary>
/// <param name="Rest">The later café without what grows with its orders, and without its profile.</param>
/// <param name="Profile">Its profile; null where it is the same.</param>
/// <param name="Open">Its open orders.</param>
/// <param name="Closed">The orders that ended lately.</param>
/// <param name="ClosedByEnd">The same by when they ended.</param>
/// <param name="Deadlines">When pending orders are given up.</param>
/// <param name="ProviderEvents">The events of payment providers that were counted.</param>
/// <param name="Tickets">What the counters still have to make.</param>
/// <param name="Firing">The alerts that are not resolved.</param>
/// <param name="Pending">What may become an alert.</param>
/// <param name="Bills">Its open bills.</param>
/// <param name="ClosedBills">The bills that ended lately.</param>
internal sealed record CafeChanges(
    Cafe Rest,
    CafeProfile? Profile,
    MapChanges<Order> Open,
    MapChanges<Order> Closed,
    MapChanges<string> ClosedByEnd,
    MapChanges<string> Deadlines,
    MapChanges<string> ProviderEvents,
    MapChanges<Ticket> Tickets,
    MapChanges<ActiveAlert> Firing,
    MapChanges<PendingAlert> Pending,
    MapChanges<Bill> Bills,
    MapChanges<Bill> ClosedBills
)
{
    /// <summary>What lies between two states of a café.</summary>
    /// <param name="before">The earlier state.</param>
    /// <param name="after">The later one.</param>
    public static CafeChanges Between(Cafe before, Cafe after) =>
        new(
            after with
            {
                Profile = CafeProfile.None,
                OpenOrders = default,
                ClosedOrders = new(),
                PaymentDeadlines = default,
                ProviderEvents = default,
                Tickets = default,
                Alerts = new(),
                Bills = default,
                ClosedBills = default,
            },
            ReferenceEquals(before.Profile, after.Profile) ? null : after.Profile,
            MapChanges<Order>.Between(before.OpenOrders, after.OpenOrders),
            MapChanges<Order>.Between(before.ClosedOrders.ById, after.ClosedOrders.ById),
            MapChanges<string>.Between(before.ClosedOrders.ByEnd, after.ClosedOrders.ByEnd),
            MapChanges<string>.Between(before.PaymentDeadlines, after.PaymentDeadlines),
            MapChanges<string>.Between(before.ProviderEvents, after.ProviderEvents),
            MapChanges<Ticket>.Between(before.Tickets, after.Tickets),
            MapChanges<ActiveAlert>.Between(before.Alerts.Firing, after.Alerts.Firing),
            MapChanges<PendingAlert>.Between(before.Alerts.Pending, after.Alerts.Pending),
            MapChanges<Bill>.Between(before.Bills, after.Bills),
            MapChanges<Bill>.Between(before.ClosedBills, after.ClosedBills)
        );

    /// <summary>Makes the later state of the earlier one.</summary>
    /// <param name="before">The earlier one.</param>
    public Cafe Of(Cafe before) =>
        Rest with
        {
            Profile = Profile ?? before.Profile,
            OpenOrders = Open.Of(before.OpenOrders),
            ClosedOrders = new()
            {
                ById = Closed.Of(before.ClosedOrders.ById),
                ByEnd = ClosedByEnd.Of(before.ClosedOrders.ByEnd),
            },
            PaymentDeadlines = Deadlines.Of(before.PaymentDeadlines),
            ProviderEvents = ProviderEvents.Of(before.ProviderEvents),
            Tickets = Tickets.Of(before.Tickets),
            Alerts = new()
            {
                Firing = Firing.Of(before.Alerts.Firing),
                Pending = Pending.Of(before.Alerts.Pending),
            },
            Bills = Bills.Of(before.Bills),
            ClosedBills = ClosedBills.Of(before.ClosedBills),
        };
}
