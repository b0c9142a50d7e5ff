using TableTap.Client;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Samples;

public static class FirstOrder
{
    public static async Task RunAsync(
        Uri server,
        Func<CancellationToken, ValueTask<string>> token,
        Action<string> say
    )
    {
        await using var client = new TableTapClient(
            new() { Url = new Uri(server, "/v1"), Token = token }
        );
        await client.ConnectAsync();
        await client.SubscribeAsync(["orders:customer:ada"]);
        var answer = await client.SendAsync(
            "order_create",
            new OrderCreate("demo", [new("cappuccino", 1)], OrderType.Takeaway)
        );
        say($"Ordered: {answer.Require().OrderNumber}");
        await foreach (var message in client.ReadAllAsync())
        {
            if (message.Type == "order_created")
            {
                say($"To pay: {message.As<OrderCreated>().Total}");
                break;
            }
        }
    }
}
