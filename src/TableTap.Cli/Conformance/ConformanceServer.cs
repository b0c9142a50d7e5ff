using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using TableTap.Cli.Conformance.Stage;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Cli.Conformance;

/// <summary>
/// The kit's server: a real one on this machine's loopback address, to which the client under test connects (docs/conformance.md). Who
/// comes with a token is in the scenario of that token, so that scenarios can be played side by side.
/// </summary>
internal sealed class ConformanceServer : IAsyncDisposable
{
    private const string Protocol = "tabletap.v1";
    private const string TokenPrefix = "bearer.";
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;
    private readonly TimeProvider _time;
    private readonly DriverEndpoints _drivers;

    private ConformanceServer(WebApplication app, ConformanceRun run, ConformanceOptions options)
    {
        (_app, Run, _time) = (app, run, options.Time);
        _drivers = new(run, options);
    }

    /// <summary>The scenarios that are played.</summary>
    public ConformanceRun Run { get; }

    /// <summary>The address at which it listens.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Starts a server that plays scenarios.</summary>
    /// <param name="options">What it plays, and where.</param>
    /// <param name="stop">Ends what is being played.</param>
    /// <exception cref="IOException">The port cannot be listened on.</exception>
    public static async Task<ConformanceServer> StartAsync(
        ConformanceOptions options,
        CancellationToken stop
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, KitLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Goodbye);
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        var app = builder.Build();
        var server = new ConformanceServer(app, new ConformanceRun(options, stop), options);
        app.Use(Prepare);
        app.UseWebSockets();
        app.Run(server.DispatchAsync);
        try
        {
            await app.StartAsync(stop);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Lets drivers fetch the last verdict and hear that there is nothing more, and ends.</summary>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Goodbye, _time, cancellationToken);
        await _app.StopAsync(cancellationToken);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Run.Dispose();
    }

    private static Task Prepare(HttpContext context, RequestDelegate next)
    {
        // Clients in browsers are tested from pages of any origin; nothing here is worth keeping from them.
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlAllowHeaders = "authorization, content-type";
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            var own = new PingUpgrade(upgrade);
            context.Features.Set(own);
            context.Features.Set<IHttpUpgradeFeature>(own);
        }

        return next(context);
    }

    private Task DispatchAsync(HttpContext context)
    {
        var path = (context.Request.Path.Value ?? "").Split(
            '/',
            StringSplitOptions.RemoveEmptyEntries
        );
        return (context.Request.Method, path) switch
        {
            ("OPTIONS", _) => Nothing(context, StatusCodes.Status204NoContent),
            ("GET", ["v1"]) when context.WebSockets.IsWebSocketRequest => SocketAsync(context),
            ("GET", ["v1", "cafes", ScriptedHistory.CafeId, _]) => StateAsync(context),
            ("GET", ["health", _]) => Nothing(context, StatusCodes.Status200OK),
            ("POST", ["conformance", "next"]) => _drivers.NextAsync(context),
            (_, ["conformance", var name, var what]) when Find(name) is { } run =>
                DriverEndpoints.ServeAsync(context, run, what),
            _ => DriverEndpoints.NotFound(context),
        };
    }

    private static Task Nothing(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    private ScenarioRun? Find(string name) =>
        Run.Scenarios.FirstOrDefault(run => run.Scenario.Name == name);

    private ScenarioRun? OfToken(string token) =>
        Run.Scenarios.FirstOrDefault(run => run.State.Tokens.Gave(token));

    private Task StateAsync(HttpContext context) =>
        HeaderToken(context) is { } token && OfToken(token) is { } run
            ? DriverEndpoints.StateAsync(context, run)
            : Nothing(context, StatusCodes.Status401Unauthorized);

    private async Task SocketAsync(HttpContext context)
    {
        var offered = context.WebSockets.WebSocketRequestedProtocols;
        var tokens = new[]
        {
            context.Request.Query["token"].FirstOrDefault(),
            HeaderToken(context),
            offered
                .FirstOrDefault(protocol =>
                    protocol.StartsWith(TokenPrefix, StringComparison.Ordinal)
                )
                ?[TokenPrefix.Length..],
        }
            .OfType<string>()
            .Distinct()
            .ToList();
        var protocol = offered.Contains(Protocol) ? Protocol : null;
        if (tokens.Select(OfToken).FirstOrDefault(found => found is not null) is not { } run)
        {
            await RefuseAsync(context, protocol);
            return;
        }

        if (tokens.Count > 1)
        {
            run.State.Findings.Add(
                "1, Connecting",
                "shows one token: in the query, in the header, or beside the subprotocol",
                "it showed different ones in two places"
            );
        }

        // Somebody who was told the token, and not the address of the next scenario.
        Run.Begin(run);
        await run.ServeAsync(context, tokens.First(run.State.Tokens.Gave), protocol);
    }

    private static string? HeaderToken(HttpContext context) =>
        context.Request.Headers.Authorization.FirstOrDefault() is { } header
        && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..].Trim()
            : null;

    private async Task RefuseAsync(HttpContext context, string? protocol)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        var frame = FrameWriter.Notice(
            new Error(
                ErrorCode.AuthenticationFailed,
                "This is no token of the kit.",
                Action: "reconnect_with_new_token"
            ),
            _time.GetUtcNow()
        );
        try
        {
            await socket.SendAsync(
                frame,
                WebSocketMessageType.Text,
                endOfMessage: true,
                context.RequestAborted
            );
            await socket.CloseOutputAsync(
                (WebSocketCloseStatus)CloseCode.AuthenticationFailed,
                "authentication failed",
                context.RequestAborted
            );
        }
        catch (Exception gone)
            when (gone is WebSocketException or OperationCanceledException or IOException)
        {
            // Who does not wait for the reason needs none.
            socket.Abort();
        }
    }

    /// <summary>The command line listens to signals itself.</summary>
    private sealed class KitLifetime : IHostLifetime
    {
        /// <inheritdoc />
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        /// <inheritdoc />
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
