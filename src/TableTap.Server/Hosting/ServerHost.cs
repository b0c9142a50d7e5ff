using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TableTap.Ordering;
using TableTap.Realtime.Journal;
using TableTap.Server.Configuration;
using TableTap.Server.Connections;
using TableTap.Server.Diagnosis;
using TableTap.Server.Http;
using TableTap.Server.Http.Operations;
using TableTap.Server.Logging;
using TableTap.Server.Observability;
using TableTap.Server.Probing;
using TableTap.Server.Push;

namespace TableTap.Server.Hosting;

/// <summary>A running server, from its data directory to its sockets.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    /// <summary>What the drain's window does not cover: sockets that answer the close slowly, requests that still run.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ServerSetup _setup;
    private readonly WebApplication _app;
    private readonly ILogger _log;
    private readonly CompositionRoot _rooms;
    private readonly MetricsHost? _metrics;
    private readonly SettingsReload _reload;
#pragma warning disable CA2213 // The orderly end disposes them.
    private readonly SettingsFileWatch? _watch;
    private readonly ServiceNotice? _notice;
    private readonly CancellationTokenSource _cut = new();
    private readonly SelfExamination _examination;
#pragma warning restore CA2213
    private readonly Pipeline _pipeline;
    private Prober? _prober;
    private bool _stopped;

    private ServerHost(
        ServerSetup setup,
        WebApplication app,
        ILogger log,
        CompositionRoot rooms,
        MetricsHost? metrics
    )
    {
        (_setup, _app, _log, _rooms, _metrics) = (setup, app, log, rooms, metrics);
        var meter = app.Services.GetRequiredService<Meter>();
        var silent = new SilentProxies(
            rooms.Live,
            Pipeline.OfMachines(setup.Options.Server.PathBase),
            setup.Time,
            meter,
            log
        );
        _examination = ExaminationOf(setup, silent, meter, log);
        _pipeline = new(
            setup,
            rooms,
            _examination,
            silent,
            app.Services.GetRequiredService<ConnectionLimiter>(),
            app.Services.GetRequiredService<ConnectionMetrics>(),
            log,
            meter,
            _cut.Token
        );
        Addresses = AddressesOf(app);
        _reload = new(
            app.Services.GetRequiredService<LogLevels>(),
            rooms.Live,
            setup.Configuration,
            log
        );
        _watch = setup.Watched is { } watched
            ? new(
                () => [watched.File, .. rooms.Live.Now.SecretFiles.Select(secret => secret.Path)],
                () => Reload(watched.Read),
                setup.Time
            )
            : null;
        _notice = setup.Notify is { } manager ? new(manager, Lives, setup.Time, log) : null;
    }

    /// <summary>Where it listens, with the ports it got.</summary>
    public IReadOnlyList<string> Addresses { get; }

    /// <summary>Where the figures are, with the port it got, if that is an address of their own.</summary>
    public string? MetricsAddress => _metrics?.Address;

    /// <summary>Where people on this machine reach it.</summary>
    public string PublicUrl => UrlOf(_setup, Addresses);

    /// <summary>What the QR code of a table of the demo opens, from this machine.</summary>
    /// <exception cref="InvalidOperationException">There is no demo.</exception>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async Task<string> DemoGuestPageAsync()
    {
        var cafe =
            _rooms.Cafes.Find(DemoCafe.Id)
            ?? throw new InvalidOperationException("There is no demo.");
        var code = await _rooms.SignIn.Tables.OfAsync(cafe.CafeId, cafe.Profile.Tables[0]);
        return $"{_setup.Options.Links.Guest ?? PublicUrl + "/g"}/{cafe.CafeId}?t={code}";
    }

    /// <summary>
    /// Takes over what counts without a restart, for whoever comes from then on, and logs of everything else that changed why it waits for one.
    /// Settings that are wrong change nothing.
    /// </summary>
    /// <param name="read">Reads the settings of all sources anew.</param>
    public void Reload(Func<IConfigurationRoot> read) => _reload.Run(read);

    /// <summary>Every route, as method and address.</summary>
    internal ApiRoutes Routes => _pipeline.Routes;

    /// <summary>What phones are told with; null where they are not.</summary>
    internal OrderPush? Push => _rooms.Push;

    /// <summary>The settings that count now.</summary>
    internal LiveSettings Live => _rooms.Live;

    /// <summary>The figures of this server alone.</summary>
    internal Meter Meter => _app.Services.GetRequiredService<Meter>();

    /// <summary>Ends, with the reason, when the server can no longer do its work; otherwise never.</summary>
    public Task Failure => _rooms.Failure;

    /// <summary>Whether every part has ended in its time, once it has stopped; one that failed at its end has ended, too.</summary>
    /// <value>True until a part takes too long.</value>
    public bool HasEndedWhole => _rooms.End.IsComplete;

    /// <summary>Starts a server; returns when it is ready to answer requests.</summary>
    /// <param name="setup">What to start with.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartRefusedException">It cannot start; the message says why and what to do.</exception>
    public static async Task<ServerHost> StartAsync(
        ServerSetup setup,
        CancellationToken cancellationToken
    )
    {
        var capacity = ConnectionCapacity.Of(setup.Options, OpenFiles.Limit(), OpenFiles.Now());
        var given = setup.Options;
        setup = setup with { Options = capacity.Bound(given) };
        var app = KestrelSetup.Build(setup, capacity);
        MetricsHost? metrics = null;
        try
        {
            // Before anything counts: what is 0 is told, too.
            var figures = app.Services.GetRequiredService<MeterProvider>();
            _ = app.Services.GetService<TracerProvider>();
            // Listening comes first: a port in use is found before the journal is touched, and a server that still loads
            // its cafés says so instead of not answering.
            var guard = new StartupGuard();
            var limiter = app.Services.GetRequiredService<ConnectionLimiter>();
            app.Use(next => context => limiter.AnswerAsync(context, next));
            app.Run(guard.AnswerAsync);
            await KestrelSetup.ListenAsync(app, "choose another with --urls", cancellationToken);
            var loggers = app.Services.GetRequiredService<ILoggerFactory>();
            metrics = setup.Options.Server.MetricsUrl is { } url
                ? await MetricsHost.StartAsync(setup, url, figures, loggers, cancellationToken)
                : null;
            var log = loggers.CreateLogger("TableTap");
            StartupWarnings.Tell(log, given, capacity);
            StartupWarnings.TellPlainText(log, AddressesOf(app), given.Security);
            var rooms = await CompositionRoot.OpenAsync(
                setup,
                loggers,
                UrlOf(setup, AddressesOf(app)),
                app.Services.GetRequiredService<Meter>(),
                app.Services.GetRequiredService<LiveSettings>(),
                cancellationToken
            );
            var host = new ServerHost(setup, app, log, rooms, metrics);
            guard.Open(host._pipeline.Build(app.Services));
            ServerLog.Ready(log, string.Join(", ", host.Addresses));
            host._prober = ProberOf(setup, host.Addresses, rooms, log);
            host._notice?.Ready();
            return host;
        }
        catch
        {
            await EndAsync(metrics, app);
            throw;
        }
    }

    /// <summary>
    /// Stops in good order: readiness ends, sockets are told when to come back and closed over the drain window (section 1),
    /// running requests end, the parts end, and the journal closes. Bounded: each step has its own time, after which the next one begins.
    /// </summary>
    public async Task StopAsync()
    {
        if (_stopped)
        {
            return;
        }

        _stopped = true;
        if (_rooms.Failure.Exception is { } failure)
        {
            ServerLog.DeliveryEnded(_log, failure.GetBaseException());
        }

        var end = _rooms.End;
        await end.EndAsync("the watch over the settings file", _watch);
        _notice?.Stopping();
        ServerLog.Draining(_log);
        _pipeline.StopAccepting();
        _rooms.Cluster?.TakeCommands(false);
        // First, or the drain would wait for a client that is of use to nobody.
        await end.EndAsync("probes", _prober, Grace);
        await end.EndAsync("the look at itself", _examination);
        var window = _rooms.Hub.DrainWindow + Grace;
        await end.EndAsync("the drain", () => DrainAsync(window), window + Grace);
        await end.EndAsync("the cut of all sockets", _cut.CancelAsync);
        await end.EndAsync("requests that run", () => _app.StopAsync(), Grace);
        _pipeline.Dispose();
        await _rooms.DisposeAsync();
        ServerLog.Stopped(_log);
        _notice?.Dispose();
        await end.EndAsync("the address of the figures", _metrics);
        await end.EndAsync("the addresses of the server", _app);
        _cut.Dispose();
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>
    /// Whether connections are counted, cafés say what waits for them and messages are delivered. It hangs with a lock that nobody gives
    /// back; a disk or a database that hangs changes nothing of it, for a new start would not mend that.
    /// </summary>
    private bool Lives() =>
        _rooms.Hub.ConnectionCounts.Count > 0
        && _rooms.Cafes.Waiting >= 0
        && !_rooms.Failure.IsCompleted;

    private static async Task EndAsync(MetricsHost? metrics, WebApplication app)
    {
        if (metrics is not null)
        {
            await metrics.DisposeAsync();
        }

        await app.DisposeAsync();
    }

    private async Task DrainAsync(TimeSpan window)
    {
        using var patience = new CancellationTokenSource(window, _setup.Time);
        try
        {
            await _rooms.Hub.DrainAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            ServerLog.StoppedEarly(_log, _rooms.Hub.ConnectionCounts.Values.Sum());
        }
    }

    private static SelfExamination ExaminationOf(
        ServerSetup setup,
        SilentProxies silent,
        Meter meter,
        ILogger log
    ) =>
        new(
            new(
                new ConfigurationBuilder().AddConfiguration(setup.Configuration).Build(),
                setup.Options,
                setup.Time
            )
            {
                Backups = setup.Options.Storage.Backups,
                IsRunning = true,
                LastSilent = () => silent.Last,
            },
            setup.Checks,
            meter,
            log
        );

    private static Prober? ProberOf(
        ServerSetup setup,
        IReadOnlyList<string> addresses,
        CompositionRoot rooms,
        ILogger log
    )
    {
        if (setup.Options.Server.ProbeInterval == TimeSpan.Zero)
        {
            return null;
        }

        if (OwnSocket.Of(addresses) is not { } url)
        {
            ServerLog.NoProbes(log);
            return null;
        }

        return new(
            url,
            setup.Options.Server.ProbeInterval,
            rooms.Probe,
            rooms.Journal,
            rooms.Probes,
            rooms.Ids,
            setup.Time,
            log
        );
    }

    private static string UrlOf(ServerSetup setup, IReadOnlyList<string> addresses) =>
        Hosting.PublicUrl.Of(addresses[0]) + setup.Options.Server.PathBase;

    private static IReadOnlyList<string> AddressesOf(WebApplication app) =>
        [
            .. app
                .Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses,
        ];
}
