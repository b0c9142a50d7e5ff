using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using TableTap.Realtime.Observability;
using TableTap.Server.Configuration;

namespace TableTap.Server.Observability;

/// <summary>Sends the way of chosen commands through the server to a collector, as traces.</summary>
internal static class TraceExport
{
    /// <summary>What gathers and sends them once it is built; null where the settings name no collector, or ask for no trace.</summary>
    /// <param name="options">Where traces are sent, and of what.</param>
    public static TracerProviderBuilder? Of(ServerOptions options) =>
        IsWanted(options) && options.OtlpUrl is { } url
            ? Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(resource => MetricsExport.Name(resource))
                .AddSource(Traces.SourceName)
                .SetSampler(new CafeSampler(options.TracesPerThousand, options.TracedCafes))
                .AddOtlpExporter(otlp =>
                {
                    otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                    otlp.Endpoint = new($"{url.TrimEnd('/')}/v1/traces");
                    otlp.TimeoutMilliseconds = (int)MetricsExport.Patience.TotalMilliseconds;
                })
            : null;

    /// <summary>Whether the settings name a collector and something to trace.</summary>
    /// <param name="options">Where traces are sent, and of what.</param>
    public static bool IsWanted(ServerOptions options) =>
        options.OtlpUrl is not null
        && (options.TracesPerThousand > 0 || options.TracedCafes.Count > 0);
}
