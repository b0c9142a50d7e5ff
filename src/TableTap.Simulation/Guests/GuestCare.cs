using TableTap.Protocol.Messages;
using TableTap.Simulation.Scenario;
using TableTap.Simulation.Staff;
using TableTap.Simulation.Verification;
using TableTap.Terms;

namespace TableTap.Simulation.Guests;

/// <summary>What the staff does for a guest besides the order: notes, comps, remakes and orders that are opened again.</summary>
/// <param name="floor">Who does it.</param>
/// <param name="figures">What is counted.</param>
internal sealed class GuestCare(FloorStaff floor, SimulationStatistics figures)
{
    private const decimal Whole = 100m;

    /// <summary>Writes to the guest of an order, who reads it.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="order">The order as the phone shows it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task WriteAsync(
        string orderId,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        figures.Services.Plan(Service.Note);
        var isSent = await floor.AskAsync(
            "order_note_add",
            new OrderNoteAdd(orderId, "It takes a little longer today: thank you for waiting"),
            cancellationToken
        );
        if (isSent is not null)
        {
            await order.WaitAsync(now => now.Notes > 0, cancellationToken);
        }

        figures.Services.Ended(Service.Note, isSent is not null);
    }

    /// <summary>Has an order for later made at once, because the guest is there; where the counters have it already, that is well.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task BeginAsync(string orderId, CancellationToken cancellationToken) =>
        figures.Services.Tried(
            Service.MakingEarly,
            await floor.TryAsync(
                "order_status_update",
                new OrderStatusUpdate(orderId, OrderStatus.Confirmed, "the guest is here"),
                cancellationToken
            )
        );

    /// <summary>Gives the first line of an order for nothing; what is free already stays so.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="order">The order as the phone shows it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task CompAsync(
        string orderId,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        if (order.Lines.FirstOrDefault(one => one.Total.IsPositive) is not { } line)
        {
            return;
        }

        figures.Services.Plan(Service.Comp);
        var given = await floor.AskManagerAsync(
            "discount_apply",
            new DiscountApply(
                new(Percent: Whole),
                orderId,
                LineId: line.LineId,
                Reason: "waited too long"
            ),
            cancellationToken
        );
        figures.StaffMoney.Comped(given?.Off ?? Money.Zero);
        figures.Services.Ended(Service.Comp, given is not null);
    }

    /// <summary>Has the first line of an order made again.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="order">The order as the phone shows it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The order that makes it again; null where it is refused.</returns>
    public async Task<AcknowledgedOrder?> RemakeAsync(
        string orderId,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        figures.Services.Plan(Service.Remake);
        var made = await floor.AskAsync(
            "order_remake",
            new OrderRemake(orderId, "spilled", [order.Lines[0].LineId]),
            cancellationToken
        );
        return made?.OrderId is { } id ? new(id, made.OrderNumber ?? "") : null;
    }

    /// <summary>What was made again was handed over, or never will be.</summary>
    /// <param name="done">Whether the guest has it.</param>
    public void Remade(bool done) => figures.Services.Ended(Service.Remake, done);

    /// <summary>Takes an order that was completed back to ready: the guest did not get it.</summary>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="order">The order as the phone shows it.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task ReopenAsync(
        string orderId,
        GuestOrder order,
        CancellationToken cancellationToken
    )
    {
        figures.Services.Plan(Service.Reopening);
        var isOpen = await floor.AskAsync(
            "order_reopen",
            new OrderReopen(orderId, "the guest did not get it"),
            cancellationToken
        );
        if (isOpen is not null)
        {
            await order.WaitAsync(now => !now.IsCompleted, cancellationToken);
        }

        figures.Services.Ended(Service.Reopening, isOpen is not null);
    }
}
