using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Http.Admin;

/// <summary>Section 10: what an operator does: drains, raises a limit, pauses a café; each with a reason that the audit keeps.</summary>
public sealed class OperatorActionTests : IAsyncLifetime
{
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() =>
        _server = await TestServer.StartAsync(("Limits:SocketsPerUser", "1"));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_drain_sends_clients_away_and_ends_by_itself_or_before()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(time);
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");

        using var begun = await DrainAsync(server, """{"reason":"New disk","minutes":3}""");
        Assert.Equal(200, (int)begun.StatusCode);
        Assert.Equal("New disk", (await begun.JsonAsync()).GetProperty("reason").GetString());
        await guest.ReadAsync("reconnect_advised");
        Assert.Equal(1012, await guest.ReadCloseAsync());
        using var refused = await server.ConnectAsync(server.Token("ada", Role.Customer));
        Assert.Equal(1012, await refused.ReadCloseAsync());
        using var ready = await server.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal(503, (int)ready.StatusCode);
        using var menu = await server.SendAsync(
            HttpMethod.Get,
            "/v1/cafes/demo/menu",
            server.Token("ada", Role.Customer)
        );
        Assert.Equal(200, (int)menu.StatusCode);
        var status = (await StatusAsync(server)).GetProperty("server");
        Assert.Equal("draining", status.GetProperty("state").GetString());
        Assert.Equal("root", status.GetProperty("drain").GetProperty("by").GetString());
        using var again = await DrainAsync(server, """{"reason":"New disk"}""");
        await again.ProblemAsync(409, "CONFLICT");

