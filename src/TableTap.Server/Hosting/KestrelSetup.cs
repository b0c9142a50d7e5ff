using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OpenTelemetry.Trace;
using TableTap.Realtime.Observability;
using TableTap.Server.Configuration;
using TableTap.Server.Connections;
using TableTap.Server.Http;
using TableTap.Server.Observability;
using TableTap.Server.Sockets;

namespace TableTap.Server.Hosting;

/// <summary>Builds the web host: addresses, limits of HTTP, TLS, logging. What runs in it is not its affair.</summary>
internal static class KestrelSetup
{
    private const int MaxBodyBytes = 1024 * 1024;
    private const int MaxRequestLineBytes = 64 * 1024;
    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The categories that say too much: request lines, and with them tokens of the query (section 1).</summary>
    private static readonly string[] Silenced =
    [
        "Microsoft.AspNetCore.Hosting.Diagnostics",
        "Microsoft.AspNetCore.Server.Kestrel.BadRequests",
        // A start that fails is told in one line, without the host's stack trace.
        "Microsoft.Extensions.Hosting.Internal.Host",
    ];

    /// <summary>Builds the web host, which does not run yet.</summary>
    /// <param name="setup">What to start with.</param>
    /// <param name="capacity">How many connections there is room for.</param>
    /// <exception cref="StartRefusedException">An address would serve plain text to other machines.</exception>
    public static WebApplication Build(ServerSetup setup, ConnectionCapacity capacity)
    {
        var levels = new LogLevels(setup.Configuration);
        var builder = Empty(
            setup.Configuration.AsEnumerable().Where(one => !LogLevels.Has(one.Key))
        );
        ((IConfigurationBuilder)builder.Configuration).Add(levels);
        builder.Services.AddSingleton(levels);
        var live = new LiveSettings(setup.Options);
        builder.Services.AddSingleton(live);
        builder.Services.AddSingleton(setup.Time);
        builder.Services.AddCors();
        builder.Services.AddSingleton(_ => new Meter(Instruments.MeterName));
        builder.Services.AddSingleton(services =>
            MetricsExport.Gather(
                services.GetRequiredService<Meter>(),
                setup.Options.Server,
                setup.Instance
            )
        );
        if (TraceExport.Of(setup.Options.Server, setup.Instance) is { } traces)
        {
            builder.Services.AddSingleton(_ => traces.Build());
        }

        builder.Services.AddSingleton<ConnectionMetrics>();
        builder.Services.AddSingleton(services =>
        {
            var limiter = new ConnectionLimiter(
                capacity,
                setup.Options.Security.Proxies,
                setup.Options.Connections.FirstRequestTimeout,
                setup.Time,
                services.GetRequiredService<ConnectionMetrics>()
            );
            live.Follow(now => limiter.Bound(capacity.With(now.Connections), now.Security.Proxies));
            return limiter;
        });
        builder.Services.AddSingleton<IConnectionListenerFactory, BoundedListenerFactory>();
        Compression.Add(builder.Services);
        Listen(builder.WebHost, setup);
        Log(builder.Logging, setup.Logging);
        return builder.Build();
    }

