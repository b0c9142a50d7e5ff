using System.Text.Json;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Section 9: people sign in where the disk takes nothing, and where the wall clock is set by somebody.</summary>
public sealed class SignInTroubleTests
{
    private static readonly (string, string) Quick = ("Auth:PinIterations", "100000");

    [Fact]
    public async Task Where_the_disk_takes_nothing_all_is_refused_and_nothing_is_lost()
    {
        var faults = new StoreFaults();
        await using var server = await TestServer.StartAsync(
            TimeProvider.System,
            options => options with { Faults = faults, BusyTimeout = TimeSpan.Zero },
            Quick
        );
        var maya = server.Token("maya", Role.Manager);
        var code = await server.CodeAsync("7");
        var guest = await server.GuestAsync(code);
        var anna = await server.PinAsync("anna", "1111");

        faults.Beginning = connection => Statement.Run(connection, "PRAGMA query_only = ON");
        using var noGuest = await server.TryGuestAsync(code);
        using var noPin = await server.TryPinAsync("anna", "1111");
        using var noRefresh = await server.RefreshAsync(guest);
        using var noSignOut = await server.RefreshAsync(anna, "sign-out");
        using var noSet = await server.SetPinAsync(maya, "anna", "4711");
        using var noRevoke = await server.SendAsync(
            HttpMethod.Delete,
            "/v1/cafes/demo/tables/7/code",
            maya
        );
        for (var number = 0; number < 5; number++)
        {
            using var wrong = await server.TryPinAsync("ben", "0000");
            await wrong.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }

        using var locked = await server.TryPinAsync("ben", "2222");
        faults.Beginning = _ => { };
        foreach (
            var refused in (HttpResponseMessage[])
                [noGuest, noPin, noRefresh, noSignOut, noSet, noRevoke]
        )
        {
            await refused.ProblemAsync(503, "SERVICE_UNAVAILABLE");
        }

        await locked.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
        await Patience.UntilAsync(async () =>
        {
            using var again = await server.RefreshAsync(guest);
            return (int)again.StatusCode == 200;
        });
        using var done = await server.RefreshAsync(anna, "sign-out");
        Assert.Equal(204, (int)done.StatusCode);
        await server.GuestAsync(code);
    }

    [Theory]
    [InlineData(-400, 0)]
    [InlineData(-1, 120)]
    [InlineData(400, 0)]
    public async Task A_wall_clock_that_jumps_signs_nobody_out_and_lifts_no_lock(
        double days,
        int seconds
    )
    {
        var clock = new OddClock(Batch.Noon);
        await using var server = await TestServer.StartAsync(new BelievedClock(clock), Quick);
        var guest = await server.GuestAsync(await server.CodeAsync("7"));
        for (var number = 0; number < 5; number++)
        {
            using var wrong = await server.TryPinAsync("anna", "0000");
            await wrong.ProblemAsync(401, "AUTHENTICATION_FAILED");
        }

        clock.Set(TimeSpan.FromDays(days));
        clock.Pass(TimeSpan.FromSeconds(seconds));
        guest = await NextAsync(server, guest);
        using var locked = await server.TryPinAsync("anna", "1111");
        clock.Set(TimeSpan.Zero);
        clock.Pass(TimeSpan.FromSeconds(70));
        await NextAsync(server, guest);

        await locked.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
    }

    private static async Task<JsonElement> NextAsync(TestServer server, JsonElement session)
    {
        using var answer = await server.RefreshAsync(session);
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }
}
