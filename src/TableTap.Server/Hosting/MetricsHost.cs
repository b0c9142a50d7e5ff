using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using OpenTelemetry.Metrics;
using TableTap.Server.Observability;

namespace TableTap.Server.Hosting;

/// <summary>
/// The figures at an address of their own, where nothing else is answered and no token is asked: the operator chooses who reaches it.
/// </summary>
internal sealed class MetricsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private MetricsHost(WebApplication app) => _app = app;

    /// <summary>Where it listens, with the port it got.</summary>
    public string Address =>
        _app
            .Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!
            .Addresses.First();

    /// <summary>Listens at an address, for as long as the host lives.</summary>
    /// <param name="setup">The settings.</param>
    /// <param name="url">The address.</param>
    /// <param name="figures">What was gathered.</param>
    /// <param name="loggers">The server's log.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartRefusedException">The address cannot be listened on.</exception>
    public static async Task<MetricsHost> StartAsync(
        ServerSetup setup,
        string url,
        MeterProvider figures,
        ILoggerFactory loggers,
        CancellationToken cancellationToken
    )
    {
        var host = new MetricsHost(KestrelSetup.BuildBeside(setup, url, loggers));
        host._app.Run(MetricsExport.Answer(host._app.Services, figures));
        try
        {
            await KestrelSetup.ListenAsync(
                host._app,
                "choose another with Server:MetricsUrl",
                cancellationToken
            );
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
