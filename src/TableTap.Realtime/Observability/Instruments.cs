using System.Diagnostics.Metrics;

namespace TableTap.Realtime.Observability;

/// <summary>What the instruments of all rooms have in common: the name of their meter, and the steps of their histograms.</summary>
public static class Instruments
{
    /// <summary>The name of the meter that all figures of a server belong to.</summary>
    public const string MeterName = "TableTap";

    /// <summary>Steps of durations in seconds, from 100 µs to 10 s; the protocol's goals of 50 ms and 200 ms are among them.</summary>
    public static InstrumentAdvice<double> Durations { get; } =
        new()
        {
            HistogramBucketBoundaries =
            [
                0.0001,
                0.0002,
                0.0005,
                0.001,
                0.002,
                0.005,
                0.01,
                0.02,
                0.05,
                0.1,
                0.2,
                0.5,
                1,
                2,
                5,
                10,
            ],
        };

    /// <summary>Steps of sizes in bytes, from 256 B to 256 MiB, each four times the one before.</summary>
    public static InstrumentAdvice<long> Bytes { get; } =
        new()
        {
            HistogramBucketBoundaries =
            [
                .. Enumerable.Range(4, 11).Select(power => 1L << (2 * power)),
            ],
        };

    /// <summary>The counter of all that is refused, before a session and in it; a meter has it once, whoever asks.</summary>
    /// <param name="meter">The meter.</param>
    public static Counter<long> Refused(Meter meter) =>
        meter.CreateCounter<long>(
            "tabletap.refused",
            "{refusal}",
            "What was refused, by reason: an error code, or why a connection ended before a session began."
        );
}
