using TableTap.Ordering.Profiles;
using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Sockets;
using TableTap.Terms;
using OrderedItem = TableTap.Protocol.Messages.OrderedItem;

namespace TableTap.Simulation.Guests;

/// <summary>
/// The quiet hour before the rush: a few guests at each counter, so that the café has measured how fast its staff is
/// today. A café that has been open for a day knows; one that was just started reckons with its menu.
/// </summary>
internal static class WarmUp
{
    private const int FirstNumber = 1_000_000;

    /// <summary>Whether a guest came before the rush.</summary>
    /// <param name="number">The guest's number.</param>
    public static bool IsOf(int number) => number >= FirstNumber;

    /// <summary>The guests of each counter, one after the other; each takes one dish, and each dish is taken once.</summary>
    /// <param name="options">The rush.</param>
    /// <param name="profile">The café.</param>
    /// <param name="menu">Its menu.</param>
    /// <param name="takesCards">Whether they can pay by card.</param>
    public static IReadOnlyList<IReadOnlyList<GuestPlan>> Plans(
        SimulationOptions options,
        CafeProfile profile,
        Menu menu,
        bool takesCards
    )
    {
        var number = FirstNumber;
        return
        [
            .. profile
                .Menu.Items.Where(item =>
                    item.Tag is not null && menu.Dishes.Any(dish => dish.ItemId == item.ItemId)
                )
                .GroupBy(item => item.Tag)
                .Select(counter =>
                    counter
                        .Select(item =>
                        {
                            var order = new OrderCreate(
                                options.CafeId,
                                [new OrderedItem(item.ItemId, 1)],
                                OrderType.Takeaway,
                                takesCards ? PaymentMethod.Card : PaymentMethod.Cash
                            );
                            return new GuestPlan(
                                number++,
                                TimeSpan.Zero,
                                TimeSpan.Zero,
                                order,
                                order,
                                IsDeclinedFirst: false,
                                CancelsAfter: null,
                                PaysFirst: true,
                                DropsAfter: null,
                                OfflineFor: TimeSpan.Zero,
                                CollectsAfter: TimeSpan.Zero,
                                Stars: null,
                                Forgets: false,
                                Complains: false
                            );
                        })
                        .ToArray()
                ),
        ];
    }
}
