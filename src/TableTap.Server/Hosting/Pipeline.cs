using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using TableTap.Cafes.Payments;
using TableTap.Realtime.Limits;
using TableTap.Server.Configuration;
using TableTap.Server.Connections;
using TableTap.Server.Diagnosis;
using TableTap.Server.Http;
using TableTap.Server.Http.OpenApi;
using TableTap.Server.Http.Operations;
using TableTap.Server.Http.Setup;
using TableTap.Server.Http.SignIn;
using TableTap.Server.Http.State;
using TableTap.Server.Observability;
using TableTap.Server.Sockets;

namespace TableTap.Server.Hosting;

/// <summary>What happens to a request, from its arrival to its answer; every address the server has is named here.</summary>
/// <param name="setup">The settings.</param>
/// <param name="rooms">What answers.</param>
/// <param name="examination">What the server finds wrong with itself.</param>
/// <param name="silent">Notices proxies that do not say whose requests they pass on.</param>
/// <param name="limiter">Told of who is let in.</param>
/// <param name="metrics">Counts who is turned away before a session.</param>
/// <param name="log">Where faults are told.</param>
/// <param name="meter">The figures of the server.</param>
/// <param name="cut">Cuts open sockets.</param>
internal sealed class Pipeline(
    ServerSetup setup,
    CompositionRoot rooms,
    SelfExamination examination,
    SilentProxies silent,
    ConnectionLimiter limiter,
    ConnectionMetrics metrics,
    ILogger log,
    Meter meter,
    CancellationToken cut
) : IDisposable
{
    private readonly HandshakeReader _handshakes = new(limiter);
    private readonly HealthEndpoints _health = new(rooms.Journal, rooms.Cluster, setup.Time);

    private OperatorConsole? _console;

    /// <summary>The addresses at which balancers and monitoring ask for themselves.</summary>
    /// <param name="pathBase">Below which path of a host the server is.</param>
    public static IReadOnlyList<string> OfMachines(string pathBase) =>
        ["/health", MetricsExport.Path, $"{pathBase}/health", pathBase + MetricsExport.Path];

    /// <summary>Every operation, with what answers it; known once the pipeline is laid.</summary>
    public ApiRoutes Routes { get; } = new();

    /// <summary>From now on the server says that it is not ready.</summary>
    public void StopAccepting()
    {
        _health.Accepting = false;
        _console?.Stop();
    }

    /// <inheritdoc />
    public void Dispose() => _console?.Dispose();

    /// <summary>Builds the pipeline, with all addresses and what comes before them.</summary>
    /// <param name="services">The host's services.</param>
    public RequestDelegate Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        var options = setup.Options;
        var guard = new FaultGuard(log);
        var pages = new WebPages(options.Demo.Enabled);
        var origins = new OriginPolicy(rooms.Live);
        TrustedProxies.Use(app, rooms.Live, silent);
        SubPath.Use(app, options.Server.PathBase);
        app.Use(next => context => SecurityHeaders.AddAsync(context, next));
        app.Use(next => context => guard.AnswerAsync(context, next));
        origins.Use(app);
        new SocketEndpoint(rooms.Hub, _handshakes, origins, metrics, setup.Time, cut).Use(app);
        app.UseRouting();
        app.UseWhen(Compression.IsFor, compressed => compressed.UseResponseCompression());
        app.Use(next => context => pages.ServeAsync(context, next));
        app.UseEndpoints(routes => Map(routes, services));
        return app.Build();
    }

    private void Map(IEndpointRouteBuilder app, IServiceProvider services)
    {
        var options = setup.Options;
        var auth = new BearerAuth(rooms.Verifier, rooms.Revocations);
        var channels = new StateChannels(rooms.Directory);
        var state = new StateEndpoint(auth, rooms.Cafes, channels, rooms.Links, setup.Time);
        new StateRoutes(Routes, state).Add();
        new ClosingEndpoint(state, rooms.Cafes, channels).Add(Routes, StateRoutes.OneCommit);
        Routes.Add(
            OrdersCsvEndpoint.Operation,
            new OrdersCsvEndpoint(state, rooms.Cafes, setup.Time).AnswerAsync
        );
        Routes.Add(
            MetricsHistoryEndpoint.Operation,
            new MetricsHistoryEndpoint(
                state,
                rooms.Cafes,
                channels,
                rooms.Journal,
                setup.Time
            ).AnswerAsync
        );
        Routes.Add(
            BillReceiptEndpoint.Operation,
            new BillReceiptEndpoint(state, rooms.Cafes, channels).AnswerAsync
        );
        Routes.Add(
            UndeliveredEndpoint.Operation,
            new UndeliveredEndpoint(
                auth,
                rooms.Cafes,
                rooms.Hub,
                options.Journal.HistoryRetention,
                setup.Time
            ).AnswerAsync
        );
        Routes.Add(
            SlotsEndpoint.Operation,
            new SlotsEndpoint(auth, rooms.Cafes, setup.Time).AnswerAsync
        );
        Routes.Add(
            CommandEndpoint.Operation,
            new CommandEndpoint(
                auth,
                rooms.Cafes.Commands,
                rooms.Hub.HttpCommands,
                options.Realtime.Messages.MaxMessageBytes
            ).AnswerAsync
        );
        Routes.Add(
            PublishEndpoint.Operation,
            new PublishEndpoint(
                auth,
                rooms.Publisher,
                new(options.Security.PublishLinks),
                rooms.Hub.HttpPublishes,
                options.Realtime.Messages.PublishMessages
            ).AnswerAsync
        );
        Routes.Add(SocketEndpoint.Operation);
        Routes.Add(
            EventsEndpoint.Operation,
            new EventsEndpoint(
                rooms.Hub,
                _handshakes,
                new(rooms.Live),
                options.Realtime.Delivery.StalledTimeout,
                cut
            ).AnswerAsync
        );
        Routes.Add(
            WebhookEndpoint.Operation,
            new WebhookEndpoint(
                rooms.Live,
                rooms.ProviderEvents,
                rooms.Cafes.RefusalAudit,
                Allowance(now => now.Realtime.Admission.ForgedHandshakesPerMinute),
                setup.Time
            ).AnswerAsync
        );
        Routes.Add(CounterEndpoint.Operation, new CounterEndpoint(rooms.Cafes).AnswerAsync);
        if (rooms.Push is { } push)
        {
            var phones = new PushEndpoint(
                auth,
                rooms.Cafes,
                push,
                Shared("phones", _ => PushEndpoint.PerMinute),
                setup.Time
            );
            Routes.Add(PushEndpoint.Key, phones.KeyAsync);
            Routes.Add(PushEndpoint.Subscribe, phones.SubscribeAsync);
            Routes.Add(PushEndpoint.Withdraw, phones.WithdrawAsync);
        }

        AddSignIn(auth);
        AddAdministration(auth);
        Routes.Add(HealthEndpoints.Live, HealthEndpoints.LiveAsync);
        Routes.Add(HealthEndpoints.Ready, _health.ReadyAsync);
        if (options.Server.MetricsUrl is null)
        {
            AddMetrics(auth, services);
        }

        Routes.Add(KeySetEndpoint.Operation, new KeySetEndpoint(rooms.Keys).AnswerAsync);
        Routes.Add(AsyncApiEndpoint.InYaml, AsyncApiEndpoint.AnswerAsync);
        Routes.Add(AsyncApiEndpoint.InJson, AsyncApiEndpoint.AnswerJsonAsync);
        Routes.Add(
            ApiEndpoint.Operation,
            new ApiEndpoint(Routes, options.Server.PathBase).AnswerAsync
        );
        foreach (var page in WebPages.Operations)
        {
            Routes.Add(page);
        }

        Routes.Add(ManifestEndpoint.Operation, ManifestEndpoint.AnswerAsync);

        if (rooms.Gateway is { } gateway)
        {
            AddDemo(auth, gateway);
        }

        Routes.Map(app);
    }

    /// <summary>An allowance of as many as the settings say at the moment.</summary>
    private RequestAllowance Allowance(Func<TableTapOptions, int> perMinute)
    {
        var allowance = new RequestAllowance(perMinute(setup.Options), setup.Time);
        rooms.Live.Follow(now => allowance.Limit = perMinute(now));
        return allowance;
    }

    /// <summary>An allowance that counts what is taken at all servers of the store together.</summary>
    private RequestAllowance Shared(string name, Func<TableTapOptions, int> perMinute)
    {
        var allowance = Allowance(perMinute);
        if (rooms.Cluster is { } cluster)
        {
            allowance.Share(name, cluster.Rates);
        }

        return allowance;
    }

    private void AddMetrics(BearerAuth auth, IServiceProvider services)
    {
        var figures = services.GetRequiredService<MeterProvider>();
        Routes.Add(
            MetricsEndpoint.Operation,
            new MetricsEndpoint(
                auth,
                new(rooms.Live),
                MetricsExport.Answer(services, figures)
            ).AnswerAsync
        );
    }

    private void AddAdministration(BearerAuth auth)
    {
        var admins = new AdminAuthorization(auth, rooms.Cafes.RefusalAudit, setup.Time);
        var files = new CafeFileEndpoint(admins, rooms.Cafes, rooms.Ids);
        var revocations = new RevocationEndpoint(
            admins,
            rooms.RevocationLog,
            setup.Options.Auth.Issuer,
            rooms.Ids,
            setup.Time
        );
        Routes.Add(RevocationEndpoint.Revoke, revocations.RevokeAsync);
        Routes.Add(RevocationEndpoint.List, revocations.ListAsync);
        Routes.Add(RevocationEndpoint.Lift, revocations.LiftAsync);
        Routes.Add(AuditEndpoint.Operation, new AuditEndpoint(admins, rooms.Journal).AnswerAsync);
        Routes.Add(CafeFileEndpoint.Export, files.ExportAsync);
        Routes.Add(CafeFileEndpoint.Import, files.ImportAsync);
        _console = new(setup, rooms, examination, _health, meter, log);
        _console.Add(Routes, admins);
    }

    private void AddSignIn(BearerAuth auth)
    {
        var signIn = new SignInEndpoint(
            rooms.SignIn.Tables,
            rooms.SignIn.Pins,
            rooms.SignIn.Sessions,
            new(rooms.Live),
            Shared("table-codes", now => now.SignIn.GuestSessionsPerMinute),
            Shared("refreshes", now => now.SignIn.RefreshesPerMinute),
            rooms.Ids
        );
        var managers = new ManagerAuthorization(auth, rooms.Cafes, setup.Time);
        var pins = new StaffPinEndpoint(managers, rooms.SignIn.Pins);
        var codes = new TableCodeEndpoint(
            managers,
            rooms.SignIn.Tables,
            rooms.SignIn.Sessions,
            rooms.GuestPage
        );
        Routes.Add(SignInEndpoint.Guest, signIn.GuestAsync);
        Routes.Add(SignInEndpoint.Pin, signIn.PinAsync);
        Routes.Add(SignInEndpoint.Refresh, signIn.RefreshAsync);
        Routes.Add(SignInEndpoint.SignOut, signIn.SignOutAsync);
        Routes.Add(StaffPinEndpoint.Set, pins.SetAsync);
        Routes.Add(StaffPinEndpoint.Remove, pins.RemoveAsync);
        Routes.Add(TableCodeEndpoint.Read, codes.ReadAsync);
        Routes.Add(TableCodeEndpoint.Picture, codes.DrawAsync);
        Routes.Add(TableCodeEndpoint.Revoke, codes.RevokeAsync);
        var setting = new SetupEndpoint(managers, rooms.Cafes, rooms.Ids);
        Routes.Add(SetupEndpoint.Export, setting.ExportAsync);
        Routes.Add(SetupEndpoint.Check, setting.CheckAsync);
        Routes.Add(SetupEndpoint.Import, setting.ImportAsync);
    }

    private void AddDemo(BearerAuth auth, TestGateway gateway)
    {
        var page = new PaymentPage(rooms.Cafes, gateway);
        Routes.Add(
            DemoSessionEndpoint.Operation,
            new DemoSessionEndpoint(rooms.Mint, rooms.Live, setup.Time).AnswerAsync
        );
        Routes.Add(PaymentEndpoint.Operation, new PaymentEndpoint(auth, gateway).AnswerAsync);
        Routes.Add(PaymentPage.Show, page.ShowAsync);
        Routes.Add(PaymentPage.Press, page.PayAsync);
        Routes.Add(ReceiptPage.Operation, new ReceiptPage(rooms.Cafes).ShowAsync);
        var rating = new RatingPage(rooms.Cafes);
        Routes.Add(RatingPage.Show, rating.ShowAsync);
        Routes.Add(RatingPage.Rate, rating.RateAsync);
    }
}
