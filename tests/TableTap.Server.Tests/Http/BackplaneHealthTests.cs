using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Server.Tests.Http;

/// <summary>Where operators see whether a server hears the others.</summary>
public sealed class BackplaneHealthTests
{
    [Fact]
    public async Task A_server_that_does_not_hear_the_others_is_ready_and_says_so()
    {
        var backplane = new MemoryBackplane();
        await using var server = await TestServer.StartAsync(backplane.Open);
        await Patience.UntilAsync(async () => await BackplaneAsync() == "up", pauseMs: 50);
        Assert.False((await StatusAsync()).Has("backplane"));

        backplane.IsCut = true;
        await Patience.UntilAsync(async () => await BackplaneAsync() == "down", pauseMs: 50);
        var status = await StatusAsync();
        Assert.Equal("ready", status.Text("state"));
        Assert.Contains("No message", status.Text("backplane"), StringComparison.Ordinal);

        backplane.IsCut = false;
        await Patience.UntilAsync(async () => await BackplaneAsync() == "up", pauseMs: 50);

        async Task<string> BackplaneAsync()
        {
            using var answer = await server.SendAsync(HttpMethod.Get, "/health/ready");
            Assert.Equal(200, (int)answer.StatusCode);
            var ready = await answer.JsonAsync();
            Assert.Equal("ready", ready.Text("status"));
            return ready.Text("backplane");
        }

        async Task<JsonElement> StatusAsync()
        {
            using var answer = await server.SendAsync(
                HttpMethod.Get,
                "/v1/admin/status",
                server.Token("root", Role.Admin)
            );
            Assert.Equal(200, (int)answer.StatusCode);
            return (await answer.JsonAsync()).GetProperty("server");
        }
    }

    [Fact]
    public async Task A_server_alone_says_nothing_of_others()
    {
        await using var server = await TestServer.StartAsync();

        using var answer = await server.SendAsync(HttpMethod.Get, "/health/ready");

        Assert.Equal("""{"status":"ready"}""", (await answer.JsonAsync()).GetRawText());
    }
}
