using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Samples;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary>The client for .NET follows states of the real server, as the sample of a pickup board does.</summary>
public sealed class FollowedStateTests
{
    private const string Board = "/v1/cafes/demo/board";

    private volatile string _shown = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Board_is_followed_beside_a_subscription_and_over_a_lost_connection()
    {
        await using var server = await TestServer.StartAsync();
        var jane = server.Token("jane", Role.Customer);
        await using var client = new TableTapClient(Options(server, jane));
        await client.ConnectAsync(Stop);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var bot = CounterBot.RunAsync(
            Options(server, server.Token("anna", Role.Employee)),
            "espresso",
            _ => { },
            end.Token
        );
        var board = PickupBoard.RunAsync(
            client,
            "demo",
            numbers => _shown = Text(numbers),
            end.Token
        );

        var first = await OrderAsync(server, client, jane);
        await Patience.UntilAsync(() => _shown == $"{first} Ready");
        await client.SubscribeAsync(["cafe:demo:general"], Stop);
        client.AbandonConnection();
        var second = await OrderAsync(server, client, jane);
        await Patience.UntilAsync(() => _shown == $"{first} Ready, {second} Ready");

        var loaded = await client.LoadAsync(Board, BoardJson.Default.ShownBoard, Stop);
        string[] expected = [first, second];
        Assert.Equal(
            expected,
            loaded.State.Orders.Select(order => order.OrderNumber).Order(StringComparer.Ordinal)
        );
        await HeardAsync(client, "board_changed");
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => board.Soon());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => bot.Soon());
    }

    [Fact]
    public async Task State_of_a_foreign_cafe_is_refused()
    {
        await using var server = await TestServer.StartAsync();
        await using var client = new TableTapClient(
            Options(server, server.Token("jane", Role.Customer))
        );
        const string Foreign = "/v1/cafes/other/board";
        var refused = await Assert.ThrowsAsync<TableTapException>(() =>
            client.LoadAsync(Foreign, BoardJson.Default.ShownBoard, Stop)
        );
        Assert.Equal(ErrorCode.NotFound, refused.Code);
        await using var following = client
            .FollowAsync(Foreign, BoardJson.Default.ShownBoard, Stop)
            .GetAsyncEnumerator(Stop);
        var ended = await Assert.ThrowsAsync<TableTapException>(() =>
            following.MoveNextAsync().AsTask().Soon()
        );
        Assert.Equal(ErrorCode.NotFound, ended.Code);
    }

    private static string Text(IReadOnlyDictionary<string, BoardStatus> numbers) =>
        string.Join(", ", numbers.Select(number => $"{number.Key} {number.Value}"));

    private static TableTapClientOptions Options(TestServer server, string token) =>
        new() { Url = server.SocketUrl, Token = _ => new(token) };

    private static async Task<string> OrderAsync(
        TestServer server,
        TableTapClient client,
        string token
    )
    {
        var order = (
            await client.SendAsync(
                "order_create",
                new OrderCreate("demo", [new("cappuccino", 1)], OrderType.Takeaway),
                cancellationToken: Stop
            )
        ).Require();
        using var paid = await server.SendAsync(
            HttpMethod.Post,
            "/v1/payments/test",
            token,
            $$"""{"orderId":"{{order.OrderId}}","token":"tok_ok"}"""
        );
        Assert.Equal(200, (int)paid.StatusCode);
        return order.OrderNumber!;
    }

    private static async Task HeardAsync(TableTapClient client, string type)
    {
        while ((await client.ReadAsync(Stop).AsTask().Soon()).Type != type) { }
    }
}
