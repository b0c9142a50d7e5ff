using TableTap.Server.Http;
using TableTap.Server.Sockets;

namespace TableTap.Server.Hosting;

/// <summary>What happens to a request, from the door to its answer; every address the server has is named here.</summary>
/// <param name="setup">The settings.</param>
/// <param name="rooms">What answers.</param>
/// <param name="log">Where faults are told.</param>
/// <param name="cut">Cuts open sockets.</param>
internal sealed class Pipeline(ServerSetup setup, Rooms rooms, ILogger log, CancellationToken cut)
{
    private readonly HealthEndpoints _health = new(rooms.Journal, setup.Time);

    /// <summary>Every route, as method and address; known once the pipeline is laid.</summary>
    public IReadOnlyCollection<(string Method, string Path)> Routes { get; private set; } = [];

    /// <summary>From now on the server says that it is not ready.</summary>
    public void StopAccepting() => _health.Accepting = false;

    /// <summary>Lays the pipeline.</summary>
    /// <param name="services">The host's services.</param>
    public RequestDelegate Lay(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        var options = setup.Options;
        var guard = new FaultGuard(log);
        var pages = new WebPages();
        app.Use(next => context => SecurityHeaders.AddAsync(context, next));
        app.Use(next => context => guard.AnswerAsync(context, next));
        new SocketEndpoint(
            rooms.Hub,
            new OriginPolicy(options.Security, options.Demo),
            setup.Time,
            cut
        ).Use(app);
        app.Use(next => context => pages.ServeAsync(context, next));
        app.UseRouting();
        app.UseEndpoints(Map);
        return app.Build();
    }

    private void Map(IEndpointRouteBuilder app)
    {
        var auth = new BearerAuth(rooms.Verifier, rooms.Revocations);
        var commands = new CommandEndpoint(
            auth,
            rooms.Commands,
            rooms.Hub.HttpCommands,
            setup.Options.Limits.Messages.MaxMessageBytes
        );
        var gate = new AdminGate(auth, rooms.Refusals, setup.Time);
        var revocations = new RevocationEndpoint(gate, rooms.RevocationLog, rooms.Ids);
        app.MapGet("/health/live", HealthEndpoints.LiveAsync);
        app.MapGet("/health/ready", _health.ReadyAsync);
        app.MapGet("/asyncapi.yaml", AsyncApiEndpoint.AnswerAsync);
        app.MapGet("/asyncapi.json", AsyncApiEndpoint.AnswerJsonAsync);
        app.MapGet("/openapi/v1.json", new ApiEndpoint(() => Routes).AnswerAsync);
        app.MapPost("/v1/commands", commands.AnswerAsync);
        app.MapPost("/v1/admin/revocations", revocations.AnswerAsync);
        app.MapPost(
            "/v1/webhooks/payments/{provider}",
            new WebhookEndpoint(
                setup.Options.Payments,
                rooms.Notices,
                rooms.Refusals,
                setup.Time
            ).AnswerAsync
        );
        app.MapGet("/v1/admin/audit", new AuditEndpoint(gate, rooms.Journal).AnswerAsync);
        var files = new CafeFileEndpoint(gate, rooms.Cafes, rooms.Ids);
        app.MapGet("/v1/admin/cafes/{id}", files.ExportAsync);
        app.MapPut("/v1/admin/cafes/{id}", files.ImportAsync);
        var undelivered = new UndeliveredEndpoint(
            auth,
            rooms.Cafes,
            rooms.Hub,
            setup.Options.History.Retention,
            setup.Time
        );
        app.MapGet("/v1/cafes/{id}/undelivered", undelivered.AnswerAsync);
        StateRoutes.Map(app, new(auth, rooms.Cafes, new(rooms.Directory), rooms.Links, setup.Time));
        if (rooms.Gateway is { } gateway)
        {
            var page = new PaymentPage(rooms.Cafes, gateway);
            app.MapGet(PaymentPage.Path + "/{orderId}", page.ShowAsync);
            app.MapPost(PaymentPage.Path + "/{orderId}", page.PayAsync);
            app.MapGet(
                ReceiptPage.Path + "/{transactionId}",
                new ReceiptPage(rooms.Cafes).ShowAsync
            );
            var rating = new RatingPage(rooms.Cafes);
            app.MapGet(RatingPage.Path + "/{orderId}", rating.ShowAsync);
            app.MapPost(RatingPage.Path + "/{orderId}", rating.RateAsync);
            app.MapPost("/v1/payments/test", new PaymentEndpoint(auth, gateway).AnswerAsync);
            app.MapGet(
                "/demo/session",
                new DemoSessionEndpoint(rooms.Mint, setup.Time).AnswerAsync
            );
        }

        Routes =
        [
            .. app
                .DataSources.SelectMany(source => source.Endpoints)
                .OfType<RouteEndpoint>()
                .SelectMany(route =>
                    route
                        .Metadata.GetMetadata<HttpMethodMetadata>()!
                        .HttpMethods.Select(method => (method, route.RoutePattern.RawText!))
                ),
        ];
    }
}
