using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Delivery confirmation over real sockets, on a real journal, across a restart (section 7).</summary>
public sealed class Confirmations
{
    private const string Channel = "orders:customer:guest-7";

    [Fact]
    public async Task What_a_guest_has_not_confirmed_comes_first_after_a_restart_and_the_rest_does_not()
    {
        await using var server = await TestServer.StartAsync();
        var told = new List<(long Sequence, string Raw)>();
        using (var phone = await ListeningAsync(server))
        {
            await OrderAsync(server, "c1");
            await OrderAsync(server, "c2");
            while (told.Count(one => one.Raw.Contains("order_created")) < 2)
            {
                var frame = await phone.ReadAsync();
                told.Add((frame.GetProperty("sequence").GetInt64(), frame.GetRawText()));
            }

            await phone.SendAsync(
                $$$"""{"type":"ack","data":{"channel":"{{{Channel}}}","sequence":1}}"""
            );
            await phone.SendAsync("""{"type":"ping"}""");
            await phone.ReadAsync("pong");
        }

        // The drain writes the ack, however short the second was.
        await server.RestartAsync();
        using var tablet = await ListeningAsync(server);
        foreach (var (_, raw) in told.Skip(1))
        {
            Assert.Equal(raw, (await tablet.ReadAsync()).GetRawText());
        }

        await tablet.SendAsync("""{"type":"ping"}""");
        Assert.Equal("pong", (await tablet.ReadAsync()).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Staff_see_what_guests_have_not_confirmed_and_nobody_else_does()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:ResendAfter", "1s"),
            ("Limits:Resends", "0")
        );
        using var phone = await ListeningAsync(server);
        await OrderAsync(server, "c1");
        var told = await phone.ReadAsync("order_created");
        var anna = server.Token("anna", Role.Employee);
        JsonElement[] listed = [];

        // The list goes by the time; how often a message was sent is counted a moment later.
        await Patience.UntilAsync(async () =>
            (listed = await ListAsync(server, anna)) is [var first, ..]
            && first.GetProperty("attempts").GetInt32() > 0
        );

        var entry = listed[0];
        Assert.Equal(Channel, entry.GetProperty("channel").GetString());
        Assert.Equal(
            told.GetProperty("messageId").GetString(),
            entry.GetProperty("messageId").GetString()
        );
        Assert.Equal("order_created", entry.GetProperty("type").GetString());
        Assert.StartsWith("ORD-", entry.GetProperty("orderNumber").GetString());
        Assert.Equal(
            told.GetProperty("timestamp").GetString(),
            entry.GetProperty("since").GetString()
        );
        Assert.Equal(1, entry.GetProperty("attempts").GetInt32());

        // Somebody else's café, a guest, nobody.
        foreach (
            var (token, status) in new[]
            {
                (server.Token("zoe", Role.Employee, cafe: "other"), 404),
                (server.Token("guest-7", Role.Customer), 403),
                (server.Token("till", Role.Service), 403),
                (null, 401),
            }
        )
        {
            using var refused = await server.SendAsync(
                HttpMethod.Get,
                "/v1/cafes/demo/undelivered",
                token
            );
            Assert.Equal(status, (int)refused.StatusCode);
        }

        await phone.SendAsync(
            $$$"""{"type":"ack","data":{"messageId":"{{{told.GetProperty("messageId").GetString()}}}"}}"""
        );
        await phone.SendAsync("""{"type":"ping"}""");
        await phone.ReadAsync("pong");
        Assert.DoesNotContain(
            await ListAsync(server, anna),
            one =>
                one.GetProperty("messageId").GetString()
                == told.GetProperty("messageId").GetString()
        );
    }

    private static async Task<JsonElement[]> ListAsync(TestServer server, string token)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/undelivered",
            token
        );
        Assert.Equal(200, (int)answer.StatusCode);
        using var document = JsonDocument.Parse(
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)
        );
        return
        [
            .. document
                .RootElement.GetProperty("messages")
                .EnumerateArray()
                .Select(one => one.Clone()),
        ];
    }

    private static async Task<ClientWebSocket> ListeningAsync(TestServer server)
    {
        var socket = await server.ConnectAsync(server.Token("guest-7", Role.Customer));
        await socket.ReadAsync("connection_established");
        await socket.SendAsync($$$"""{"type":"subscribe","data":{"channels":["{{{Channel}}}"]}}""");
        await socket.ReadAsync("subscription_confirmed");
        return socket;
    }

    private static async Task OrderAsync(TestServer server, string id)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("guest-7", Role.Customer),
            $$$"""
            {"type":"order_create","messageId":"{{{id}}}","data":{"cafeId":"demo","orderType":"takeaway",
            "paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}}
            """
        );
        Assert.Equal(200, (int)answer.StatusCode);
    }
}
