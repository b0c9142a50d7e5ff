using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.Admin;

/// <summary>Section 10: how the server is doing and who is connected, for its administrators.</summary>
public sealed class StatusTests : IAsyncLifetime
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"cappuccino","quantity":1}]}""";

    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task It_tells_connections_channels_cafes_and_what_happened_since_it_was_asked()
    {
        using var guest = await ConnectAsync("ada", Role.Customer, "orders:customer:ada");
        using var board = await ConnectAsync("bob", Role.Customer, "cafe:demo:general");
        using var maya = await ConnectAsync("maya", Role.Manager, "cafe:demo:general");

        var first = await StatusAsync();
        Assert.Equal(3, first.GetProperty("connections").GetProperty("total").GetInt32());
        Assert.Equal(0, first.GetProperty("commit").GetProperty("count").GetInt64());
        Assert.Equal("ready", first.GetProperty("server").GetProperty("state").GetString());
        var roles = first.GetProperty("connections").GetProperty("byRole");
        Assert.Equal(2, roles.GetProperty("customer").GetInt32());
        Assert.Equal(1, roles.GetProperty("manager").GetInt32());

        await guest.SendAsync($$"""{"type":"order_create","messageId":"m1","data":{{Order}}}""");
        await guest.ReadAsync("order_created");
        await guest.SendAsync("""{"type":"nonsense"}""");
        await guest.ReadAsync("error");

        // Of less than a tenth of a second no rate is told.
        JsonElement status = default;
        await Patience.UntilAsync(async () =>
        {
            status = await StatusAsync();
            return status.GetProperty("delivery").GetProperty("count").GetInt64() >= 1
                && status.GetProperty("rates").GetProperty("seconds").GetDouble() > 0.1;
        });
        Assert.True(status.GetProperty("commit").GetProperty("count").GetInt64() >= 1);
        Assert.True(status.GetProperty("commit").GetProperty("p99Ms").GetDouble() > 0);
        Assert.Contains(
            status.GetProperty("rates").GetProperty("refusedPerMinute").EnumerateObject(),
            one => one.Name == "UNKNOWN_MESSAGE_TYPE" && one.Value.GetDouble() > 0
        );
        Assert.True(
            status.GetProperty("memory").GetProperty("workingSetBytes").GetInt64() > 1_000_000
        );
        var channel = status.GetProperty("channels").GetProperty("list")[0];
        Assert.Equal("cafe:demo:general", channel.GetProperty("channel").GetString());
        Assert.Equal(2, channel.GetProperty("readers").GetInt32());
        Assert.Equal(2, status.GetProperty("channels").GetProperty("total").GetInt32());
        var cafe = status.GetProperty("cafes")[0];
        Assert.Equal("demo", cafe.GetProperty("cafeId").GetString());
        Assert.Equal("normal", cafe.GetProperty("intake").GetString());
        Assert.Equal(1, cafe.GetProperty("openOrders").GetInt32());
        Assert.Equal(3, cafe.GetProperty("connections").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_counter_whose_screen_is_gone_is_told_of_with_what_nobody_has_seen()
    {
        var screen = await ConnectAsync("anna", Role.Employee, "counter:espresso:orders");
        using var guest = await ConnectAsync("ada", Role.Customer, "orders:customer:ada");
        await guest.SendAsync($$"""{"type":"order_create","messageId":"m1","data":{{Order}}}""");
        var order = (await guest.ReadAsync("order_created"))
            .GetProperty("data")
            .GetProperty("orderId")
            .GetString();
        using var paid = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token("ben", Role.Employee),
            $$$"""{"type":"payment_record","messageId":"p1","data":{"orderId":"{{{order}}}","method":"cash","amount":3.50,"result":"success"}}"""
        );
        Assert.Equal(200, (int)paid.StatusCode);
        await screen.ReadAsync("order_assigned");
        Assert.Equal(0, (await StatusAsync()).GetProperty("screens").GetArrayLength());
        screen.Dispose();

        JsonElement screens = default;
        await Patience.UntilAsync(async () =>
            (screens = (await StatusAsync()).GetProperty("screens")).GetArrayLength() == 1
        );
        Assert.Equal("espresso", screens[0].GetProperty("counterId").GetString());
        Assert.False(screens[0].GetProperty("connected").GetBoolean());
        Assert.Equal(1, screens[0].GetProperty("unseen").GetInt32());
    }

    [Fact]
    public async Task Connections_are_filtered_and_come_page_by_page()
    {
        var sockets = new List<WebSocket>();
        for (var i = 0; i < 5; i++)
        {
            sockets.Add(await ConnectAsync($"guest-{i}", Role.Customer, "cafe:demo:general"));
        }

        sockets.Add(await ConnectAsync("maya", Role.Manager, "cafe:demo:staff"));
        var (seen, ids) = (new List<string>(), new List<string>());
        string? cursor = null;
        do
        {
            var page = await JsonAsync(
                $"/v1/admin/connections?role=customer&cafe=demo&limit=2{(cursor is null ? "" : $"&cursor={cursor}")}"
            );
            Assert.True(page.GetProperty("connections").GetArrayLength() <= 2);
            seen.AddRange(
                page.GetProperty("connections")
                    .EnumerateArray()
                    .Select(one => one.GetProperty("userId").GetString()!)
            );
            ids.AddRange(
                page.GetProperty("connections")
                    .EnumerateArray()
                    .Select(one => one.GetProperty("connectionId").GetString()!)
            );
            cursor = page.TryGetProperty("nextCursor", out var next) ? next.GetString() : null;
        } while (cursor is not null);

        // A client is connected before its session begins: two of them may begin in another order.
        Assert.Equal(
            Enumerable.Range(0, 5).Select(i => $"guest-{i}"),
            seen.Order(StringComparer.Ordinal)
        );
        Assert.Equal(ids.Order(StringComparer.Ordinal), ids);
        var manager = (await JsonAsync("/v1/admin/connections?user=maya")).GetProperty(
            "connections"
        )[0];
        Assert.Equal("manager", manager.GetProperty("role").GetString());
        Assert.Equal("cafe:demo:staff", manager.GetProperty("channels")[0].GetString());
        Assert.Equal(1, manager.GetProperty("channelCount").GetInt32());
        // Of an open connection, not only of one that has ended.
        Assert.True(manager.GetProperty("receivedBytes").GetInt64() > 0);
        Assert.True(manager.GetProperty("sentBytes").GetInt64() > 0);
        Assert.Equal(
            0,
            (await JsonAsync("/v1/admin/connections?cafe=other"))
                .GetProperty("connections")
                .GetArrayLength()
        );
        sockets.ForEach(socket => socket.Dispose());
    }

    private string Admin => _server.Token("root", Role.Admin);

    private async Task<WebSocket> ConnectAsync(string user, Role role, string channel)
    {
        var socket = await _server.ConnectAsync(_server.Token(user, role));
        await socket.ReadAsync("connection_established");
        await socket.SendAsync($$$"""{"type":"subscribe","data":{"channels":["{{{channel}}}"]}}""");
        await socket.ReadAsync("subscription_confirmed");
        return socket;
    }

    private Task<JsonElement> StatusAsync() => StatusAsync(_server);

    private static async Task<JsonElement> StatusAsync(TestServer server, string query = "")
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/status" + query,
            server.Token("root", Role.Admin)
        );
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, path, Admin);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }
}
