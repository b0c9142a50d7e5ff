using System.Globalization;
using System.Text.Json.Serialization;
using TableTap.Load.Measuring;

namespace TableTap.Load.Reporting;

/// <summary>The sockets of a load.</summary>
/// <param name="Opened">How many were opened and ready.</param>
/// <param name="Lost">How many were gone before the end, though nobody dropped them.</param>
/// <param name="ConnectMs">The time from when each was due until it was ready, in milliseconds.</param>
/// <param name="CpuMicrosecondsPerConnect">The server's processor time for each, subscriptions included.</param>
/// <param name="BytesPerConnection">How much more memory the server holds for each, in bytes.</param>
public sealed record ConnectionFigures(
    int Opened,
    int Lost,
    LatencyFigures ConnectMs,
    double? CpuMicrosecondsPerConnect,
    double? BytesPerConnection
);

/// <summary>Whether everything that was told was heard.</summary>
/// <param name="Expected">How many messages should have been heard, all clients together.</param>
/// <param name="Heard">How many were.</param>
/// <param name="Misplaced">How many did not follow the one before them in their channel.</param>
public sealed record DeliveryFigures(long Expected, long Heard, long Misplaced)
{
    /// <summary>How many are missing.</summary>
    public long Lost => Math.Max(0, Expected - Heard);
}

/// <summary>What a load came to. Immutable; a section that the scenario does not measure is null.</summary>
/// <param name="Scenario">The name of the scenario.</param>
/// <param name="Seconds">How long load was offered.</param>
/// <param name="Offered">How many operations were due.</param>
/// <param name="Done">How many were done: commands acknowledged, messages delivered, sockets ready.</param>
/// <param name="Refused">How many were refused.</param>
/// <param name="LatencyMs">From the moment when an operation was due until it was done, in milliseconds.</param>
/// <param name="Server">What the server's process used.</param>
public sealed record LoadReport(
    string Scenario,
    double Seconds,
    long Offered,
    long Done,
    long Refused,
    LatencyFigures LatencyMs,
    ServerFigures Server
)
{
    /// <summary>Whether it was stopped before its end.</summary>
    public bool Interrupted { get; init; }

    /// <summary>How many operations were done in a second.</summary>
    public double DonePerSecond => Seconds > 0 ? Done / Seconds : 0;

    /// <summary>How many were refused for each reason.</summary>
    public IReadOnlyDictionary<string, long> Refusals { get; init; } =
        new Dictionary<string, long>(StringComparer.Ordinal);

    /// <summary>The sockets that were opened.</summary>
    public ConnectionFigures? Connections { get; init; }

    /// <summary>What was told and heard.</summary>
    public DeliveryFigures? Delivery { get; init; }

    /// <summary>From the moment when a message was due until the last of its readers had it, in milliseconds; the longest.</summary>
    public double? LastReaderMs { get; init; }

    /// <summary>How much more memory the server holds for each socket after a message to all of them, in bytes.</summary>
    public double? BytesPerConnectionAfterBroadcast { get; init; }

    /// <summary>How long live messages took while others read the history, in milliseconds.</summary>
    public LatencyFigures? LiveMs { get; init; }

    /// <summary>How long live messages took before, in milliseconds.</summary>
    public LatencyFigures? LiveBeforeMs { get; init; }

    /// <summary>How the load itself did.</summary>
    public GeneratorFigures? Generator { get; init; }

    /// <summary>Why the load counts as failed: something was lost, or nothing was done; empty where nothing is wrong.</summary>
    public IReadOnlyList<string> Failures { get; init; } = [];
}

/// <summary>The report as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    WriteIndented = true
)]
[JsonSerializable(typeof(LoadReport))]
public sealed partial class LoadReportJson : JsonSerializerContext;

/// <summary>How a load stands while it runs.</summary>
/// <param name="Phase">What it does now, in a few words.</param>
/// <param name="Offered">How many operations were due so far.</param>
/// <param name="Done">How many were done so far.</param>
/// <param name="Refused">How many were refused so far.</param>
/// <param name="P50">The median latency so far, in milliseconds.</param>
/// <param name="P99">What 99 of 100 stayed within so far, in milliseconds.</param>
public sealed record LoadProgress(
    string Phase,
    long Offered,
    long Done,
    long Refused,
    double? P50,
    double? P99
)
{
    /// <summary>The same in one line, as people read it.</summary>
    public string Line =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Phase}  offered {Offered:N0}  done {Done:N0}  refused {Refused:N0}  p50 {P50:0.0} ms  p99 {P99:0.0} ms"
        );
}
