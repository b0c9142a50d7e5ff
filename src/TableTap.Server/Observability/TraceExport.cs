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
        options is { WantsTraces: true, OtlpUrl: { } url }
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
}
