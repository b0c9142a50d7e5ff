using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Hosting;

/// <summary>What a changed settings file changes while the server runs, and what it does not.</summary>
public sealed class SettingsReloadTests
{
    private const string Opened = " TableTap.Realtime[2001] ";
    private const string Counts = " TableTap[130] ";
    private const string Waits = " TableTap[131] ";
    private const string Wrong = " TableTap[132] ";

    [Fact]
    public async Task How_much_is_logged_changes_without_a_restart()
    {
        await using var server = await TestServer.StartAsync(
            ("Logging:LogLevel:Default", "Information")
        );
        await ConnectAsync(server, "ada");
        Assert.DoesNotContain(server.Logs.Lines, Has(Opened));

        server.Reload(("Logging:LogLevel:Default", "Debug"));
        await ConnectAsync(server, "ben");
        Assert.Single(server.Logs.Lines, Has(Counts));
        Assert.Single(server.Logs.Lines, Has(Opened));

        server.Reload(("Logging:LogLevel:Default", "Warning"));
        await ConnectAsync(server, "cleo");
        Assert.Single(server.Logs.Lines, Has(Opened));
        Assert.DoesNotContain(server.Logs.Lines, Has(Waits));
    }

    [Fact]
    public async Task A_token_in_an_address_is_not_logged_at_any_level_that_comes_later()
    {
        await using var server = await TestServer.StartAsync(
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft", "Warning")
        );

        server.Reload(
            ("Logging:LogLevel:Default", "Trace"),
            ("Logging:LogLevel:Microsoft", "Trace"),
            ("Logging:LogLevel:Microsoft.AspNetCore.Hosting.Diagnostics", "Trace")
        );
        using var answer = await server.SendAsync(HttpMethod.Get, "/health/live?token=marmalade");

        Assert.DoesNotContain(server.Logs.Lines, Has("marmalade"));
    }

    [Theory]
    [InlineData("Limits:SocketsPerUser", "1", "were promised the old value")]
    [InlineData("Server:Urls", "http://127.0.0.1:1", "addresses are opened at the start")]
    [InlineData("Storage:Directory", "elsewhere", "the store is opened at the start")]
    [InlineData("Kestrel:Certificates:Default:Path", "/x.pem", "a renewed file is served by itself")]
    public async Task What_waits_for_a_restart_is_told_with_the_reason_and_does_not_count(
        string key,
        string value,
        string reason
    )
    {
        await using var server = await TestServer.StartAsync();

        server.Reload((key, value));
        // Told once, and not at each further change.
        server.Reload((key, value), ("Logging:LogLevel:Default", "Trace"));

        var line = Assert.Single(server.Logs.Lines, Has(Waits));
        Assert.Contains(key, line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        using var first = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await first.ReadAsync("connection_established");
        using var second = await server.ConnectAsync(server.Token("ada", Role.Customer));
        await second.ReadAsync("connection_established");
    }

    [Fact]
    public async Task Settings_that_are_wrong_change_nothing()
    {
        await using var server = await TestServer.StartAsync(
            ("Logging:LogLevel:Default", "Information")
        );

        server.Reload(("Logging:LogLevel:Default", "Debug"), ("Limits:SocketsPerUser", "many"));
        await ConnectAsync(server, "ada");

        Assert.Contains(
            "Limits:SocketsPerUser",
            Assert.Single(server.Logs.Lines, Has(Wrong)),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(server.Logs.Lines, Has(Counts));
        Assert.DoesNotContain(server.Logs.Lines, Has(Opened));
    }

    [Fact]
    public async Task A_file_that_comes_changes_or_goes_is_told_once_each_time()
    {
        using var directory = new TemporaryDirectory();
        var time = new FakeTimeProvider();
        var file = Path.Combine(directory.Path, "appsettings.json");
        var changes = 0;
        await using var watch = new SettingsFileWatch(file, () => changes++, time);

        Look();
        Assert.Equal(0, changes);
        await File.WriteAllTextAsync(file, "{}", TestContext.Current.CancellationToken);
        Look();
        Look();
        Assert.Equal(1, changes);
        await File.WriteAllTextAsync(file, "{ }", TestContext.Current.CancellationToken);
        Look();
        Look();
        Assert.Equal(2, changes);
        File.Delete(file);
        Look();
        Assert.Equal(3, changes);

        void Look() => time.Advance(TimeSpan.FromSeconds(2));
    }

    private static async Task ConnectAsync(TestServer server, string guest)
    {
        using var socket = await server.ConnectAsync(server.Token(guest, Role.Customer));
        await socket.ReadAsync("connection_established");
    }

    private static Predicate<string> Has(string text) =>
        line => line.Contains(text, StringComparison.Ordinal);
}
