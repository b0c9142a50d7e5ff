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
            hub.Revocations.RevokeUser("guest");
        }
        else
        {
            hub.Revocations.RevokeToken("jti_1");
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
        hub.Revocations.RevokeUser("guest");
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
            hub.Revocations.RevokeUser("guest");
            return Task.CompletedTask;
        };
        using var client = hub.Open(
            new(hub.Token(TestHub.Someone("guest", Role.Customer)), null, null)
        );
        await client.ErrorAsync("AUTHENTICATION_FAILED");
        await client.ClosedAsync(4401);
    }

    [Fact]
    public void A_revocation_ends_when_it_may_be_forgotten_and_the_longer_one_counts()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TestHub.Start);
        var revocations = new Revocations(clock);
        var guest = TestHub.Someone("guest", Role.Customer, jti: "jti_1");
        Assert.False(revocations.Contains(guest));
        revocations.RevokeToken("jti_1", TestHub.Start.AddMinutes(10));
        revocations.RevokeToken("jti_1", TestHub.Start.AddMinutes(5));
        clock.Advance(TimeSpan.FromMinutes(9));
        Assert.True(revocations.Contains(guest));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.False(revocations.Contains(guest));
        revocations.RevokeUser("guest");
        clock.Advance(TimeSpan.FromDays(1000));
        Assert.True(revocations.Contains(guest));
    }
}
