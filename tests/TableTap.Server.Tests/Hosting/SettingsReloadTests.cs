using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using TableTap.Realtime.Observability;
using TableTap.Server.Configuration;
using TableTap.Server.Hosting;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Observability;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Hosting;

/// <summary>
/// What a changed settings file changes while the server runs, and what it does not. Spans are of the process: tests with traces run one after
/// the other.
/// </summary>
[Collection("Traces")]
public sealed class SettingsReloadTests
{
    private const string Opened = " TableTap.Realtime[2001] ";
    private const string Counts = " TableTap[130] ";
    private const string Waits = " TableTap[131] ";
    private const string Wrong = " TableTap[132] ";
    private const string Takes = " TableTap[133] ";

    /// <summary>Tells the traces of this test from those of others in the process.</summary>
    private const string Own = "5e771e5e771e5e771e5e";

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

    [Fact]
    public void Every_setting_counts_at_once_or_says_why_it_waits()
    {
        var keys = TableTapOptions
            .Effective(new ConfigurationBuilder().Build())
            .Select(setting => setting.Key)
            .ToList();

        Assert.NotEmpty(keys);
        Assert.All(
            keys.Where(key => !LiveSettings.Has(key)),
            key => Assert.False(string.IsNullOrEmpty(RestartReasons.Of(key)), key)
        );
        Assert.Contains(keys, LiveSettings.Has);
        Assert.Null(RestartReasons.Of("Elsewhere:Key"));
        Assert.Null(RestartReasons.Of("Linksome"));
    }

    /// <summary>The address of the collector alone was there at the start: nothing was traced.</summary>
    [Fact]
    public async Task What_is_traced_changes_without_a_restart()
    {
        var begun = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Traces.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.None,
            ActivityStarted = begun.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var collector = await OtlpTests.CollectorAsync();
        await using var server = await TestServer.StartAsync(
            ("Server:OtlpUrl", collector.Urls.Single()),
            ("Server:OtlpInterval", "1h"),
            ("Server:TracesPerThousand", "0")
        );

        await AnnounceAsync(server, 1);
        server.Reload(("Server:TracedCafes:0", "demo"), ("Server:OtlpUrl", "http://127.0.0.1:1"));
        await AnnounceAsync(server, 2);
        server.Reload(("Server:TracedCafes:0", "elsewhere"));
        await AnnounceAsync(server, 3);

        Assert.Equal(
            [Trace(2)],
            begun
                .Where(span => span.Kind == ActivityKind.Server)
                .Select(span => span.TraceId.ToHexString())
                .Where(id => id.StartsWith(Own, StringComparison.Ordinal))
        );
        Assert.Equal(
            2,
            server.Logs.Lines.Count(line =>
                Has(Takes)(line) && line.Contains("TracedCafes", StringComparison.Ordinal)
            )
        );
        // Where they are sent is no matter of a reload.
        Assert.Contains(server.Logs.Lines, line => Has(Waits)(line) && Has("OtlpUrl")(line));
    }

    [Fact]
    public async Task Traces_that_nobody_gets_wait_for_a_start_with_a_collector()
    {
        await using var server = await TestServer.StartAsync([.. TestServer.Quiet]);

        server.Reload(("Server:TracesPerThousand", "500"));

        Assert.Contains(server.Logs.Lines, line => Has(Waits)(line) && Has("OtlpUrl")(line));
        Assert.DoesNotContain(server.Logs.Lines, line => Has(Takes)(line));
    }

    [Fact]
    public async Task How_long_frames_may_be_watched_changes_without_a_restart()
    {
        await using var server = await TestServer.StartAsync(("Server:FrameWatch", "10m"));
        Assert.Equal(TimeSpan.FromMinutes(10), server.Live.Now.Server.FrameWatch);

        server.Reload(("Server:FrameWatch", "1m"));

        Assert.Equal(TimeSpan.FromMinutes(1), server.Live.Now.Server.FrameWatch);
        Assert.Single(server.Logs.Lines, Has(Takes));
        Assert.DoesNotContain(server.Logs.Lines, Has(Waits));
    }

    [Theory]
    [InlineData("Limits:ConnectionsPerServer", "1", "room for is reckoned at the start")]
    [InlineData("Limits:AcksPerMinute", "1", "counted against the old value")]
    [InlineData("Server:Urls", "http://127.0.0.1:1", "addresses are opened at the start")]
    [InlineData("Server:PushContact", "mailto:a@example.com", "what tells phones is made")]
    [InlineData("Auth:SessionLifetime", "1h", "were told their end by the old value")]
    [InlineData("History:Retention", "48h", "is gone for good")]
    [InlineData("Storage:Directory", "elsewhere", "the store is opened at the start")]
    [InlineData("Storage:Backups", "elsewhere", "what looks for backups is made at the start")]
    [InlineData(
        "Kestrel:Certificates:Default:Path",
        "/x.pem",
        "a renewed file is served by itself"
    )]
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
    public async Task A_file_that_comes_changes_or_goes_is_told_once_each_time_and_so_is_that_of_a_secret()
    {
        using var directory = new TemporaryDirectory();
        var time = new FakeTimeProvider();
        var file = Path.Combine(directory.Path, "appsettings.json");
        var secret = Path.Combine(directory.Path, "secret");
        var (first, second) = (secret + ".1", secret + ".2");
        List<string> named = [file];
        var changes = 0;
        await using var watch = new SettingsFileWatch(() => named, () => changes++, time);

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
        await File.WriteAllTextAsync(first, "one", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(second, "another", TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(secret, first);
        named = [file, secret];
        Look();
        Look();
        Assert.Equal(4, changes);
        // As those do who renew what a link leads to.
        File.Delete(secret);
        File.CreateSymbolicLink(secret, second);
        Look();
        Look();
        Assert.Equal(5, changes);

        void Look() => time.Advance(TimeSpan.FromSeconds(2));
    }

    private static string Trace(int number) =>
        Own + number.ToString("x12", CultureInfo.InvariantCulture);

    private static async Task AnnounceAsync(TestServer server, int number)
    {
        using var answer = await server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            server.Token("maya", Role.Manager),
            $$$"""{"type":"announcement_publish","messageId":"m{{{number}}}","correlationId":"00-{{{Trace(number)}}}-00f067aa0ba902b7-01","data":{"cafeId":"demo","message":"We close at four","audience":"guests"}}"""
        );
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static async Task ConnectAsync(TestServer server, string guest)
    {
        using var socket = await server.ConnectAsync(server.Token(guest, Role.Customer));
        await socket.ReadAsync("connection_established");
    }

    private static Predicate<string> Has(string text) =>
        line => line.Contains(text, StringComparison.Ordinal);
}
