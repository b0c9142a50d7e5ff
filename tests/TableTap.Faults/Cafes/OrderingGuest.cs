using System.Text.Json;
using TableTap.Faults.Clients;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Faults.Cafes;

/// <summary>Orders, pays or thinks better of it, and tells the desk the pickup code; again and again.</summary>
internal sealed class OrderingGuest
{
    private static readonly string[] Dishes =
    [
        "cappuccino",
        "latte",
        "americano",
        "iced-tea",
        "lemonade",
        "croissant",
        "club-sandwich",
        "soup",
        "still-water",
    ];
    private static readonly TimeSpan MealLimit = TimeSpan.FromSeconds(25);
    private readonly Random _random;
    private readonly CafeDesk _desk;
    private readonly Lock _gate = new();
    private TaskCompletionSource? _over;
    private string? _orderId;

    public OrderingGuest(ClientSetting setting, Participant person, int seed, CafeDesk desk)
    {
        (_random, _desk) = (new(seed), desk);
        Client = new(setting, person, _random.Next(), Hear, Confirms(_random));
    }

    public WireClient Client { get; }

    /// <summary>Visits the café until it closes.</summary>
    public async Task VisitAsync(TimeSpan between, CancellationToken closing)
    {
        try
        {
            // Everybody comes at another time; from then on again and again.
            var pause = between * _random.NextDouble();
            while (true)
            {
                await Task.Delay(pause, closing);
                pause = between * (0.2 + (1.6 * _random.NextDouble()));
                await OrderAsync(closing);
            }
        }
        catch (OperationCanceledException)
        {
            // The café closes; what was sent is still answered.
        }
    }

    // One in eight never confirms, one in eight so late that it is told again.
    private static Confirming Confirms(Random random) =>
        random.Next(8) switch
        {
            0 => Confirming.Never,
            1 => Confirming.Late,
            _ => Confirming.AtOnce,
        };

    private async Task OrderAsync(CancellationToken closing)
    {
        var takesAway = _random.Next(3) == 0;
        var inCash = _random.Next(5) == 0;
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            (_over, _orderId) = (over, null);
        }

        var created = await Client.SendAsync(
            "order_create",
            new OrderCreate(
                CafePeople.CafeId,
                [
                    .. Enumerable
                        .Range(0, _random.Next(1, 3))
                        .Select(_ => new OrderedItem(Dishes[_random.Next(Dishes.Length)], 1)),
                ],
                takesAway ? OrderType.Takeaway : OrderType.DineIn,
                inCash ? PaymentMethod.Cash : PaymentMethod.Card,
                takesAway ? null : $"{_random.Next(1, 13)}"
            ),
            null,
            closing
        );
        if (created.OrderId is not { } orderId)
        {
            return;
        }

        lock (_gate)
        {
            _orderId = orderId;
        }

        if (_random.Next(9) == 0)
        {
            await Client.SendAsync(
                "order_cancel",
                new OrderCancel(orderId, CancelReason.CustomerRequest),
                command => (command.OrderId, command.Asked) = (orderId, "cancelled"),
                closing
            );
            return;
        }

        if (inCash)
        {
            _desk.BringCash(orderId);
        }
        else
        {
            await _desk.PayAsync(Client.Participant, orderId, _random.Next(12) == 0, closing);
        }

        // An order that is held up must not keep the guest from coming again.
        await Task.WhenAny(over.Task, Task.Delay(MealLimit, closing));
    }

    private void Hear(HeardMessage message)
    {
        switch (message.Type)
        {
            case "order_ready":
                var ready = JsonSerializer.Deserialize(
                    message.Data.Span,
                    ProtocolJson.Default.OrderReady
                )!;
                _desk.Collect(ready.OrderId, ready.PickupCode);
                break;
            case "order_completed" or "order_cancelled":
                lock (_gate)
                {
                    _over?.TrySetResult();
                }

                break;
            default:
                break;
        }
    }
}
