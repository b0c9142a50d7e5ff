using System.Diagnostics.Metrics;
using System.Reflection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using TableTap.Server.Configuration;

namespace TableTap.Server.Observability;

/// <summary>
/// Gathers the figures of one server for whoever asks: its own meter, and of the runtime what says how the process is doing. A process may
/// run several servers, so a meter counts by itself and not by its name.
/// </summary>
internal static class MetricsExport
{
    /// <summary>The address of the figures, in the text format of Prometheus.</summary>
    public const string Path = "/metrics";

    /// <summary>The most series of one figure, for which there is room from the beginning; every label has fewer values.</summary>
    private const int MostSeries = 64;

    /// <summary>How long a collector has to answer; a stop waits for it.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private const string RuntimeMeter = "System.Runtime";

    /// <summary>The figures of the runtime that are shown: memory, garbage collection, processor time.</summary>
    private static readonly HashSet<string> OfRuntime =
    [
        "dotnet.process.memory.working_set",
        "dotnet.process.cpu.time",
        "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.memory.committed_size",
        "dotnet.gc.last_collection.heap.size",
        "dotnet.gc.collections",
        "dotnet.gc.pause.time",
    ];

    /// <summary>Gathers the figures of a server from now on, and sends them where the settings say.</summary>
    /// <param name="meter">The meter of the server.</param>
    /// <param name="options">Where they are sent.</param>
    /// <param name="instance">Which server it is.</param>
    public static MeterProvider Gather(Meter meter, ServerOptions options, ServerInstance instance)
    {
        ShowVersion(meter);
        var figures = Sdk.CreateMeterProviderBuilder()
            .ConfigureResource(resource => Name(resource, instance))
            // One exemplar for each step of a histogram, of the last traced command in it; where nothing is traced it costs nothing.
            .SetExemplarFilter(
                options.OtlpUrl is not null
                    ? ExemplarFilterType.TraceBased
                    : ExemplarFilterType.AlwaysOff
            )
            .AddMeter(meter.Name, RuntimeMeter)
            .AddView(instrument =>
                instrument.Meter == meter
                || (instrument.Meter.Name == RuntimeMeter && OfRuntime.Contains(instrument.Name))
                    ? new MetricStreamConfiguration { CardinalityLimit = MostSeries }
                    : MetricStreamConfiguration.Drop
            )
            .AddPrometheusExporter(prometheus =>
                prometheus.ScrapeResponseCacheDurationMilliseconds = 0
            );
        return (
            options.OtlpUrl is { } url ? Send(figures, url, options.OtlpInterval) : figures
        ).Build();
    }

    /// <summary>What answers a request for the figures, whoever asks.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="figures">What was gathered.</param>
    public static RequestDelegate Answer(IServiceProvider services, MeterProvider figures)
    {
        var app = new ApplicationBuilder(services);
        app.UseOpenTelemetryPrometheusScrapingEndpoint(
            figures,
            predicate: null,
            Path,
            configureBranchedPipeline: null,
            optionsName: null
        );
        return app.Build();
    }

    /// <summary>How a collector knows this program, and this server among others; what <c>OTEL_RESOURCE_ATTRIBUTES</c> says counts before it.</summary>
    /// <param name="resource">What describes it.</param>
    /// <param name="instance">Which server it is.</param>
    public static ResourceBuilder Name(ResourceBuilder resource, ServerInstance instance) =>
        resource
            .AddService("tabletap", serviceVersion: Version, serviceInstanceId: instance.Id)
            .AddAttributes([new("host.name", instance.Host)])
            .AddEnvironmentVariableDetector();

    // Always 1: what it says is its label, by which an upgrade is seen.
    private static void ShowVersion(Meter meter)
    {
        var version = new KeyValuePair<string, object?>("version", Version ?? "unknown");
        meter.CreateObservableUpDownCounter<int>(
            "tabletap.build.info",
            () => new Measurement<int>(1, version),
            "{build}",
            "1, with the version of the program that runs."
        );
    }

    private static MeterProviderBuilder Send(
        MeterProviderBuilder figures,
        string url,
        TimeSpan interval
    ) =>
        figures.AddOtlpExporter(
            (otlp, reader) =>
            {
                otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                otlp.Endpoint = new($"{url.TrimEnd('/')}/v1/metrics");
                otlp.TimeoutMilliseconds = (int)Patience.TotalMilliseconds;
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)
                    interval.TotalMilliseconds;
            }
        );

    /// <summary>The version of this program.</summary>
    public static string? Version =>
        typeof(MetricsExport)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion;
}