        time.Advance(TimeSpan.FromMinutes(3));
        await LetInAsync(server);
        using var second = await DrainAsync(
            server,
            """{"reason":"Once more","disconnect":false}"""
        );
        Assert.Equal(200, (int)second.StatusCode);
        using var ended = await server.SendAsync(
            HttpMethod.Delete,
            "/v1/admin/drain?reason=Done",
            server.Token("root", Role.Admin)
        );
        Assert.Equal(204, (int)ended.StatusCode);
        await LetInAsync(server);
        using var none = await server.SendAsync(
            HttpMethod.Delete,
            "/v1/admin/drain?reason=Done",
            server.Token("root", Role.Admin)
        );
        await none.ProblemAsync(404, "NOT_FOUND");
        var lines = await AuditAsync(server);
        Assert.Equal(
            [
                ("Done", ""),
                ("Once more", "minutes=5, disconnect=false"),
                ("New disk", "minutes=3, disconnect=true"),
            ],
            lines
                .Where(line => Text(line, "command")!.StartsWith("drain", StringComparison.Ordinal))
                .Select(line => (Text(line, "reason"), Text(line, "target") ?? ""))
        );
    }

    [Fact]
    public async Task Those_who_are_connected_may_stay_through_a_drain()
    {
        using var guest = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await guest.ReadAsync("connection_established");
        using var begun = await DrainAsync(
            _server,
            """{"reason":"Less load","disconnect":false}"""
        );
        Assert.Equal(200, (int)begun.StatusCode);

        await guest.SendAsync("""{"type":"ping"}""");
        await guest.ReadAsync("pong");
        using var refused = await _server.ConnectAsync(_server.Token("bob", Role.Customer));
        Assert.Equal(1012, await refused.ReadCloseAsync());
    }

    [Fact]
    public async Task A_raised_limit_holds_for_one_user_over_a_restart_until_it_is_lowered()
    {
        using var first = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await first.ReadAsync("connection_established");
        await RefusedAsync("ada");

        using var raised = await RaiseAsync(
            """{"limit":"SocketsPerUser","id":"ada","value":3,"minutes":60,"reason":"Wedding"}"""
        );
        Assert.Equal(200, (int)raised.StatusCode);
        using var second = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await second.ReadAsync("connection_established");

        first.Abort();
        second.Abort();
        await _server.RestartAsync();
        using var third = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await third.ReadAsync("connection_established");
        using var fourth = await _server.ConnectAsync(_server.Token("ada", Role.Customer));
        await fourth.ReadAsync("connection_established");
        using var other = await _server.ConnectAsync(_server.Token("bob", Role.Customer));
        await other.ReadAsync("connection_established");
        await RefusedAsync("bob");

        var listed = Assert.Single(await ListAsync());
        Assert.Equal("ada", Text(listed, "id"));
        Assert.Equal("Wedding", Text(listed, "reason"));
        using var lowered = await _server.SendAsync(
            HttpMethod.Delete,
            "/v1/admin/limits?limit=SocketsPerUser&id=ada&reason=Over",
            Admin
        );
        Assert.Equal(204, (int)lowered.StatusCode);
        await RefusedAsync("ada");
        Assert.Empty(await ListAsync());
        foreach (var socket in (System.Net.WebSockets.WebSocket[])[third, fourth, other])
        {
            socket.Abort();
        }

        await _server.RestartAsync();
        Assert.Empty(await ListAsync());
        Assert.Equal(
            [
                ("limit_lower", "SocketsPerUser:ada"),
                ("limit_raise", "SocketsPerUser:ada=3, minutes=60"),
            ],
            (await AuditAsync(_server)).Select(line =>
                (Text(line, "command")!, Text(line, "target")!)
            )
        );
    }

    [Fact]
    public async Task Connections_are_raised_for_one_cafe_until_it_is_lowered()
    {
        await using var server = await TestServer.StartAsync(
            ("Limits:ConnectionsPerCafe", "1"),
            ("Limits:StaffReservePercent", "0")
        );
        using var first = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await first.ReadAsync("connection_established");
        await FullAsync("bob");

        using var raised = await server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/limits",
            server.Token("root", Role.Admin),
            """{"limit":"ConnectionsPerCafe","id":"demo","value":2,"minutes":60,"reason":"Fair"}"""
        );
        Assert.Equal(200, (int)raised.StatusCode);
        using var second = await server.ConnectAsync(server.Token("bob", Role.Customer));
        await second.ReadAsync("connection_established");
        await FullAsync("cleo");

        using var lowered = await server.SendAsync(
            HttpMethod.Delete,
            "/v1/admin/limits?limit=ConnectionsPerCafe&id=demo&reason=Over",
            server.Token("root", Role.Admin)
        );
        Assert.Equal(204, (int)lowered.StatusCode);
        // One that leaves makes no room now.
        second.Abort();
        await Patience.UntilAsync(async () =>
            (await StatusAsync(server)).GetProperty("connections").GetProperty("total").GetInt32()
            == 1
        );
        await FullAsync("cleo");

        async Task FullAsync(string user)
        {
            using var refused = await server.ConnectAsync(server.Token(user, Role.Customer));
            Assert.Equal(4429, await refused.ReadCloseAsync());
        }
    }

    [Fact]
    public async Task Messages_a_minute_are_raised_for_a_user_and_end_by_themselves()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await TestServer.StartAsync(
            time,
            ("Limits:MessagesPerMinute", "1")
        );
        Assert.Equal(200, await CommandAsync(server));
        Assert.Equal(429, await CommandAsync(server));
        using var raised = await server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/limits",
            server.Token("root", Role.Admin),
            """{"limit":"MessagesPerMinute","id":"maya","value":3,"minutes":1,"reason":"Inventory"}"""
        );
        Assert.Equal(200, (int)raised.StatusCode);
        Assert.Equal(200, await CommandAsync(server));
        Assert.Equal(200, await CommandAsync(server));
        Assert.Equal(429, await CommandAsync(server));

        time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(200, await CommandAsync(server));
        Assert.Equal(429, await CommandAsync(server));
    }

    [Fact]
    public async Task Pausing_a_cafe_and_revoking_a_user_keep_the_reason_in_the_audit()
    {
        using var paused = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands?reason=Flood%20in%20the%20cellar",
            Admin,
            """{"type":"intake_update","messageId":"p1","data":{"cafeId":"demo","mode":"paused"}}"""
        );
        Assert.Equal(200, (int)paused.StatusCode);
        using var revoked = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/revocations",
            Admin,
            """{"user":"eve","reason":"Stolen phone"}"""
        );
        Assert.Equal(204, (int)revoked.StatusCode);
        using var unkept = await _server.SendAsync(
            HttpMethod.Post,
            $"/v1/commands?reason={new string('x', 201)}",
            Admin,
            """{"type":"intake_update","messageId":"p2","data":{"cafeId":"demo","mode":"normal"}}"""
        );
        await unkept.ProblemAsync(422, "VALIDATION_FAILED");
        using var zero = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands?reason=%00",
            _server.Token("maya", Role.Manager),
            """{"type":"intake_update","messageId":"p3","data":{"cafeId":"demo","mode":"normal"}}"""
        );
        await zero.ProblemAsync(422, "VALIDATION_FAILED");

        var cafe = (await StatusAsync(_server)).GetProperty("cafes")[0];
        Assert.Equal("paused", Text(cafe, "intake"));
        Assert.Equal("root", Text(cafe, "pausedBy"));
        Assert.Contains(
            await AuditAsync(_server, "demo"),
            line =>
                Text(line, "command") == "intake_update"
                && Text(line, "reason") == "Flood in the cellar"
        );
        Assert.Contains(
            await AuditAsync(_server),
            line => Text(line, "command") == "revocation" && Text(line, "reason") == "Stolen phone"
        );
    }

    private string Admin => _server.Token("root", Role.Admin);

    private static async Task LetInAsync(TestServer server)
    {
        using var socket = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await socket.ReadAsync("connection_established");
        using var ready = await server.SendAsync(HttpMethod.Get, "/health/ready");
        Assert.Equal(200, (int)ready.StatusCode);
    }

    private async Task RefusedAsync(string user)
    {
        using var socket = await _server.ConnectAsync(_server.Token(user, Role.Customer));
        Assert.Equal(4429, await socket.ReadCloseAsync());
    }

    private static async Task<int> CommandAsync(TestServer server)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("maya", Role.Manager),
            """{"type":"intake_update","messageId":"same","data":{"cafeId":"demo","mode":"normal"}}"""
        );
        return (int)answer.StatusCode;
    }

    private Task<HttpResponseMessage> RaiseAsync(string body) =>
        _server.SendAsync(HttpMethod.Post, "/v1/admin/limits", Admin, body);

    private async Task<IReadOnlyList<JsonElement>> ListAsync()
    {
        using var answer = await _server.SendAsync(HttpMethod.Get, "/v1/admin/limits", Admin);
        return [.. (await answer.JsonAsync()).GetProperty("limits").EnumerateArray()];
    }

    private static Task<HttpResponseMessage> DrainAsync(TestServer server, string body) =>
        server.SendAsync(
            HttpMethod.Post,
            "/v1/admin/drain",
            server.Token("root", Role.Admin),
            body
        );

    private static async Task<JsonElement> StatusAsync(TestServer server)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/status",
            server.Token("root", Role.Admin)
        );
        return await answer.JsonAsync();
    }

    private static async Task<IReadOnlyList<JsonElement>> AuditAsync(
        TestServer server,
        string chain = "server"
    )
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            $"/v1/admin/audit?cafe={chain}",
            server.Token("root", Role.Admin)
        );
        return [.. (await answer.JsonAsync()).GetProperty("lines").EnumerateArray()];
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.GetString() : null;
}
