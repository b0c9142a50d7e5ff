using System.Text.Json;
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
    public async Task A_seat_left_is_a_seat_free()
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

    [Fact]
    public async Task A_user_opens_ten_sockets_a_minute()
    {
        await using var hub = new TestHub();
        for (var i = 0; i < 10; i++)
        {
            using var client = await hub.GuestAsync();
            await client.LeaveAsync();
        }

        hub.Clock.Pass(TimeSpan.FromSeconds(15));
        using var eleventh = Open(hub, "guest");
        var error = await RefusedAsync(eleventh);
        Assert.Equal(10, error.Number("limit"));
        Assert.Equal(45, error.Number("retryAfter"));
        Assert.Equal(60, error.Number("window"));
        hub.Clock.Pass(TimeSpan.FromSeconds(45));
        await hub.GuestAsync();
    }

    [Fact]
    public async Task A_tenth_of_a_cafes_seats_is_kept_for_staff()
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
    public async Task A_refused_socket_takes_no_seat_and_no_replaced_one()
    {
        await using var hub = new TestHub(
            new() { Admission = new() { NewSocketsPerUserPerMinute = 5 } }
        );
        var sockets = new List<TestClient>();
        for (var i = 0; i < 5; i++)
        {
            sockets.Add(await hub.GuestAsync());
        }

        // All are silent long enough, but the user has opened too many in this minute.
        hub.Clock.Pass(TimeSpan.FromSeconds(36));
        using var sixth = Open(hub, "guest");
        Assert.Equal(60, (await RefusedAsync(sixth)).Number("window"));
        Assert.Equal(5, hub.Hub.ConnectionCounts[Role.Customer]);
        foreach (var socket in sockets)
        {
            await socket.PingAsync();
        }
    }

    [Fact]
    public async Task A_renewed_token_moves_the_seat()
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

    private static async Task<JsonElement> RefusedAsync(TestClient client)
    {
        var error = await client.ErrorAsync("CONNECTION_LIMIT_EXCEEDED");
        await client.ClosedAsync(4429);
        return error;
    }
}
