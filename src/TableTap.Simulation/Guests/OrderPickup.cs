using TableTap.Simulation.Staff;
using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Guests;

/// <summary>Gets an order from the counter once it is ready, as often as the staff asks to wait.</summary>
/// <param name="visits">Where the staff stand.</param>
/// <param name="time">The clock.</param>
internal sealed class OrderPickup(CounterVisits visits, TimeProvider time)
{
    /// <summary>Waits until the order is ready, and collects it; ends also where it is cancelled.</summary>
    /// <param name="mine">The order as it was acknowledged.</param>
    /// <param name="order">The order as the phone shows it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CollectAsync(
        AcknowledgedOrder mine,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        while (!order.IsOver)
        {
            await order.WaitAsync(now => now.Ready is not null || now.IsOver, cancellationToken);
            if (order.Ready is { } ready)
            {
                var visit = new Visit(mine.OrderId, mine.OrderNumber, null, ready.PickupCode);
                await visits.VisitAsync(visit, cancellationToken);
                await order.WaitAsync(now => now.IsOver, time, cancellationToken);
            }
        }
    }
}
