using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;

namespace TableTap.Server.Tests.SignIn;

/// <summary>Section 9: a server that is killed between the rotation and its answer gives the same successor when it is back.</summary>
public sealed class KilledSignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kill_at_any_moment_of_a_refresh_signs_nobody_out()
    {
        // A slow machine starts again within the grace, too.
        using var directory = new TemporaryDirectory();
        var settings = Path.Combine(directory.Path, "settings.json");
        await File.WriteAllTextAsync(settings, """{"Auth":{"RefreshGrace":"10m"}}""", Cancel);
        await using var server = await ServerProcess.StartAsync("--config", settings);
        using var http = new HttpClient();
        var present = await PostAsync(
            http,
            server,
            "pin",
            """{"cafeId":"demo","employeeId":"anna","pin":"1111"}"""
        );
        foreach (var delay in (int[])[0, 1, 3, 8, 20])
        {
            var asked = present;
            var answer = RefreshAsync(http, server, asked);
            await Task.Delay(TimeSpan.FromMilliseconds(delay), TimeProvider.System, Cancel);
            await server.KillAsync();
            JsonElement? heard = null;
            try
            {
                heard = await answer;
            }
            catch (HttpRequestException)
            {
                // The kill came before the answer.
            }

            await server.StartAgainAsync();
            present = await RefreshAsync(http, server, asked);
            if (heard is { } told)
            {
                Assert.Equal(told.GetRawText(), present.GetRawText());
            }

            var again = await RefreshAsync(http, server, asked);
            Assert.Equal(present.GetRawText(), again.GetRawText());
        }
    }

    private static Task<JsonElement> RefreshAsync(
        HttpClient http,
        ServerProcess server,
        JsonElement last
    ) =>
        PostAsync(
            http,
            server,
            "refresh",
            $$"""{"refreshToken":"{{last.GetProperty("refreshToken").GetString()}}"}"""
        );

    private static async Task<JsonElement> PostAsync(
        HttpClient http,
        ServerProcess server,
        string address,
        string body
    )
    {
        using var content = new StringContent(body, null, "application/json");
        using var answer = await http.PostAsync(
            new Uri(server.Http, $"/v1/auth/{address}"),
            content,
            Cancel
        );
        Assert.Equal(200, (int)answer.StatusCode);
        return await answer.JsonAsync();
    }
}
