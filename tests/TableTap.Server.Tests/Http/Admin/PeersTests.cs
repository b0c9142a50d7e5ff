using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Realtime.Peers;
using TableTap.Server.Auth;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Peers;

namespace TableTap.Server.Tests.Http.Admin;

/// <summary>Section 10: which server answers an operator, and which others it hears.</summary>
public sealed class PeersTests
{
    [Fact]
    public async Task The_server_that_answers_says_who_it_is_and_whom_it_hears()
    {
        var backplane = new MemoryBackplane();
        await using var server = await TestServer.StartAsync(backplane.Open);
        using var guest = await server.ConnectAsync(server.Token("ada", Role.Customer));
        var established = await guest.ReadAsync("connection_established");
        await using var peer = new Cluster(
            backplane.Open(),
            TokenKeys.Open(server.DataDirectory).Derive(Peering.KeyPurpose),
            TimeProvider.System,
            NullLogger.Instance,
            node: "2c26b46b68ffc68f"
        )
        {
            Profile = new("till-2", "1.1.0"),
            Connections = () => 7,
        };
        peer.Join(established.GetProperty("data").GetProperty("epoch").GetString()!);

        JsonElement status = default;
        await Patience.UntilAsync(
            async () =>
            {
                status = await StatusAsync(server);
                var peers = status.GetProperty("peers");
                return peers.GetArrayLength() == 1 && peers[0].TryGetProperty("version", out _);
            },
            pauseMs: 50
        );
        var heard = status.GetProperty("peers")[0];
        Assert.Equal("2c26b46b68ffc68f", heard.GetProperty("id").GetString());
        Assert.Equal("till-2", heard.GetProperty("host").GetString());
        Assert.Equal("1.1.0", heard.GetProperty("version").GetString());
        Assert.Equal(7, heard.GetProperty("connections").GetInt32());
        Assert.InRange(heard.GetProperty("silentSeconds").GetInt32(), 0, 60);

        // The others know it by the same id.
        await Patience.UntilAsync(() => peer.Known is [{ Connections: 1 }], pauseMs: 50);
        var known = Assert.Single(peer.Known);
        var itself = status.GetProperty("server");
        Assert.Equal(itself.GetProperty("id").GetString(), known.Id);
        Assert.Equal(itself.GetProperty("host").GetString(), known.Host);
        Assert.Equal(itself.GetProperty("version").GetString(), known.Version);
    }

    [Fact]
    public async Task A_server_alone_has_an_id_too_and_another_after_each_start()
    {
        await using var server = await TestServer.StartAsync();
        var first = await StatusAsync(server);
        Assert.False(first.TryGetProperty("peers", out _));
        Assert.Equal(
            Environment.MachineName,
            first.GetProperty("server").GetProperty("host").GetString()
        );

        await server.RestartAsync();

        Assert.Matches("^[0-9a-f]{16}$", IdOf(first));
        Assert.NotEqual(IdOf(first), IdOf(await StatusAsync(server)));
    }

    private static string IdOf(JsonElement status) =>
        status.GetProperty("server").GetProperty("id").GetString()!;

    private static async Task<JsonElement> StatusAsync(TestServer server)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Get,
            "/v1/admin/status",
            server.Token("root", Role.Admin)
        );
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }
}
