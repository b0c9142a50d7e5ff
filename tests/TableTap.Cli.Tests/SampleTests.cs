using System.Collections.Concurrent;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Samples;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary>The samples of the client for .NET (<c>clients/dotnet/samples</c>) against the real server.</summary>
public sealed class SampleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Samples_do_what_they_say()
    {
        await using var server = await TestServer.StartAsync();
        var jane = server.Token("jane", Role.Customer);
        await using var guest = new TableTapClient(Options(server, jane));
        await guest.ConnectAsync(Stop);
        await guest.SubscribeAsync(["orders:customer:jane", "cafe:demo:general"], Stop);

        Assert.Matches(
            @"^Told as number \d+ of cafe:demo:general\.$",
            await BackEnd.TellAsync(
                server.Http,
                server.Token("pos", Role.Service),
                "demo",
                "Fresh cake",
                Stop
            )
        );
        Assert.Equal(
            "Fresh cake",
            (await HeardAsync(guest, "announcement")).As<Announcement>().Message
        );

        var said = new ConcurrentQueue<string>();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var bot = CounterBot.RunAsync(
            Options(server, server.Token("anna", Role.Employee)),
            "espresso",
            said.Enqueue,
            end.Token
        );
        await Patience.UntilAsync(() => said.Contains("The bot works at espresso."));
        var order = (
            await guest.SendAsync(
                "order_create",
                new OrderCreate("demo", [new("cappuccino", 1)], OrderType.Takeaway),
                cancellationToken: Stop
            )
        ).Require();
        using var paid = await server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            jane,
            $$"""{"orderId":"{{order.OrderId}}","token":"tok_ok"}"""
        );
        Assert.Equal(200, (int)paid.StatusCode);
        Assert.Equal(
            order.OrderId,
            (await HeardAsync(guest, "order_ready")).As<OrderReady>().OrderId
        );
        await Patience.UntilAsync(() => said.Contains($"{order.OrderNumber} is ready."));
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bot.Soon());
    }

    [Fact]
    public async Task The_readme_of_the_package_is_what_happens_exactly_as_printed()
    {
        await using var server = await TestServer.StartAsync();
        var said = new List<string>();

        await FirstOrder
            .RunAsync(server.Url, _ => new(server.Token("ada", Role.Customer)), said.Add)
            .Soon();

        Assert.Equal(2, said.Count);
        Assert.Matches(@"^Ordered: ORD-\d{6}$", said[0]);
        Assert.Matches(@"^To pay: 3\.50?$", said[1]);
        var readme = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "src/TableTap.Client/README.md"),
            Stop
        );
        var sample = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "clients/dotnet/samples/FirstOrder.cs"),
            Stop
        );
        Assert.Contains($"```csharp\n{sample}```\n", readme, StringComparison.Ordinal);
    }

    private static TableTapClientOptions Options(TestServer server, string token) =>
        new() { Url = server.SocketUrl, Token = _ => new(token) };

    private static async Task<ReceivedMessage> HeardAsync(TableTapClient client, string type)
    {
        while (true)
        {
            var message = await client.ReadAsync(Stop).AsTask().Soon();
            if (message.Type == type)
            {
                return message;
            }
        }
    }
}
