using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Samples;

/// <summary>A machine at a counter: makes whatever is ordered there, at once.</summary>
public static class CounterBot
{
    /// <summary>Works until it is stopped.</summary>
    /// <param name="options">The server, and a token of somebody who works at the counter.</param>
    /// <param name="counterId">The counter.</param>
    /// <param name="say">Is told how it goes.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(
        TableTapClientOptions options,
        string counterId,
        Action<string> say,
        CancellationToken stop
    )
    {
        await using var client = new TableTapClient(options);
        await client.ConnectAsync(stop);
        await client.SubscribeAsync([$"counter:{counterId}:orders"], stop);
        say($"The bot works at {counterId}.");
        await foreach (var message in client.ReadAllAsync(stop))
        {
            if (message.Type == "order_assigned")
            {
                await MakeAsync(client, message.As<OrderAssigned>(), say, stop);
            }
        }
    }

    private static async Task MakeAsync(
        TableTapClient client,
        OrderAssigned ticket,
        Action<string> say,
        CancellationToken stop
    )
    {
        OrderStatus[] steps = [OrderStatus.Preparing, OrderStatus.Ready];
        foreach (var status in steps)
        {
            // The id comes from the order: a bot that starts again does nothing twice.
            var answer = await client.SendAsync(
                "order_status_update",
                new OrderStatusUpdate(ticket.OrderId, status),
                $"bot-{status}-{ticket.OrderId}",
                stop
            );
            if (!answer.Succeeded)
            {
                say($"{ticket.OrderNumber}: {answer.Error.Message}");
                return;
            }
        }

        say($"{ticket.OrderNumber} is ready.");
    }
}
