using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;

namespace TableTap.Realtime.Tests.Authentication;

public sealed class RevocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_revocation_closes_live_sockets_at_once(bool byUser)
    {
        await using var hub = new TestHub();
        using var client = await hub.ConnectAsync(
            TestHub.Someone("guest", Role.Customer, jti: "jti_1")
        );
        using var other = await hub.ConnectAsync(
            TestHub.Someone("other", Role.Customer, jti: "jti_2")
        );
        if (byUser)
        {
            hub.Revocations.Revoke(new(UserId: "guest"));
        }
        else
        {
            hub.Revocations.Revoke(new("jti_1"));
        }

        var error = await client.ErrorAsync("AUTHENTICATION_FAILED");
        Assert.Equal("reconnect_with_new_token", error.Text("action"));
        await client.ClosedAsync(4401);
        await other.PingAsync();
    }

    [Fact]
    public async Task Nothing_is_heard_after_a_revocation()
    {
        await using var hub = new TestHub();
        using var client = await hub.GuestAsync();
        await client.SubscribeAsync("cafe:one:general");
        await client.ReceiveAsync("subscription_confirmed");
        hub.Revocations.Revoke(new(UserId: "guest"));
        hub.Journal.Publish(ChannelName.Of(ChannelKinds.CafeGeneral, "one"));
        await client.ErrorAsync("AUTHENTICATION_FAILED");
        await client.ClosedAsync(4401);
    }

    [Fact]
    public async Task A_revocation_between_handshake_and_session_is_noticed()
    {
        await using var hub = new TestHub();
        hub.BeforeTokenCheck = () =>
        {
            hub.Revocations.Revoke(new(UserId: "guest"));
            return Task.CompletedTask;
        };
        using var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, null)
        );
        await client.ErrorAsync("AUTHENTICATION_FAILED");
        await client.ClosedAsync(4401);
    }

    [Fact]
    public void The_latest_revocation_of_the_same_counts_and_ends_when_it_says()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestHub.Start);
        var revocations = new Revocations(clock);
        var guest = TestHub.Someone("guest", Role.Customer, jti: "jti_1");
        Assert.False(revocations.Contains(guest));
        revocations.Revoke(new("jti_1"));
        revocations.Revoke(new("jti_1") { Until = TestHub.Start.AddMinutes(10) });
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(revocations.Contains(guest));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(revocations.Contains(guest));
        revocations.Revoke(new(UserId: "guest"));
        clock.Advance(TimeSpan.FromDays(1000));
        Assert.True(revocations.Contains(guest));
        revocations.Lift(new(UserId: "guest"));
        Assert.False(revocations.Contains(guest));
    }

    [Fact]
    public void A_users_tokens_end_that_were_issued_before_and_new_ones_do_not()
    {
        var revocations = new Revocations(TimeProvider.System);
        revocations.Revoke(new(UserId: "guest") { IssuedBefore = TestHub.Start });
        var guest = TestHub.Someone("guest", Role.Customer);
        Assert.True(revocations.Contains(guest));
        Assert.True(
            revocations.Contains(guest with { IssuedAt = TestHub.Start.AddMilliseconds(-1) })
        );
        Assert.False(revocations.Contains(guest with { IssuedAt = TestHub.Start }));
        Assert.False(revocations.Contains(guest with { IssuedAt = TestHub.Start.AddDays(1) }));
    }

    [Fact]
    public void An_administrator_of_a_cafe_ends_tokens_of_that_cafe_alone()
    {
        var revocations = new Revocations(TimeProvider.System);
        revocations.Revoke(new(UserId: "guest") { Cafes = ["one"] });
        Assert.True(revocations.Contains(TestHub.Someone("guest", Role.Customer, ["one"])));
        Assert.False(revocations.Contains(TestHub.Someone("guest", Role.Customer, ["two"])));
        Assert.False(revocations.Contains(TestHub.Someone("guest", Role.Customer, ["one", "two"])));
        Assert.False(revocations.Contains(TestHub.Someone("guest", Role.Admin, [])));

        revocations.Revoke(new(UserId: "guest"));
        revocations.Lift(new(UserId: "guest") { Cafes = ["one"] });
        Assert.True(revocations.Contains(TestHub.Someone("guest", Role.Customer, ["two"])));
    }
}
