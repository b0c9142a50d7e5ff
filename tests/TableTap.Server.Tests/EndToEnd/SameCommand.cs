using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Terms;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>One command by several ways at once, and again a day later: carried out once (section 4, "Exactly once").</summary>
public sealed class SameCommand
{
    private const int Rounds = 20;

    [Fact]
    public async Task Two_sockets_and_HTTP_at_the_same_time_get_one_answer_and_one_order()
    {
        await using var server = await TestServer.StartAsync();
        await ManyOrders.AllowAsync(server.Http, server.Token("root", Role.Admin));
        using var phone = await ConnectAsync(server);
        using var tablet = await ConnectAsync(server);
        var orders = new HashSet<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var command = Order($"o-{round}", "latte");
            var answering = server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                server.Token("guest-9", Role.Customer),
                command
            );
            await Task.WhenAll(phone.SendAsync(command), tablet.SendAsync(command), answering);
            using var http = await answering;
            var first = (await phone.ReadAsync("message_acknowledged")).GetRawText();
            Assert.Equal(first, (await tablet.ReadAsync("message_acknowledged")).GetRawText());
            Assert.Equal(
                first,
                await http.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
            );
            orders.Add(OrderIdOf(first));
        }

        Assert.Equal(Rounds, orders.Count);
        Assert.Equal(orders.Order(), (await CreatedAsync(server)).Order());
    }

    [Fact]
    public async Task Two_different_commands_under_one_id_at_the_same_time_are_one_success_and_one_conflict()
    {
        await using var server = await TestServer.StartAsync();
        await ManyOrders.AllowAsync(server.Http, server.Token("root", Role.Admin));
        using var phone = await ConnectAsync(server);
        for (var round = 0; round < Rounds; round++)
        {
            var answering = server.SendAsync(
                HttpMethod.Post,
                "/v1/commands",
                server.Token("guest-9", Role.Customer),
                Order($"o-{round}", "americano")
            );
            await Task.WhenAll(phone.SendAsync(Order($"o-{round}", "latte")), answering);
            using var http = await answering;
            JsonElement answer;
            do
            {
                answer = await phone.ReadAsync();
            } while (
                answer.GetProperty("type").GetString()
                    is not ("message_acknowledged" or "message_error")
            );

            var won = answer.GetProperty("type").GetString() == "message_acknowledged";
            Assert.Equal(won ? 409 : 200, (int)http.StatusCode);
            var refusal = won
                ? await http.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
                : answer.GetRawText();
            Assert.Contains("\"CONFLICT\"", refusal, StringComparison.Ordinal);
        }

        Assert.Equal(Rounds, (await CreatedAsync(server)).Count);
    }

    [Fact]
    public async Task The_first_answer_is_given_for_a_day_across_restarts()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time);
        var first = await SendAsync(server);
        for (var hours = 0; hours < 23; hours += 8)
        {
            time.Advance(TimeSpan.FromHours(7.9));
            await server.RestartAsync();
            Assert.Equal(first, await SendAsync(server));
        }

        time.Advance(TimeSpan.FromMinutes(17));
        Assert.Equal(first, await SendAsync(server));
    }

    private static async Task<string> SendAsync(TestServer server)
    {
        using var http = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("guest-9", Role.Customer),
            Order("o-1", "latte")
        );
        Assert.Equal(200, (int)http.StatusCode);
        return await http.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestServer server)
    {
        var socket = await server.ConnectAsync(server.Token("guest-9", Role.Customer));
        await socket.ReadAsync("connection_established");
        return socket;
    }

    // What was told of orders that were made.
    private static async Task<List<string>> CreatedAsync(TestServer server)
    {
        using var reader = await ConnectAsync(server);
        await reader.SendAsync(
            """
            {"type":"reconnect","data":{"channels":["orders:customer:guest-9"],"positions":{"orders:customer:guest-9":0}}}
            """
        );
        var created = new List<string>();
        JsonElement page;
        do
        {
            page = (await reader.ReadAsync("message_replay")).GetProperty("data");
            created.AddRange(
                page.GetProperty("messages")
                    .EnumerateArray()
                    .Where(message => message.GetProperty("type").GetString() == "order_created")
                    .Select(message =>
                        message.GetProperty("data").GetProperty("orderId").GetString()!
                    )
            );
        } while (page.GetProperty("hasMore").GetBoolean());

        return created;
    }

    private static string OrderIdOf(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        return document
            .RootElement.GetProperty("data")
            .GetProperty("result")
            .GetProperty("orderId")
            .GetString()!;
    }

    private static string Order(string id, string item) =>
        $$$"""
            {"type":"order_create","messageId":"{{{id}}}","data":{"cafeId":"demo","orderType":"takeaway",
            "paymentMethod":"cash","items":[{"itemId":"{{{item}}}","quantity":1}]}}
            """;
}
