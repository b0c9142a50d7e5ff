using TableTap.Realtime.Options;

namespace TableTap.Server.Configuration;

/// <summary>Where the server listens. Immutable.</summary>
public sealed record ServerOptions
{
    /// <summary>The addresses to listen on; port 0 is any free one. With <c>Kestrel:Endpoints</c> set, those count instead.</summary>
    [Setting("Server:Urls"), ListenUrl]
    public IReadOnlyList<string> Urls { get; init; } = ["http://localhost:3001"];

    /// <summary>
    /// The path below which a proxy shows the server, for the links that it writes; requests are answered with the path and without it.
    /// </summary>
    [Setting("Server:PathBase"), SubPath]
    public string PathBase { get; init; } = "";

    /// <summary>
    /// The address at which the figures for Prometheus are, with nothing else and without a token: one that only what watches over the server
    /// reaches. Without it they are at <c>/metrics</c> of the server's own addresses, for this machine and for a token.
    /// </summary>
    [Setting("Server:MetricsUrl"), ListenUrl]
    public string? MetricsUrl { get; init; }

    /// <summary>
    /// The address of an OpenTelemetry collector to which figures and traces are sent by OTLP over HTTP; <c>/v1/metrics</c> follows. Without it
    /// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> of the environment counts, and without that nothing is sent.
    /// </summary>
    [Setting("Server:OtlpUrl"), BaseUrl]
    public string? OtlpUrl { get; init; }

    /// <summary>
    /// Of how many commands in a thousand the way through the server is sent to <c>Server:OtlpUrl</c> as a trace, chosen by chance;
    /// <c>/v1/traces</c> follows the address.
    /// </summary>
    [Setting("Server:TracesPerThousand", CountsAtOnce = true), Number(0, 1000)]
    public int TracesPerThousand { get; init; } = 10;

    /// <summary>The cafés of whose commands every one is sent as a trace.</summary>
    [Setting("Server:TracedCafes", CountsAtOnce = true), CafeId]
    public IReadOnlyList<string> TracedCafes { get; init; } = [];

    /// <summary>How often figures are sent to <c>Server:OtlpUrl</c>; they are sent once more when the server stops.</summary>
    [Setting("Server:OtlpInterval"), Duration("1s", "1h")]
    public TimeSpan OtlpInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long an administrator of the server may watch the frames of a connection at a stretch.</summary>
    [Setting("Server:FrameWatch", CountsAtOnce = true), Duration("10s", "1h")]
    public TimeSpan FrameWatch { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// The objective of delivery: of a thousand messages so many may be later than <c>Server:DeliveryTarget</c>. How fast that is used up is
    /// the figure <c>tabletap_slo_burn_rate</c>.
    /// </summary>
    [Setting("Server:LatePerThousand"), Number(1, 500)]
    public int LatePerThousand { get; init; } = 10;

    /// <summary>
    /// How often the server sends itself a message through its journal and a socket of its own, and measures how long that takes;
    /// <c>0s</c> for never.
    /// </summary>
    [Setting("Server:ProbeInterval"), Duration("0s", "1h")]
    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Whether there is a collector for traces, and something to trace.</summary>
    internal bool WantsTraces =>
        OtlpUrl is not null && (TracesPerThousand > 0 || TracedCafes.Count > 0);
}
