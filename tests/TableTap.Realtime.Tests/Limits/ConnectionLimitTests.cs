using System.Text.Json;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Tests.Doubles;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Realtime.Tests.Limits;

public sealed class ConnectionLimitTests
{
    [Fact]
    public async Task A_user_has_five_sockets_at_once()
    {
        await using var hub = new TestHub();
        for (var i = 0; i < 5; i++)
        {
            await hub.GuestAsync();
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(10));
        using var sixth = Open(hub, "guest");
        var error = await RefusedAsync(sixth);
        Assert.Equal(5, error.Number("limit"));
        Assert.Equal(25, error.Number("retryAfter"));
        Assert.Equal(35, error.Number("window"));
        using var other = await hub.GuestAsync("other");
        Assert.Equal(6, hub.Hub.ConnectionCounts[Role.Customer]);
    }

    [Fact]
    public async Task A_slot_left_is_a_slot_free()
    {
        await using var hub = new TestHub();
        using var first = await hub.GuestAsync();
        for (var i = 0; i < 4; i++)
        {
            await hub.GuestAsync();
        }

        await first.LeaveAsync();
        await hub.GuestAsync();
    }

    [Fact]
    public async Task At_the_limit_a_new_socket_replaces_the_one_silent_longest()
    {
        await using var hub = new TestHub();
        var sockets = new List<TestClient>();
        for (var i = 0; i < 5; i++)
        {
            sockets.Add(await hub.GuestAsync());
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(20));
        foreach (var alive in sockets.Where((_, i) => i != 2))
        {
            await alive.PingAsync();
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(15));
        await hub.GuestAsync();
        await sockets[2].ClosedAsync(4408);
        await sockets[2].Served;
        Assert.Equal(5, hub.Hub.ConnectionCounts[Role.Customer]);
        using var again = Open(hub, "guest");
        await RefusedAsync(again);
    }

