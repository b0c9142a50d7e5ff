using System.Text.Json;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Hub;

public sealed class HandshakeTests
{
    [Fact]
    public async Task The_first_frame_tells_all_of_the_session()
    {
        await using var hub = new TestHub();
        using var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, "10.0.0.1")
        );
        var frame = await client.ReceiveAsync("connection_established");
        var data = frame.GetProperty("data");
        Assert.StartsWith("conn_", data.Text("connectionId"));
        Assert.Equal("guest", data.Text("userId"));
        Assert.Equal("customer", data.Text("userType"));
        Assert.Equal("one", data.Text("cafeId"));
        Assert.False(data.TryGetProperty("cafeIds", out _));
        Assert.Equal(["order_updates", "status_notifications"], data.Texts("capabilities"));
        Assert.Equal("2024-01-15T10:30:00.000Z", data.Text("serverTime"));
        Assert.Equal(30, data.Number("heartbeatInterval"));
        Assert.Equal("2024-01-15T11:00:00.000Z", data.Text("sessionExpiresAt"));
        Assert.Equal("1.0", data.Text("protocolVersion"));
        Assert.Equal("epoch_1", data.Text("epoch"));
        var limits = data.GetProperty("limits");
        Assert.Equal(100, limits.Number("messagesPerMinute"));
        Assert.Equal(1000, limits.Number("subscriptions"));
        Assert.Equal(65536, limits.Number("maxMessageBytes"));
        Assert.Equal(10, limits.Number("replaysPerMinute"));
        Assert.Equal("2024-01-15T10:30:00.000Z", frame.Text("timestamp"));
        Assert.Equal("1.0", frame.Text("version"));
    }

    [Theory]
    [InlineData(Role.Customer, "order_updates,status_notifications")]
    [InlineData(
        Role.Employee,
        "order_updates,status_notifications,order_management,staff_coordination"
    )]
    [InlineData(
        Role.Manager,
        "order_updates,status_notifications,order_management,staff_coordination,counter_management,analytics,alerts"
    )]
    [InlineData(
        Role.Admin,
        "order_updates,status_notifications,order_management,staff_coordination,counter_management,analytics,alerts,administration"
    )]
    [InlineData(Role.Service, "")]
    public async Task Each_role_is_told_its_capabilities(Role role, string capabilities)
    {
        await using var hub = new TestHub();
        using var client = hub.Open(
            new(null, hub.Token(TestHub.Someone("maya", role, ["one", "two"])), null)
        );
        var data = await client.DataAsync("connection_established");
        Assert.Equal(capabilities, string.Join(',', data.Texts("capabilities")));
        Assert.Equal(["one", "two"], data.Texts("cafeIds"));
    }

    [Fact]
    public async Task An_administrator_without_cafe_has_none()
    {
        await using var hub = new TestHub();
        using var client = hub.Open(
            new(hub.Token(TestHub.Someone("root", Role.Admin, [])), null, null)
        );
        var data = await client.DataAsync("connection_established");
        Assert.Equal(JsonValueKind.Null, data.GetProperty("cafeId").ValueKind);
    }

    [Theory]
    [InlineData(Role.Customer)]
    [InlineData(Role.Manager)]
    [InlineData(Role.Admin)]
    [InlineData(Role.Service)]
    public async Task A_token_for_a_cafe_that_does_not_exist_is_not_allowed(Role role)
    {
        await using var hub = new TestHub();
        using var client = hub.Open(
            new(hub.Token(TestHub.Someone("x", role, ["nowhere"])), null, null)
        );
        await client.ErrorAsync("INSUFFICIENT_PERMISSIONS");
        await client.ClosedAsync(4403);
        using var partly = await hub.ConnectAsync(TestHub.Someone("x", role, ["nowhere", "one"]));
        await partly.PingAsync();
    }

    [Fact]
    public async Task A_token_comes_as_subprotocol_and_must_be_the_same_as_any_other()
    {
        await using var hub = new TestHub();
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        using var alone = hub.Open(new(null, null, null) { ProtocolToken = token });
        await alone.ReceiveAsync("connection_established");
        using var agree = hub.Open(new(token, token, null) { ProtocolToken = token });
        await agree.ReceiveAsync("connection_established");
        var other = hub.Token(TestHub.Someone("guest", Role.Customer));
        using var differ = hub.Open(new(token, null, null) { ProtocolToken = other });
        await differ.ErrorAsync("AUTHENTICATION_FAILED");
        await differ.ClosedAsync(4401);
    }

    [Fact]
    public async Task The_same_token_twice_is_one_token()
    {
        await using var hub = new TestHub();
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        using var client = hub.Open(new(token, token, null));
        await client.ReceiveAsync("connection_established");
    }

    [Fact]
    public async Task Two_different_tokens_are_refused()
    {
        await using var hub = new TestHub();
        using var client = hub.Open(
            new(
                hub.Token(TestHub.Someone("guest", Role.Customer)),
                hub.Token(TestHub.Someone("guest", Role.Customer)),
                null
            )
        );
        await RefusedAsync(client);
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("forged")]
    [InlineData("expired")]
    [InlineData("revoked user")]
    [InlineData("revoked token")]
    public async Task A_bad_token_is_told_in_band_and_closed(string kind)
    {
        await using var hub = new TestHub();
        var someone = TestHub.Someone("guest", Role.Customer, jti: "jti_1");
        var token = kind switch
        {
            "missing" => null,
            "forged" => "forged",
            "expired" => hub.BadToken(genuine: true),
            _ => hub.Token(someone),
        };
        if (kind == "revoked user")
        {
            hub.Revocations.Revoke(new(UserId: "guest"));
        }
        else if (kind == "revoked token")
        {
            hub.Revocations.Revoke(new("jti_1"));
        }

        using var client = hub.Open(new(token, null, null));
        await RefusedAsync(client);
        await client.Served;
        Assert.Equal(0, hub.Hub.ConnectionCounts[Role.Customer]);
    }

    [Fact]
    public async Task A_token_accepted_by_the_skew_lives_as_long_as_the_skew()
    {
        await using var hub = new TestHub();
        var late = TestHub.Someone("guest", Role.Customer, life: TimeSpan.FromSeconds(-20));
        using var client = hub.Open(new(hub.Token(late), null, null));
        var data = await client.DataAsync("connection_established");
        Assert.Equal("2024-01-15T10:30:40.000Z", data.Text("sessionExpiresAt"));
    }

    [Fact]
    public async Task A_token_check_that_fails_asks_to_come_again()
    {
        await using var hub = new TestHub
        {
            BeforeTokenCheck = () => throw new InvalidOperationException("keys are away"),
        };
        using var client = hub.Open(new("any", null, null));
        var error = await client.ErrorAsync("SERVICE_UNAVAILABLE");
        Assert.DoesNotContain("keys are away", error.GetRawText());
        await client.ClosedAsync(1013);
    }

    [Fact]
    public async Task Nobody_is_let_in_while_it_is_not_known_whom_other_servers_revoked()
    {
        await using var hub = new TestHub();
        var areKnown = false;
        hub.Revocations.Follow = _ => ValueTask.FromResult(areKnown);
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        using var early = hub.Open(new(token, null, null));
        await early.ErrorAsync("SERVICE_UNAVAILABLE");
        await early.ClosedAsync(1013);

        areKnown = true;
        using var client = hub.Open(new(token, null, null));
        await client.ReceiveAsync("connection_established");
    }

    [Fact]
    public async Task Forged_and_missing_tokens_are_limited_by_address_and_genuine_ones_never()
    {
        await using var hub = new TestHub();
        for (var i = 0; i < 20; i++)
        {
            using var client = hub.Open(new(i % 2 == 0 ? null : "forged", null, "10.9.9.9"));
            await RefusedAsync(client);
        }

        using var limited = hub.Open(new("forged", null, "10.9.9.9"));
        var error = await limited.ErrorAsync("RATE_LIMIT_EXCEEDED");
        Assert.Equal(60, error.Number("retryAfter"));
        Assert.Equal(20, error.Number("limit"));
        Assert.Equal(60, error.Number("window"));
        await limited.ClosedAsync(4429);

        using var expired = hub.Open(new(hub.BadToken(genuine: true), null, "10.9.9.9"));
        await RefusedAsync(expired);
        using var elsewhere = hub.Open(new("forged", null, "10.9.9.10"));
        await RefusedAsync(elsewhere);
        using var valid = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, "10.9.9.9")
        );
        await valid.ReceiveAsync("connection_established");

        hub.Clock.Pass(TimeSpan.FromSeconds(60));
        using var later = hub.Open(new("forged", null, "10.9.9.9"));
        await RefusedAsync(later);
    }

    private static async Task RefusedAsync(TestClient client)
    {
        var error = await client.ErrorAsync("AUTHENTICATION_FAILED");
        Assert.Equal("Invalid or expired token", error.Text("message"));
        Assert.Equal("reconnect_with_new_token", error.Text("action"));
        await client.ClosedAsync(4401);
    }
}
