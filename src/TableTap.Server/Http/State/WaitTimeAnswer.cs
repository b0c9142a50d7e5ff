using TableTap.Cafes.Announcements;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Protocol.Rules;
using TableTap.Terms;

namespace TableTap.Server.Http.State;

/// <summary>How long a new order takes, as <c>wait_time_changed</c> told it last.</summary>
/// <param name="OrderType">An order of which type.</param>
/// <param name="Minutes">How long; null where nobody is at work.</param>
/// <param name="Mode">Whether orders are taken.</param>
/// <param name="Until">When the mode ends by itself.</param>
/// <param name="Reason">Why it takes as long, as of now.</param>
internal sealed record WaitTimeEntry(
    OrderType OrderType,
    [Bounds(0)] double? Minutes,
    IntakeMode Mode,
    DateTimeOffset? Until = null,
    string? Reason = null
);

/// <summary>The answer of <c>GET /v1/cafes/{id}/wait-time</c>.</summary>
/// <param name="CafeId">The café.</param>
/// <param name="WaitTimes">How long a new order of each type takes.</param>
/// <param name="Epoch">The journal's epoch.</param>
/// <param name="Positions">Where to subscribe from, for each channel that can change this and that the caller may hear.</param>
internal sealed record WaitTimeAnswer(
    [Id] string CafeId,
    IReadOnlyList<WaitTimeEntry> WaitTimes,
    string Epoch,
    [Bounds(0, Each = true)] IReadOnlyDictionary<string, long> Positions
)
{
    /// <summary>The wait as it was told.</summary>
    public static WaitTimeAnswer Of(StateView view) =>
        new(
            view.Cafe.CafeId,
            [.. Enum.GetValues<OrderType>().Select(type => Entry(view, type))],
            view.Epoch,
            view.Positions
        );

    private static WaitTimeEntry Entry(StateView view, OrderType type)
    {
        var cafe = view.Cafe;
        // What nobody was told yet is what an idle café takes: the first message comes when that no longer holds.
        var wait = CafeAnnouncements.Wait(
            cafe,
            type,
            cafe.WaitTimes.TryGet(WaitTime.Key(type), out var told)
                ? told
                : new(Estimates.IdleMinutes(cafe, type), view.Now)
        );
        return new(
            wait.OrderType,
            wait.Minutes,
            wait.Mode,
            wait.Until,
            WaitExplanations.Of(cafe, Quotes.OfNew(cafe, type, view.Now).Reason, view.Now)
        );
    }
}
