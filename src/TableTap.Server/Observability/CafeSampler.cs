using System.Security.Cryptography;
using OpenTelemetry.Trace;
using TableTap.Realtime.Observability;

namespace TableTap.Server.Observability;

/// <summary>
/// Chooses which commands are traced: all of some cafés, of the others a share by chance. What a client says of it does not count, or each
/// could fill the collector; a span within a trace that is gathered is gathered. Thread-safe.
/// </summary>
/// <param name="perThousand">How many commands of a thousand.</param>
/// <param name="cafes">The cafés of which all are traced.</param>
internal sealed class CafeSampler(int perThousand, IEnumerable<string> cafes) : Sampler
{
    private readonly HashSet<string> _cafes = [.. cafes];

    /// <inheritdoc />
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters)
    {
        var parent = samplingParameters.ParentContext;
        if (
            parent is
            { IsRemote: false, TraceFlags: System.Diagnostics.ActivityTraceFlags.Recorded }
        )
        {
            return new(SamplingDecision.RecordAndSample);
        }

        foreach (var (key, value) in samplingParameters.Tags ?? [])
        {
            if (key == Traces.CafeTag && value is string cafe && _cafes.Contains(cafe))
            {
                return new(SamplingDecision.RecordAndSample);
            }
        }

        // Not by the id of the trace, which a client may choose.
        return new(
            RandomNumberGenerator.GetInt32(1000) < perThousand
                ? SamplingDecision.RecordAndSample
                : SamplingDecision.Drop
        );
    }
}
