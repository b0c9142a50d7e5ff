using TableTap.Ordering.State;

namespace TableTap.Ordering.Rules;

/// <summary>When an order should be ready, before the café's own error corrects it.</summary>
/// <param name="Left">How long until then, packing included; not negative.</param>
/// <param name="CounterId">The counter that has its part ready last; null when no counter has any of it.</param>
/// <param name="Ahead">Orders that counter makes first.</param>
public sealed record ReadyEstimate(TimeSpan Left, string? CounterId, int Ahead)
{
    /// <summary>Whether nobody is at a counter that has to make some of it: then it is no promise.</summary>
    public bool NobodyThere { get; init; }

    /// <summary>The time as a guest reads it: corrected, in whole minutes, never less than 1.</summary>
    public int Minutes(Cafe cafe) =>
        ToMinutes(Left * cafe.QuoteErrors.Correction(cafe.Profile.Limits));

    /// <summary>A time as it is quoted: the nearest whole minute, never less than 1.</summary>
    private static int ToMinutes(TimeSpan time) =>
        Math.Max(1, (int)Math.Round(time.TotalMinutes, MidpointRounding.AwayFromZero));
}
