using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Hub;

public sealed class RenewalTests
{
    [Fact]
    public async Task A_session_is_warned_a_minute_before_its_token_ends_and_closed_at_its_end()
    {
        await using var hub = new TestHub();
        using var client = await hub.ConnectAsync(
            TestHub.Someone("guest", Role.Customer, life: TimeSpan.FromSeconds(120))
        );
        hub.Clock.Pass(TimeSpan.FromSeconds(59));
        await client.PingAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(1));
        var expiring = await client.DataAsync("token_expiring");
        Assert.Equal("2024-01-15T10:32:00.000Z", expiring.Text("expiresAt"));
        hub.Clock.Pass(TimeSpan.FromSeconds(59));
        await client.PingAsync();
        hub.Clock.Pass(TimeSpan.FromSeconds(1));
        var error = await client.ErrorAsync("AUTHENTICATION_FAILED");
        Assert.Equal("reconnect_with_new_token", error.Text("action"));
        await client.ClosedAsync(4401);
    }

    [Fact]
    public async Task A_long_token_must_be_shown_again_within_30_minutes()
    {
        // Half an hour of the clock's passes while a ping may still be written: who takes nothing for a minute is not closed here.
        await using var hub = new TestHub(
            new()
            {
                Sessions = new() { SilenceTimeout = TimeSpan.FromHours(2) },
                Delivery = new() { StalledTimeout = TimeSpan.FromHours(2) },
            }
        );
        using var client = await hub.GuestAsync();
        hub.Clock.Pass(TimeSpan.FromMinutes(29));
        Assert.Equal(
            "2024-01-15T11:00:00.000Z",
            (await client.DataAsync("token_expiring")).Text("expiresAt")
        );
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        await RefreshAsync(client, token, "r1");
        var refreshed = await client.ReceiveAsync("token_refreshed");
        Assert.Equal("r1", refreshed.Text("correlationId"));
        Assert.Equal(
            "2024-01-15T11:29:00.000Z",
            refreshed.GetProperty("data").Text("sessionExpiresAt")
        );
        hub.Clock.Pass(TimeSpan.FromMinutes(28));
        await client.PingAsync();
        hub.Clock.Pass(TimeSpan.FromMinutes(1));
        await client.ReceiveAsync("token_expiring");
        await RefreshAsync(client, token);
        await client.ReceiveAsync("token_refreshed");
    }

    [Fact]
    public async Task A_frame_after_the_end_is_not_served_whatever_the_timers_do()
    {
        await using var hub = new TestHub(
            new() { Sessions = new() { SweepInterval = TimeSpan.FromSeconds(60) } }
        );
        using var client = await hub.ConnectAsync(
            TestHub.Someone("guest", Role.Customer, life: TimeSpan.FromSeconds(10))
        );
        hub.Clock.Pass(TimeSpan.FromSeconds(11));
        await client.SendAsync("""{"type":"order_create","messageId":"m1","data":{}}""");
        await client.ErrorAsync("AUTHENTICATION_FAILED");
        await client.ClosedAsync(4401);
        Assert.Empty(hub.Received);
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("other subject")]
    [InlineData("revoked")]
    [InlineData("expired")]
    [InlineData("of no cafe")]
    public async Task A_failed_renewal_changes_nothing_and_the_third_closes(string kind)
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.Revocations.Revoke(new("bad"));
        var token = kind switch
        {
            "forged" => "forged",
            "other subject" => hub.Token(TestHub.Someone("other", Role.Customer)),
            "of no cafe" => hub.Token(TestHub.Someone("guest", Role.Customer, ["nowhere"])),
            "revoked" => hub.Token(TestHub.Someone("guest", Role.Customer, jti: "bad")),
            _ => hub.Token(
                TestHub.Someone("guest", Role.Customer, life: TimeSpan.FromSeconds(-61))
            ),
        };
        for (var i = 0; i < 2; i++)
        {
            await RefreshAsync(client, token);
            var error = await client.ErrorAsync("AUTHENTICATION_FAILED");
            Assert.Null(error.Text("action"));
            await client.PingAsync();
        }

        await RefreshAsync(client, token);
        await client.ErrorAsync("AUTHENTICATION_FAILED");
        await client.ClosedAsync(4401);
    }

    [Fact]
    public async Task A_renewal_that_succeeds_forgives_the_failed_ones()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        for (var i = 0; i < 4; i++)
        {
            await RefreshAsync(client, "forged");
            await client.ErrorAsync("AUTHENTICATION_FAILED");
            await RefreshAsync(client, token);
            await client.ReceiveAsync("token_refreshed");
        }
    }

    [Fact]
    public async Task A_token_check_that_fails_is_no_failed_renewal()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        hub.BeforeTokenCheck = () => throw new InvalidOperationException("keys are away");
        for (var i = 0; i < 4; i++)
        {
            await RefreshAsync(client, "any");
            await client.ErrorAsync("SERVICE_UNAVAILABLE");
        }
    }

    [Fact]
    public async Task A_renewal_waits_for_what_other_servers_revoked_and_fails_nobody_meanwhile()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        var areKnown = false;
        hub.Revocations.Follow = _ => ValueTask.FromResult(areKnown);
        var token = hub.Token(TestHub.Someone("guest", Role.Customer));
        for (var i = 0; i < 4; i++)
        {
            await RefreshAsync(client, token);
            await client.ErrorAsync("SERVICE_UNAVAILABLE");
        }

        areKnown = true;
        await RefreshAsync(client, token);
        await client.ReceiveAsync("token_refreshed");
    }

    [Fact]
    public async Task Changed_rights_recheck_every_subscription()
    {
        await using var hub = new TestHub();
        using var client = await hub.ConnectAsync(
            TestHub.Someone("maya", Role.Manager, ["one", "two"])
        );
        await client.SubscribeAsync("cafe:one:metrics", "cafe:two:metrics", "counter:*:*");
        await client.ReceiveAsync("subscription_confirmed");
        await RefreshAsync(client, hub.Token(TestHub.Someone("maya", Role.Manager, ["two"])));
        await client.ReceiveAsync("token_refreshed");
        var revoked = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            revoked.Add((await client.DataAsync("subscription_revoked")).Text("channel")!);
        }

        Assert.Equal(
            [
                "cafe:one:metrics",
                "counter:bar:orders",
                "counter:bar:status",
                "counter:kitchen:orders",
                "counter:kitchen:status",
            ],
            revoked.Order()
        );
        await RefreshAsync(
            client,
            hub.Token(TestHub.Someone("maya", Role.Manager, ["one", "two"]))
        );
        await client.ReceiveAsync("token_refreshed");
        var extended = await client.DataAsync("subscription_extended");
        Assert.Equal(4, extended.Texts("channels").Length);
        await RefreshAsync(client, hub.Token(TestHub.Someone("maya", Role.Employee, ["two"])));
        await client.ReceiveAsync("token_refreshed");
        for (var i = 0; i < 7; i++)
        {
            await client.ReceiveAsync("subscription_revoked");
        }

        await client.PingAsync();
    }

    private static Task RefreshAsync(TestClient client, string token, string? id = null) =>
        client.SendAsync(
            "{\"type\":\"token_refresh\","
                + (id is null ? "" : "\"messageId\":\"" + id + "\",")
                + "\"data\":{\"token\":\""
                + token
                + "\"}}"
        );
}
