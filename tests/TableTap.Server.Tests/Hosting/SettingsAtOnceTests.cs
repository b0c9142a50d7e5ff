using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Webhooks;
using TableTap.Terms;

namespace TableTap.Server.Tests.Hosting;

/// <summary>What counts as soon as the settings change: who is connected keeps what there was, who comes gets the new one.</summary>
public sealed class SettingsAtOnceTests
{
    private const string Old = "https://old.example.com";
    private const string New = "https://new.example.com";
    private const string Secrets = "Payments:Providers:bank:Secrets";
    private const string First = "first-key-of-the-bank";
    private const string Second = "second-key-of-that-bank";
    private const string Waits = " TableTap[131] ";
    private const string Wrong = " TableTap[132] ";
    private const string Takes = " TableTap[133] ";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_origin_is_let_in_an_old_one_is_not_and_whoever_is_connected_stays()
    {
        await using var server = await TestServer.StartAsync(("Security:AllowedOrigins", Old));
        using var before = await ConnectAsync(server, Old);
        await before.ReadAsync("connection_established");

        server.Reload(("Security:AllowedOrigins", New));

        using var refused = await ConnectAsync(server, Old);
        Assert.Equal(4403, await refused.ReadCloseAsync());
        using var after = await ConnectAsync(server, New);
        await after.ReadAsync("connection_established");
        Assert.False(await MayReadAsync(server, Old));
        Assert.True(await MayReadAsync(server, New));
        await before.SendAsync("""{"type":"ping","data":{}}""");
        await before.ReadAsync("pong");
        Assert.Contains("AllowedOrigins", Assert.Single(server.Logs.Lines, Has(Takes)));
        Assert.DoesNotContain(server.Logs.Lines, Has(Waits));
    }

    [Fact]
    public async Task A_secret_follows_another_one_without_a_gap()
    {
        await using var server = await TestServer.StartAsync((Secrets, First));
        Assert.Equal([200, 401], await StatusesAsync(server, First, Second));

        server.Reload((Secrets, $"{First},{Second}"));
        Assert.Equal([200, 200], await StatusesAsync(server, First, Second));

        server.Reload((Secrets, Second));
        Assert.Equal([401, 200], await StatusesAsync(server, First, Second));
        Assert.DoesNotContain(server.Logs.Lines, Has(First));
        Assert.DoesNotContain(server.Logs.Lines, Has(Second));
    }

    [Fact]
    public async Task A_secret_in_a_file_is_read_when_the_settings_are()
    {
        using var directory = new TemporaryDirectory();
        var file = Path.Combine(directory.Path, "bank");
        await File.WriteAllTextAsync(file, First, Cancel);
        await using var server = await TestServer.StartAsync((Secrets + "File", file));

        await File.WriteAllTextAsync(file, $"{First}\n{Second}\n", Cancel);
        server.Reload();
        Assert.Equal([200, 200], await StatusesAsync(server, First, Second));

        // It moves from its file into the settings.
        server.Reload((Secrets + "File", ""), (Secrets, Second));
        Assert.Equal([401, 200], await StatusesAsync(server, First, Second));
        Assert.DoesNotContain(server.Logs.Lines, Has(Waits));
        Assert.DoesNotContain(server.Logs.Lines, Has(Second));
    }

    [Fact]
    public async Task A_running_server_looks_at_its_settings_file_and_at_those_of_secrets()
    {
        using var directory = new TemporaryDirectory();
        var secret = Path.Combine(directory.Path, "bank");
        var file = Path.Combine(directory.Path, "appsettings.json");
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await File.WriteAllTextAsync(file, "{}", Cancel);
        await File.WriteAllTextAsync(secret, First, Cancel);
        await using var server = await TestServer.StartAsync(
            time,
            file,
            (Secrets + "File", secret)
        );

        await File.WriteAllTextAsync(secret, Second, Cancel);
        Look();
        Assert.Contains("SecretsFile", Assert.Single(server.Logs.Lines, Has(Takes)));
        await File.WriteAllTextAsync(
            file,
            $$$"""{"Security":{"AllowedOrigins":["{{{New}}}"]}}""",
            Cancel
        );
        Look();
        Look();

        Assert.Equal([401, 200], await StatusesAsync(server, time.GetUtcNow(), First, Second));
        Assert.True(await MayReadAsync(server, New));
        Assert.Equal(2, server.Logs.Lines.Count(line => Has(Takes)(line)));

        void Look() => time.Advance(TimeSpan.FromSeconds(2));
    }