    [Theory]
    [InlineData(Role.Customer, 10, 6)]
    [InlineData(Role.Employee, 20, 3)]
    public async Task A_user_opens_so_many_sockets_a_minute_and_one_more_as_each_comes_back(
        Role role,
        int atOnce,
        int secondsEach
    )
    {
        await using var hub = new TestHub();
        for (var i = 0; i < atOnce; i++)
        {
            await ComeAndGoAsync();
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(secondsEach - 1));
        var error = await RefusedAsync(Someone());
        Assert.Equal(atOnce, error.Number("limit"));
        Assert.Equal(1, error.Number("retryAfter"));
        Assert.Equal(60, error.Number("window"));
        hub.Clock.Pass(TimeSpan.FromSeconds(1));
        await ComeAndGoAsync();
        Assert.Equal(secondsEach, (await RefusedAsync(Someone())).Number("retryAfter"));

        // A quiet minute brings all of them back.
        hub.Clock.Pass(TimeSpan.FromMinutes(1));
        for (var i = 0; i < atOnce; i++)
        {
            await ComeAndGoAsync();
        }

        await RefusedAsync(Someone());

        TestClient Someone() =>
            hub.Open(new(hub.Token(TestHub.Someone("someone", role)), null, null));

        async Task ComeAndGoAsync()
        {
            using var client = Someone();
            await client.ReceiveAsync("connection_established");
            await client.LeaveAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_goes_on_although_told_is_not_upgraded_and_neighbours_are(bool isFull)
    {
        await using var hub = new TestHub();
        for (var i = 0; i < (isFull ? 5 : 10); i++)
        {
            var client = await hub.GuestAsync();
            if (!isFull)
            {
                await client.LeaveAsync();
            }
        }

        Handshake Brings(string user, string address) =>
            new(hub.Token(TestHub.Someone(user, Role.Customer)), null, address);

        for (var i = 0; i < 20; i++)
        {
            Assert.Null(await TurnedAwayAsync(Brings("guest", "10.9.9.9")));
            using var told = hub.Open(Brings("guest", "10.9.9.9"));
            await RefusedAsync(told);
        }

        var refusal = await TurnedAwayAsync(Brings("guest", "10.9.9.9"));
        Assert.Equal(ErrorCode.ConnectionLimitExceeded, refusal?.Code);
        Assert.Equal(isFull ? 35 : 6, refusal?.RetryAfter);
        Assert.Null(await TurnedAwayAsync(Brings("guest", "10.9.9.8")));
        Assert.Null(await TurnedAwayAsync(Brings("other", "10.9.9.9")));
        hub.Clock.Pass(TimeSpan.FromSeconds(isFull ? 35 : 6));
        Assert.Null(await TurnedAwayAsync(Brings("guest", "10.9.9.9")));

        ValueTask<Error?> TurnedAwayAsync(Handshake handshake) =>
            hub.Hub.RefusalAsync(handshake, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_tenth_of_a_cafes_slots_is_kept_for_staff()
    {
        await using var hub = new TestHub(new() { Admission = new() { PerCafe = 10 } });
        for (var i = 0; i < 9; i++)
        {
            await hub.GuestAsync($"guest{i}");
        }

        using var tenth = Open(hub, "guest9");
        var error = await RefusedAsync(tenth);
        Assert.Equal(10, error.Number("limit"));
        Assert.Equal(30, error.Number("retryAfter"));
        Assert.Equal(75, error.Number("window"));
        using var elsewhere = await hub.ConnectAsync(
            TestHub.Someone("guest9", Role.Customer, ["two"])
        );
        using var staff = await hub.EmployeeAsync();
        using var late = hub.Open(
            new(hub.Token(TestHub.Someone("ben", Role.Employee)), null, null)
        );
        await RefusedAsync(late);
    }

    [Fact]
    public async Task Staff_may_take_more_than_their_tenth()
    {
        await using var hub = new TestHub(new() { Admission = new() { PerCafe = 10 } });
        for (var i = 0; i < 10; i++)
        {
            await hub.EmployeeAsync($"employee{i}");
        }

        using var guest = Open(hub, "guest");
        await RefusedAsync(guest);
    }

    [Fact]
    public async Task The_server_has_a_limit_over_all_cafes()
    {
        await using var hub = new TestHub(new() { Admission = new() { PerServer = 10 } });
        for (var i = 0; i < 9; i++)
        {
            await hub.ConnectAsync(
                TestHub.Someone($"guest{i}", Role.Customer, [i % 2 == 0 ? "one" : "two"])
            );
        }

        using var tenth = Open(hub, "guest9");
        Assert.Equal(10, (await RefusedAsync(tenth)).Number("limit"));
        using var staff = await hub.AdminAsync();
    }

    [Fact]
    public async Task A_refused_socket_takes_no_slot_and_no_replaced_one()
    {
        await using var hub = new TestHub(
            new()
            {
                Admission = new()
                {
                    NewSocketsPerUserPerMinute = 5,
                    ReplaceSilentAfter = TimeSpan.FromSeconds(10),
                },
            }
        );
        var sockets = new List<TestClient>();
        for (var i = 0; i < 5; i++)
        {
            sockets.Add(await hub.GuestAsync());
        }

        // All are silent long enough, but the user has just opened too many.
        hub.Clock.Pass(TimeSpan.FromSeconds(11));
        using var sixth = Open(hub, "guest");
        Assert.Equal(60, (await RefusedAsync(sixth)).Number("window"));
        Assert.Equal(5, hub.Hub.ConnectionCounts[Role.Customer]);
        foreach (var socket in sockets)
        {
            await socket.PingAsync();
        }
    }

    [Fact]
    public async Task A_renewed_token_moves_the_slot()
    {
        await using var hub = new TestHub(new() { Admission = new() { PerCafe = 1 } });
        using var anna = await hub.EmployeeAsync();
        var moved = hub.Token(TestHub.Someone("anna", Role.Manager, ["two"]));
        await anna.SendAsync("{\"type\":\"token_refresh\",\"data\":{\"token\":\"" + moved + "\"}}");
        await anna.ReceiveAsync("token_refreshed");
        Assert.Equal(0, hub.Hub.ConnectionCounts[Role.Employee]);
        Assert.Equal(1, hub.Hub.ConnectionCounts[Role.Manager]);
        using var ben = await hub.EmployeeAsync("ben");
        await anna.LeaveAsync();
        using var zoe = await hub.ConnectAsync(TestHub.Someone("zoe", Role.Employee, ["two"]));
        Assert.Equal(0, hub.Hub.ConnectionCounts[Role.Manager]);
    }

    private static TestClient Open(TestHub hub, string user) =>
        hub.Open(new(hub.Token(TestHub.Someone(user, Role.Customer)), null, null));

    private static async Task<JsonElement> RefusedAsync(TestClient refused)
    {
        using var client = refused;
        var error = await client.ErrorAsync("CONNECTION_LIMIT_EXCEEDED");
        await client.ClosedAsync(4429);
        return error;
    }
}
