using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary>The program as an operator runs it: a process of its own, told to stop by a signal.</summary>
public sealed class ServeProcessTests
{
    [Theory]
    [InlineData("TERM")]
    [InlineData("HUP")]
    public async Task Server_says_ready_drains_at_a_signal_and_ends_with_0(string signal)
    {
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(directory, "--demo");
        using var http = new HttpClient();
        using var ready = await http.GetAsync(
            new Uri(server.Http, "/health/ready"),
            TestContext.Current.CancellationToken
        );

        Assert.Equal(200, (int)ready.StatusCode);
        Assert.Equal(ExitCode.Done, await server.TerminateAsync(signal));
        var all = string.Join('\n', server.Log);
        Assert.Contains(
            new Uri(server.Http, "/?show=guest").ToString(),
            all,
            StringComparison.Ordinal
        );
        Assert.Contains(
            new Uri(server.Http, "/g/demo?t=").ToString(),
            all,
            StringComparison.Ordinal
        );
        Assert.Contains("draining", all, StringComparison.Ordinal);
        Assert.Contains("stopped", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edit_of_the_settings_file_changes_what_a_running_server_logs()
    {
        const string opened = "opened for a ";
        using var directory = new TemporaryDirectory();
        using var settings = new TemporaryDirectory();
        var file = Path.Combine(settings.Path, "appsettings.json");
        await WriteAsync("Information");
        await using var server = await StartAsync(directory, "--demo", "--config", file);
        await ConnectAsync();

        await WriteAsync("Debug");
        await Patience.UntilAsync(() => Says("the settings of logging have changed, and count"));
        Assert.False(Says(opened), "It was logged before it was asked for.");
        await ConnectAsync();
        await Patience.UntilAsync(() => Says(opened));

        Assert.Equal(ExitCode.Done, await server.TerminateAsync());

        bool Says(string words) =>
            server.Log.Any(line => line.Contains(words, StringComparison.Ordinal));

        // Put in its place at once, as editors do.
        async Task WriteAsync(string level)
        {
            await File.WriteAllTextAsync(
                file + ".new",
                $$$$"""{"Logging":{"LogLevel":{"Default":"{{{{level}}}}"}}}""",
                TestContext.Current.CancellationToken
            );
            File.Move(file + ".new", file, overwrite: true);
        }

        async Task ConnectAsync()
        {
            await using var token = new StringWriter();
            Assert.Equal(
                ExitCode.Done,
                await CommandLine.RunAsync(
                    [
                        "token",
                        "--user",
                        "ada",
                        "--role",
                        "customer",
                        "--cafe",
                        "demo",
                        "--data",
                        directory.Path,
                    ],
                    token,
                    TextWriter.Null,
                    TestContext.Current.CancellationToken
                )
            );
            using var socket = new ClientWebSocket();
            socket.Options.SetRequestHeader("Authorization", $"Bearer {token.ToString().Trim()}");
            await socket.ConnectAsync(server.Socket, TestContext.Current.CancellationToken);
            // Its first frame says that it is let in.
            await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
            socket.Abort();
        }
    }

    [Fact]
    public async Task Second_server_on_the_same_data_ends_with_1_and_one_line()
    {
        using var directory = new TemporaryDirectory();
        await using var first = await StartAsync(directory);

        using var second = Process.Start(
            ServerProgram.Command(
                ServerProgram.Server,
                "serve",
                "--urls",
                "http://127.0.0.1:0",
                "--data",
                directory.Path
            )
        )!;
        var error = await second.StandardError.ReadToEndAsync(
            TestContext.Current.CancellationToken
        );
        await second.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(ExitCode.Failed, second.ExitCode);
        Assert.StartsWith(
            "tabletap: ",
            Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal
        );
        Assert.Contains(directory.Path, error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Done, await first.TerminateAsync("INT"));
    }

    [Fact]
    public async Task A_server_whose_port_is_taken_ends_with_one_line_and_is_not_taken_for_ready()
    {
        using var directory = new TemporaryDirectory();
        using var other = new TemporaryDirectory();
        await using var first = await StartAsync(directory);
        await using var second = new ServerProgram(
            new ServerLaunch(other.Path, [], Settings()) { Port = first.Http.Port }
        );

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(second.StartAsync);

        Assert.Contains(
            $"tabletap: Failed to bind to address {first.Http.GetLeftPart(UriPartial.Authority)}: address already in use.",
            refused.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(ExitCode.Failed, await second.EndAsync());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_manager_hears_that_it_is_ready_lives_and_stops(bool isAbstract)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Service managers of Linux listen so.");
        using var directory = new TemporaryDirectory();
        using var place = new TemporaryDirectory();
        using var manager = new ServiceListener(
            isAbstract
                ? "@" + Path.GetFileName(place.Path)
                : Path.Combine(place.Path, "notify.socket")
        );
        await using var server = await StartAsync(
            new ServerLaunch(directory.Path, [], Settings())
            {
                Environment = Settings(
                    ("NOTIFY_SOCKET", manager.Address),
                    ("WATCHDOG_USEC", "200000")
                ),
            }
        );

        Assert.Equal("READY=1", await manager.NextAsync());
        using var http = new HttpClient();
        using var ready = await http.GetAsync(
            new Uri(server.Http, "/health/ready"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(200, (int)ready.StatusCode);
        Assert.Equal("WATCHDOG=1", await manager.NextAsync());
        var ended = server.TerminateAsync();
        string word;
        do
        {
            word = await manager.NextAsync();
        } while (word == "WATCHDOG=1");

        Assert.Equal("STOPPING=1", word);
        Assert.Equal(ExitCode.Done, await ended);
    }

    [Fact]
    public async Task Every_line_of_a_log_in_json_can_be_read_and_none_has_a_token()
    {
        const string token = "marmalade";
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(
            new ServerLaunch(
                directory.Path,
                [],
                Settings(
                    ("Logging:Console:FormatterName", "json"),
                    ("Logging:LogLevel:Default", "Trace"),
                    ("Logging:LogLevel:Microsoft.AspNetCore", "Trace")
                )
            )
        );
        using var http = new HttpClient();
        using var answer = await http.GetAsync(
            new Uri(server.Http, $"/health/live?token={token}"),
            TestContext.Current.CancellationToken
        );
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(
            new Uri(server.Socket, $"?token={token}"),
            TestContext.Current.CancellationToken
        );
        // Its first frame says why it is not let in.
        await socket.ReceiveAsync(new byte[4096], TestContext.Current.CancellationToken);
        socket.Abort();
        Assert.Equal(ExitCode.Done, await server.TerminateAsync());

        List<JsonElement> lines = [.. server.Log.Select(Parsed)];
        Assert.All(
            lines,
            line =>
            {
                Assert.True(line.GetProperty("EventId").TryGetInt32(out _));
                Assert.NotEqual("", line.GetProperty("Category").GetString());
                Assert.True(line.GetProperty("Timestamp").TryGetDateTimeOffset(out _));
            }
        );
        var ready = Assert.Single(
            lines,
            line =>
                line.GetProperty("Category").GetString() == "TableTap"
                && line.GetProperty("EventId").GetInt32() == 100
        );
        Assert.Equal("Ready", ready.GetProperty("EventName").GetString());
        Assert.Equal("Information", ready.GetProperty("LogLevel").GetString());
        Assert.Equal(
            server.Http.GetLeftPart(UriPartial.Authority),
            ready.GetProperty("State").GetProperty("Addresses").GetString()
        );
        Assert.Contains(lines, line => line.GetProperty("LogLevel").GetString() == "Debug");
        Assert.DoesNotContain(
            server.Log,
            line => line.Contains(token, StringComparison.OrdinalIgnoreCase)
        );

        static JsonElement Parsed(string line)
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.Clone();
        }
    }

    [Fact]
    public async Task Every_line_of_a_log_for_systemd_begins_with_its_priority()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(
            new ServerLaunch(
                directory.Path,
                [],
                Settings(("Logging:Console:FormatterName", "systemd"))
            )
        );
        Assert.Equal(ExitCode.Done, await server.TerminateAsync());

        Assert.All(server.Log, line => Assert.Matches("^<[0-7]>", line));
        Assert.Contains(
            server.Log,
            line => line.StartsWith("<6>TableTap[100] ready on ", StringComparison.Ordinal)
        );
    }

    private static Task<ServerProgram> StartAsync(
        TemporaryDirectory directory,
        params string[] arguments
    ) => StartAsync(new ServerLaunch(directory.Path, arguments, Settings()));

    private static async Task<ServerProgram> StartAsync(ServerLaunch launch)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var server = new ServerProgram(launch);
        await server.StartAsync();
        return server;
    }

    private static Dictionary<string, string> Settings(params (string Key, string Value)[] all) =>
        all.ToDictionary(one => one.Key, one => one.Value, StringComparer.Ordinal);
}