    /// <summary>
    /// Builds a web host beside the server, for an address that answers one thing only: with the server's certificate and without its
    /// addresses. It does not run yet.
    /// </summary>
    /// <param name="setup">The settings.</param>
    /// <param name="url">The address.</param>
    /// <param name="loggers">The server's log, which is also that of the host.</param>
    public static WebApplication BuildBeside(ServerSetup setup, string url, ILoggerFactory loggers)
    {
        const string Certificates = "Kestrel:Certificates";
        var builder = Empty(
            setup
                .Configuration.AsEnumerable()
                .Where(one => one.Key.StartsWith(Certificates, StringComparison.OrdinalIgnoreCase))
        );
        builder.WebHost.UseUrls(url);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
            kestrel.Limits.RequestHeadersTimeout = HeadersTimeout;
        });
        builder.Services.AddSingleton(loggers);
        return builder.Build();
    }

    /// <summary>Lets a host listen at its addresses.</summary>
    /// <param name="app">The host.</param>
    /// <param name="other">How to choose another address, in words.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartRefusedException">An address is in use or cannot be bound, or a certificate cannot be read.</exception>
    public static async Task ListenAsync(
        WebApplication app,
        string other,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch (IOException inUse) when (inUse.InnerException is AddressInUseException)
        {
            throw new StartRefusedException(
                $"{inUse.Message.TrimEnd('.')}. Stop what listens there, or {other}.",
                inUse
            );
        }
        catch (Exception wrong)
            when (wrong is InvalidOperationException or IOException or SocketException)
        {
            // Kestrel's own words: an address that cannot be bound, a certificate that cannot be read.
            throw new StartRefusedException(wrong.Message, wrong);
        }
    }

    private static WebApplicationBuilder Empty(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }
        );
        ((IConfigurationBuilder)builder.Configuration).Sources.Clear();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<IHostLifetime, OwnLifetime>();
        return builder;
    }

    private static void Listen(IWebHostBuilder web, ServerSetup setup)
    {
        var endpoints = setup
            .Configuration.GetSection("Kestrel:Endpoints")
            .GetChildren()
            .Select(endpoint => endpoint["Url"])
            .OfType<string>()
            .ToList();
        if (endpoints.Count == 0)
        {
            endpoints = [.. setup.Options.Server.Urls];
            web.UseUrls([.. endpoints]);
        }

        if (!setup.Options.Security.AllowPlainText)
        {
            RefusePlainText(endpoints);
        }

        web.UseKestrelHttpsConfiguration();
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var isPlain = !endpoints.Exists(url =>
                ListenAddress.TryParse(url, out var at) && at.IsTls
            );
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                // Browsers speak HTTP/2 over TLS only; offering it without would be a warning at every start.
                endpoint.Protocols = isPlain ? HttpProtocols.Http1 : endpoint.Protocols;
                var limiter = kestrel.ApplicationServices.GetRequiredService<ConnectionLimiter>();
                endpoint.Use(next => connection => limiter.ServeAsync(connection, next));
                endpoint.Use(http => connection => SocketHandover.ServeAsync(connection, http));
            });

            new RenewedCertificates(
                setup.Configuration.GetSection("Kestrel"),
                kestrel
                    .ApplicationServices.GetRequiredService<ILoggerFactory>()
                    .CreateLogger("TableTap")
            ).Use(kestrel);
            var limits = kestrel.Limits;
            limits.MaxRequestBodySize = MaxBodyBytes;
            // A token in the query, however broken, is refused in-band and not by its length (section 1).
            limits.MaxRequestLineSize = MaxRequestLineBytes;
            limits.RequestHeadersTimeout = HeadersTimeout;
            // Connections are bounded where they are accepted, and sockets by admission, with an answer.
            limits.MaxConcurrentConnections = null;
            limits.MaxConcurrentUpgradedConnections = null;
        });
    }

    private static void RefusePlainText(IEnumerable<string> urls)
    {
        foreach (var url in urls)
        {
            if (
                ListenAddress.TryParse(url, out var address)
                && !address.IsTls
                && !address.IsLoopback
            )
            {
                throw new StartRefusedException(
                    $"{url} would serve tokens and orders in plain text to other machines. Use https with a certificate "
                        + "(Kestrel:Certificates:Default:Path), listen on localhost behind a proxy that ends TLS, or set "
                        + "Security:AllowPlainText to true."
                );
            }
        }
    }

    private static void Log(ILoggingBuilder logging, Action<ILoggingBuilder>? sink)
    {
        logging.ClearProviders();
        // Outranks the settings: below a warning the framework writes whole addresses, and a token may stand in one.
        logging.AddFilter("Microsoft", LogLevel.Warning);
        if (sink is not null)
        {
            sink(logging);
        }
        else
        {
            ConsoleLog.Add(logging);
        }

        // No setting may bring these back, also not one of a single sink.
        logging.Services.PostConfigure<LoggerFilterOptions>(filters =>
        {
            foreach (var category in Silenced)
            {
                string?[] sinks =
                [
                    .. filters.Rules.Select(rule => rule.ProviderName).Append(null).Distinct(),
                ];
                foreach (
                    var rule in filters
                        .Rules.Where(rule =>
                            rule.CategoryName?.StartsWith(
                                category,
                                StringComparison.OrdinalIgnoreCase
                            ) == true
                        )
                        .ToList()
                )
                {
                    filters.Rules.Remove(rule);
                }

                foreach (var name in sinks)
                {
                    filters.Rules.Add(new(name, category, LogLevel.None, filter: null));
                }
            }
        });
    }

    /// <summary>Signals are the command line's affair; the host neither listens to them nor greets.</summary>
    private sealed class OwnLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
