using System.Net.WebSockets;
using System.Text;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>The wall clock of the machine jumps by hours and days, both ways, under a server that works.</summary>
public sealed class JumpingClockTests
{
    private const string Order =
        """{"type":"order_create","messageId":"once","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":1}]}}""";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(-400, 5)]
    [InlineData(-3, 120)]
    [InlineData(1.0 / 24, 5)]
    [InlineData(3, 5)]
    [InlineData(3, 120)]
    [InlineData(400, 120)]
    public async Task A_repeat_orders_once_and_no_socket_ends(double days, int seconds)
    {
        var clock = new OddClock(Batch.Noon);
        await using var server = await TestServer.StartAsync(new BelievedClock(clock));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri($"{server.SocketUrl}?token={server.Token("g", Role.Customer)}"),
            TestContext.Current.CancellationToken
        );
        await socket.ReadAsync("connection_established");
        var first = await OrderAsync(server);

        clock.Set(TimeSpan.FromDays(days));
        await LiveAsync(seconds);
        Assert.Equal(first, await OrderAsync(server));
        clock.Set(TimeSpan.Zero);
        await LiveAsync(65);
        Assert.Equal(first, await OrderAsync(server));

        async Task LiveAsync(int time)
        {
            for (var second = 0; second < time; second += 5)
            {
                clock.Pass(5 * Second);
                await socket.SendAsync("""{"type":"ping","data":{}}""");
                await socket.ReadAsync("pong");
            }
        }
    }

    private static async Task<string> OrderAsync(TestServer server)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            new Uri(server.Url, "/v1/commands")
        );
        request.Headers.Authorization = new("Bearer", server.Token("g", Role.Customer));
        request.Content = new StringContent(Order, Encoding.UTF8, "application/json");
        using var answer = await server.Http.SendAsync(
            request,
            TestContext.Current.CancellationToken
        );
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
