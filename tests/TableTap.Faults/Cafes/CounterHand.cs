using System.Text.Json;
using System.Threading.Channels;
using TableTap.Faults.Clients;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Faults.Cafes;

/// <summary>Somebody at a counter: starts and finishes each item of each ticket, takes cash and hands out at the desk.</summary>
internal sealed class CounterHand
{
    private const int Hands = 4;
    private readonly Channel<OrderAssigned> _tickets = Channel.CreateUnbounded<OrderAssigned>();
    private readonly HashSet<string> _seen = [];
    private readonly CafeDesk _desk;
    private readonly string _counter;

    public CounterHand(
        ClientSetting setting,
        Participant person,
        string counterId,
        int seed,
        CafeDesk desk
    )
    {
        (_desk, _counter) = (desk, $"counter:{counterId}:orders");
        Client = new(setting, person, seed, Hear);
    }

    public WireClient Client { get; }

    /// <summary>Works until the café closes.</summary>
    public Task WorkAsync(CancellationToken closing) =>
        Task.WhenAll(
            Enumerable.Range(0, Hands).Select(_ => MakeAsync(closing)).Append(ServeAsync(closing))
        );

    private async Task MakeAsync(CancellationToken closing)
    {
        try
        {
            await foreach (var ticket in _tickets.Reader.ReadAllAsync(closing))
            {
                foreach (var item in ticket.Items)
                {
                    await TapAsync(ticket.OrderId, item.LineId, LineStatus.Started, closing);
                    await TapAsync(ticket.OrderId, item.LineId, LineStatus.Ready, closing);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The café closes.
        }
    }

    private async Task ServeAsync(CancellationToken closing)
    {
        try
        {
            await foreach (var visit in _desk.Visits.ReadAllAsync(closing))
            {
                var status = visit.PaysCash ? OrderStatus.Confirmed : OrderStatus.Completed;
                await Client.SendAsync(
                    "order_status_update",
                    new OrderStatusUpdate(visit.OrderId, status, PickupCode: visit.PickupCode),
                    command =>
                        (command.OrderId, command.Asked) = (
                            visit.OrderId,
                            visit.PaysCash ? "confirmed" : "completed"
                        ),
                    closing
                );
            }
        }
        catch (OperationCanceledException)
        {
            // The café closes.
        }
    }

    private Task TapAsync(
        string orderId,
        string lineId,
        LineStatus status,
        CancellationToken stop
    ) =>
        Client.SendAsync(
            "order_item_update",
            new OrderItemUpdate(orderId, lineId, status),
            command =>
                (command.OrderId, command.LineId, command.Asked) = (
                    orderId,
                    lineId,
                    status == LineStatus.Started ? "started" : "ready"
                ),
            stop
        );

    private void Hear(HeardMessage message)
    {
        if (message.Type != "order_assigned" || message.Channel != _counter)
        {
            return;
        }

        var ticket = JsonSerializer.Deserialize(
            message.Data.Span,
            ProtocolJson.Default.OrderAssigned
        )!;
        lock (_seen)
        {
            if (!_seen.Add(ticket.OrderId))
            {
                return;
            }
        }

        _tickets.Writer.TryWrite(ticket);
    }
}
