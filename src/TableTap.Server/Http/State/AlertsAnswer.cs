using TableTap.Cafes.Announcements;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Rules;

namespace TableTap.Server.Http.State;

/// <summary>The answer of <c>GET /v1/cafes/{id}/alerts</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="Alerts">What is not resolved, each as <c>alert</c> told it last; the worst first, then the oldest.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record AlertsAnswer(
    [Id] string CafeId,
    IReadOnlyList<Alert> Alerts,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The alerts as they are.</summary>
    public static AlertsAnswer Of(StateView view) =>
        new(
            view.Cafe.CafeId,
            [.. view.Cafe.Alerts.All.Select(AlertAnnouncements.Wire)],
            view.Epoch,
            view.Positions
        );
}
