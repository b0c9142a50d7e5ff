using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using TableTap.Server.Auth;
using TableTap.Server.Http;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>A running server, from its data directory to its sockets.</summary>
public sealed class ServerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ILogger _log;

    private ServerHost(WebApplication app, ILogger log, TokenMint mint) =>
        (_app, _log, Mint) = (app, log, mint);

    /// <summary>Where it listens, with the ports it got.</summary>
    public IReadOnlyList<string> Addresses { get; private set; } = [];

    /// <summary>Makes tokens under its key.</summary>
    public TokenMint Mint { get; }

    /// <summary>Starts a server.</summary>
    /// <param name="setup">What to start with.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartRefusedException">It cannot start; the message says why and what to do.</exception>
    public static async Task<ServerHost> StartAsync(
        ServerSetup setup,
        CancellationToken cancellationToken
    )
    {
        var app = HostBuilder.Build(setup);
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("TableTap");
        try
        {
            var keys = TokenKeys.Open(setup.Options.Storage.Directory);
            var verifier = new TokenVerifier(keys, setup.Options.Auth, setup.Time);
            var host = new ServerHost(app, log, new(keys, setup.Options.Auth, setup.Time));
            app.Use(next => context => SecurityHeaders.AddAsync(context, next));
            var pages = new WebPages();
            app.Use(next => context => pages.ServeAsync(context, next));
            await app.StartAsync(cancellationToken);
            host.Addresses =
            [
                .. app
                    .Services.GetRequiredService<IServer>()
                    .Features.Get<IServerAddressesFeature>()!
                    .Addresses,
            ];
            ServerLog.Ready(log, string.Join(", ", host.Addresses));
            return host;
        }
        catch (Exception exception)
        {
            await app.DisposeAsync();
            if (exception is IOException { InnerException: AddressInUseException })
            {
                throw new StartRefusedException(exception.Message, exception);
            }

            throw;
        }
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        ServerLog.Stopped(_log);
    }
}