    [Theory]
    [InlineData(Secrets, "short", "less than 16 characters")]
    [InlineData("Security:TrustedProxies", "somewhere", "an IP address like")]
    [InlineData("Limits:SocketsPerUser", "0", "from 1 to 10000")]
    public async Task What_is_wrong_is_told_and_changes_nothing(
        string key,
        string value,
        string allowed
    )
    {
        await using var server = await TestServer.StartAsync(
            (Secrets, First),
            ("Security:AllowedOrigins", Old)
        );

        (string Key, string Value)[] others = [(Secrets, Second), ("Security:AllowedOrigins", New)];
        server.Reload([.. others.Where(one => one.Key != key), (key, value)]);

        var line = Assert.Single(server.Logs.Lines, Has(Wrong));
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains(allowed, line, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Logs.Lines, Has(Takes));
        Assert.Equal([200, 401], await StatusesAsync(server, First, Second));
        Assert.True(await MayReadAsync(server, Old));
        Assert.False(await MayReadAsync(server, New));
    }

    [Fact]
    public async Task A_provider_that_comes_or_goes_waits_for_a_start()
    {
        await using var server = await TestServer.StartAsync((Secrets, First));

        server.Reload(("Payments:Providers:other:Secrets", Second));

        Assert.Contains("other", Assert.Single(server.Logs.Lines, Has(Waits)));
        Assert.DoesNotContain(server.Logs.Lines, Has(Takes));
        Assert.Equal(404, await StatusAsync(server, "other", Second, DateTimeOffset.UtcNow));
        Assert.Equal([200, 401], await StatusesAsync(server, First, Second));
    }

    [Fact]
    public async Task Sockets_of_a_user_are_as_many_as_there_may_be_when_the_next_one_comes()
    {
        await using var server = await TestServer.StartAsync();
        using var first = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await first.ReadAsync("connection_established");

        server.Reload(("Limits:SocketsPerUser", "1"));
        using var refused = await server.ConnectAsync(server.Token("ada", Role.Customer));
        Assert.Equal(4429, await refused.ReadCloseAsync());
        server.Reload(("Limits:SocketsPerUser", "2"));
        using var second = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await second.ReadAsync("connection_established");

        await first.SendAsync("""{"type":"ping","data":{}}""");
        await first.ReadAsync("pong");
    }

    /// <summary>Six at random: that all come back within the first millisecond happens in no lifetime.</summary>
    [Fact]
    public async Task A_drain_takes_the_window_of_the_moment_in_which_it_begins()
    {
        await using var server = await TestServer.StartAsync(("Server:DrainWindow", "0s"));
        var guests = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(number =>
                    RawSocket.OpenAsync(server.SocketUrl, server.Token($"g{number}", Role.Customer))
                )
        );
        foreach (var guest in guests)
        {
            await guest.ExpectAsync("connection_established");
        }

        server.Reload(("Server:DrainWindow", "1s"));
        var stopping = server.StopAsync();
        var delays = await Task.WhenAll(guests.Select(DelayAsync));
        await stopping;

        Assert.Contains(delays, delay => delay > 0);
        Assert.All(delays, delay => Assert.InRange(delay, 0, 1_000));
    }

    private static async Task<double> DelayAsync(RawSocket guest)
    {
        await using (guest)
        {
            var advised = await guest.ExpectAsync("reconnect_advised");
            while (await guest.ReadAsync() is not null)
            {
                // Until the server closes.
            }

            return advised.Data().Number("delayMs");
        }
    }

    private static async Task<ClientWebSocket> ConnectAsync(TestServer server, string origin)
    {
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", origin);
        await socket.ConnectAsync(
            new($"{server.SocketUrl}?token={server.Token("ada", Role.Customer)}"),
            Cancel
        );
        return socket;
    }

    private static async Task<bool> MayReadAsync(TestServer server, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/health/live");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await server.Http.SendAsync(request, Cancel);
        return answer.Headers.Contains("Access-Control-Allow-Origin");
    }

    private static Task<IReadOnlyList<int>> StatusesAsync(
        TestServer server,
        params string[] secrets
    ) => StatusesAsync(server, DateTimeOffset.UtcNow, secrets);

    private static async Task<IReadOnlyList<int>> StatusesAsync(
        TestServer server,
        DateTimeOffset now,
        params string[] secrets
    )
    {
        var statuses = new List<int>();
        foreach (var secret in secrets)
        {
            statuses.Add(await StatusAsync(server, "bank", secret, now));
        }

        return statuses;
    }

    /// <summary>What the server answers to an event that means nothing here, signed with a secret.</summary>
    private static async Task<int> StatusAsync(
        TestServer server,
        string provider,
        string secret,
        DateTimeOffset now
    )
    {
        var body = Encoding.UTF8.GetBytes("""{"id":"evt-1","type":"payout.paid","amount":5}""");
        using var content = new ByteArrayContent(body);
        content.Headers.Add("TableTap-Signature", Signed.Header(secret, now, body));
        using var answer = await server.Http.PostAsync(
            $"/v1/webhooks/payments/{provider}",
            content,
            Cancel
        );
        return (int)answer.StatusCode;
    }

    private static Predicate<string> Has(string text) =>
        line => line.Contains(text, StringComparison.Ordinal);
}
