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
    /// <summary>
    /// What gathers and sends them once it is built; null where the settings name no collector. It is there also where nothing is traced yet: a
    /// changed settings file may choose, and until then nothing is begun.
    /// </summary>
    /// <param name="options">Where traces are sent.</param>
    /// <param name="instance">Which server it is.</param>
    public static TracerProviderBuilder? Of(ServerOptions options, ServerInstance instance) =>
        options.OtlpUrl is { } url
            ? Sdk.CreateTracerProviderBuilder()
                .ConfigureResource(resource => MetricsExport.Name(resource, instance))
                .AddSource(Traces.SourceName)
                // What is begun was chosen before.
                .SetSampler(new AlwaysOnSampler())
                .AddOtlpExporter(otlp =>
                {
                    otlp.Protocol = OtlpExportProtocol.HttpProtobuf;
                    otlp.Endpoint = new($"{url.TrimEnd('/')}/v1/traces");
                    otlp.TimeoutMilliseconds = (int)MetricsExport.Patience.TotalMilliseconds;
                })
            : null;

    /// <summary>Chooses the commands, by the id of their café; null where the settings name no collector, or ask for no trace.</summary>
    /// <param name="options">What is to be traced.</param>
    public static Func<string, bool>? Choice(ServerOptions options) =>
        options.WantsTraces
            ? new CafeSampler(options.TracesPerThousand, options.TracedCafes).Takes
            : null;
}
