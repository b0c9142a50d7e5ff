using TableTap.Cafes.Announcements;
using TableTap.Ordering.Reports;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.State;

/// <summary>The answer of <c>GET /v1/cafes/{id}/metrics</c>: what <c>metrics_update</c> would tell now.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Period">What the figures are of: <c>current_hour</c>.</param>
/// <param name="Metrics">The café's figures.</param>
/// <param name="Counters">The figures of each counter.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record MetricsAnswer(
    [Id] string CafeId,
    string Period,
    CafeMetrics Metrics,
    IReadOnlyList<CounterMetrics> Counters,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The figures as they are.</summary>
    public static MetricsAnswer Of(StateView view)
    {
        var figures = MetricsAnnouncements.Wire(CafeReport.Of(view.Cafe, view.Now));
        return new(
            view.Cafe.CafeId,
            figures.Period,
            figures.Metrics,
            figures.Counters,
            view.Epoch,
            view.Positions
        );
    }
}
