using System.Diagnostics.Metrics;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Peers;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Diagnosis;
using TableTap.Server.Hosting;
using TableTap.Server.Http.Operations;
using TableTap.Server.Push;
using TableTap.Storage.Postgres;
using TableTap.Storage.Sqlite;
using TableTap.Terms;

namespace TableTap.Server.Testing;

/// <summary>
/// The real server in this process: real Kestrel on a free port, a journal in a directory of its own, the demo café. Its
/// settings come from the test alone, never from the environment.
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly IConfigurationRoot _configuration;
    private readonly TimeProvider _time;
    private Func<SqliteJournalOptions, SqliteJournalOptions> _journal = options => options;
    private Func<IJournal, IJournal> _around = journal => journal;
    private Func<IBackplane>? _backplane;
    private string? _file;

    // A test knows what it breaks itself, and its clock is not that of the files, unless it is about what a server finds.
    private IReadOnlyList<Check> _checks = [];
    private ServerHost _host = null!;
    private TokenMint _mint = null!;

    private TestServer(TimeProvider time, (string Key, string Value)[] settings)
    {
        _time = time;
        var all = new Dictionary<string, string?>
        {
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Server:DrainWindow"] = "0s",
            ["Storage:Directory"] = Path.Combine(_directory.Path, "data"),
            ["Demo:Enabled"] = "true",
            // A test counts what it does itself, unless it is about probes.
            ["Server:ProbeInterval"] = "0s",
            // Everything is logged, so that a test can say what is not.
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        _configuration = new ConfigurationBuilder().AddInMemoryCollection(all).Build();
        Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
    }

    /// <summary>
    /// Settings for tests of thousands of messages that ask nothing of the log: some twenty lines for each request are work that
    /// nobody reads.
    /// </summary>
    public static IReadOnlyList<(string Key, string Value)> Quiet { get; } =
    [("Logging:LogLevel:Default", "Warning"), ("Logging:LogLevel:Microsoft", "Warning")];

    /// <summary>Where it listens: <c>http://127.0.0.1:12345</c>.</summary>
    public Uri Url => new(_host.Addresses[0]);

    /// <summary>Where a server of several addresses is reached last.</summary>
    public Uri LastUrl => new(_host.Addresses[^1]);

    /// <summary>The socket's address, without a token.</summary>
    public Uri SocketUrl =>
        new UriBuilder(Url) { Scheme = Url.Scheme == "https" ? "wss" : "ws", Path = "/v1" }.Uri;

    /// <summary>Every route, as method and address.</summary>
    internal ApiRoutes Routes => _host.Routes;

    /// <summary>What phones are told with.</summary>
    internal OrderPush Push => _host.Push!;

    /// <summary>The settings that count and may change while it runs.</summary>
    internal LiveSettings Live => _host.Live;

    /// <summary>The figures of this server alone.</summary>
    public Meter Meter => _host.Meter;

    /// <summary>Where the figures are, if that is an address of their own.</summary>
    public string? MetricsAddress => _host.MetricsAddress;

    /// <summary>The journal and the keys.</summary>
    public string DataDirectory => _configuration["Storage:Directory"]!;

    /// <summary>Asks over HTTP; relative addresses are the server's.</summary>
    public HttpClient Http { get; private set; }

    /// <summary>Everything the server logged.</summary>
    public LogCapture Logs { get; } = new();

    /// <summary>Starts a server.</summary>
    /// <param name="settings">Settings that differ from the defaults: <c>("Limits:MessagesPerMinute", "5")</c>.</param>
    public static Task<TestServer> StartAsync(params (string Key, string Value)[] settings) =>
        StartAsync(TimeProvider.System, settings);

    /// <summary>Starts a server whose journal the test puts something around.</summary>
    internal static Task<TestServer> StartAsync(
        Func<IJournal, IJournal> around,
        params (string Key, string Value)[] settings
    ) => StartAsync(new TestServer(TimeProvider.System, settings) { _around = around });

    /// <summary>Starts a server that has a backplane, though nobody else is there.</summary>
    internal static Task<TestServer> StartAsync(
        Func<IBackplane> backplane,
        params (string Key, string Value)[] settings
    ) => StartAsync(new TestServer(TimeProvider.System, settings) { _backplane = backplane });

    /// <summary>Starts a server that has a backplane, on a clock of the test's own.</summary>
    internal static Task<TestServer> StartAsync(
        TimeProvider time,
        Func<IBackplane> backplane,
        params (string Key, string Value)[] settings
    ) =>
        StartAsync(
            new TestServer(time, settings)
            {
                _backplane = backplane,
                _journal = options => options with { CommitPatience = TimeSpan.FromMinutes(1) },
            }
        );

    /// <summary>Starts a server that looks at itself, as every server does outside of tests.</summary>
    internal static Task<TestServer> StartWatchedAsync(
        params (string Key, string Value)[] settings
    ) => StartWatchedAsync(Examination.Watched, settings);

    /// <summary>Starts a server that looks at itself with checks of the test's own.</summary>
    internal static Task<TestServer> StartWatchedAsync(
        IReadOnlyList<Check> checks,
        params (string Key, string Value)[] settings
    ) => StartAsync(new TestServer(TimeProvider.System, settings) { _checks = checks });

    private static async Task<TestServer> StartAsync(TestServer server)
    {
        try
        {
            await server.StartHostAsync();
            return server;
        }
        catch
        {
            server._directory.Dispose();
            throw;
        }
    }

    /// <summary>Starts a server whose journal is kept as the test wants.</summary>
    internal static async Task<TestServer> StartAsync(
        TimeProvider time,
        Func<SqliteJournalOptions, SqliteJournalOptions> journal,
        params (string Key, string Value)[] settings
    )
    {
        var server = new TestServer(time, settings) { _journal = journal };
        try
        {
            await server.StartHostAsync();
            return server;
        }
        catch
        {
            server._directory.Dispose();
            throw;
        }
    }

    /// <summary>Starts a server on a clock of the test's own.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="settings">Settings that differ from the defaults.</param>
    public static async Task<TestServer> StartAsync(
        TimeProvider time,
        params (string Key, string Value)[] settings
    ) =>
        await StartAsync(
            time,
            // Minutes of a test's clock pass while the disk, which knows no such clock, is at one write.
            options =>
                time != TimeProvider.System
                    ? options with
                    {
                        CommitPatience = TimeSpan.FromMinutes(1),
                    }
                    : options,
            settings
        );

    /// <summary>Starts a server that also has a settings file and looks at it, on a clock of the test's own.</summary>
    internal static Task<TestServer> StartAsync(
        TimeProvider time,
        string file,
        params (string Key, string Value)[] settings
    ) =>
        StartAsync(
            new TestServer(time, settings)
            {
                _file = file,
                _journal = options => options with { CommitPatience = TimeSpan.FromMinutes(1) },
            }
        );

    /// <summary>Changes settings while it runs, as an edit of the settings file does.</summary>
    /// <param name="settings">Settings that differ from those of the start.</param>
    public void Reload(params (string Key, string Value)[] settings) =>
        _host.Reload(() =>
            Sources()
                .AddInMemoryCollection(
                    settings.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))
                )
                .Build()
        );

    /// <summary>Stops in good order and starts again on the same data; the port may change.</summary>
    /// <param name="settings">Settings that change from then on.</param>
    public async Task RestartAsync(params (string Key, string Value)[] settings)
    {
        foreach (var (key, value) in settings)
        {
            _configuration[key] = value;
        }

        await _host.StopAsync();
        Http.Dispose();
        Http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        await StartHostAsync();
    }

    /// <summary>Stops in good order.</summary>
    public Task StopAsync() => _host.StopAsync();

    /// <summary>Whether every part has ended in its time, once it has stopped.</summary>
    public bool HasEndedWhole => _host.HasEndedWhole;

    /// <summary>A token for the demo café; an administrator's is for the server, unless a café is named.</summary>
    public string Token(
        string user,
        Role role,
        string? cafe = null,
        string? name = null,
        IReadOnlyList<string>? counters = null,
        TimeSpan? lifetime = null
    ) =>
        _mint.Mint(
            new(
                user,
                role,
                cafe is not null ? [cafe]
                    : role == Role.Admin ? []
                    : ["demo"],
                counters,
                name
            ),
            lifetime ?? TimeSpan.FromMinutes(30)
        );

    /// <summary>A token with whatever claims, signed with the server's key.</summary>
    /// <param name="claims">The payload as JSON, without <c>iss</c>, <c>aud</c> and <c>exp</c>.</param>
    public string Signed(string claims)
    {
        var end = (_time.GetUtcNow() + TimeSpan.FromMinutes(30)).ToUnixTimeSeconds();
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            $$"""{"iss":"tabletap","aud":"tabletap","exp":{{end}},{{claims.Trim().TrimStart('{')}}""",
            new SigningCredentials(TokenKeys.Open(DataDirectory).Key, TokenKeys.Algorithm)
        );
    }

    /// <summary>A WebSocket that is connected, and whose first frame is not yet read.</summary>
    /// <param name="token">Sent in the header.</param>
    public async Task<ClientWebSocket> ConnectAsync(string token)
    {
        var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(SocketUrl, TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Sends a request with a token.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        string? token = null,
        string? body = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, null, "application/json");
            // Whether so much is wanted at all is asked first: who sends it unasked may find the line closed before the answer is read.
            request.Headers.ExpectContinue = body.Length > 60_000 ? true : null;
        }

        return await Http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        Http.Dispose();
        _directory.Dispose();
    }

    private IConfigurationBuilder Sources()
    {
        var sources = new ConfigurationBuilder().AddInMemoryCollection(
            _configuration.AsEnumerable()
        );
        return _file is null ? sources : sources.AddJsonFile(_file);
    }

    private async Task StartHostAsync()
    {
        var configuration = _file is null ? _configuration : Sources().Build();
        var options = TableTapOptions.Read(configuration);
        var setup = new ServerSetup(
            configuration,
            options,
            _time,
            logging => logging.AddProvider(Logs)
        )
        {
            Checks = _checks,
            Watched = _file is null ? null : (_file, () => Sources().Build()),
            OpenJournal = async (given, time, log, stop) =>
                _around(
                    given.Storage.IsEmbedded
                        ? await SqliteJournal.OpenAsync(_journal(given.Journal), time, log, stop)
                        : await PostgresJournal.OpenAsync(given.Postgres, time, log, stop)
                ),
        };
        _host = await ServerHost.StartAsync(
            _backplane is { } open
                ? setup with
                {
                    OpenBackplane = (_, _, _) => Task.FromResult<IBackplane?>(open()),
                }
                : setup,
            TestContext.Current.CancellationToken
        );
        _mint = new(TokenKeys.Open(DataDirectory), options.Auth, _time);
        Http.BaseAddress = Url;
    }
}
