using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;

namespace TableTap.Cafes.Announcements;

/// <summary>Why an order takes as long as it does, as guests read it (section 5). The one place that has these words.</summary>
public static class WaitExplanations
{
    /// <summary>The words: <c>2 ahead at Espresso Bar, 1 barista</c>.</summary>
    /// <param name="cafe">The café that guests wait in.</param>
    /// <param name="reason">What is waited for.</param>
    /// <param name="now">The time, for how long a counter is away still.</param>
    public static string Of(Cafe cafe, WaitReason reason, DateTimeOffset now)
    {
        var counter = reason.CounterId is { } counterId ? cafe.CounterName(counterId) : null;
        var back = reason.BackAt is { } at ? $", back {Back(cafe, at, now)}" : "";
        return reason.Cause switch
        {
            WaitCause.Queue => $"{reason.Ahead} ahead at {counter}, {Baristas(reason.Staff)}",
            WaitCause.Next => $"Next at {counter}, {Baristas(reason.Staff)}",
            WaitCause.Making => $"Being made at {counter}",
            WaitCause.CounterDown => $"{counter} is not available right now{back}",
            WaitCause.NobodyThere when counter is null => $"Nobody is at work right now{back}",
            WaitCause.NobodyThere when reason.Ahead == 0 =>
                $"Nobody is at {counter} right now{back}",
            WaitCause.NobodyThere =>
                $"{reason.Ahead} ahead at {counter}, nobody is there right now{back}",
            WaitCause.Scheduled when reason.BackAt is { } due =>
                $"Ordered for later, ready {LocalTime.Words(cafe.Profile, due, now)}",
            WaitCause.Held => $"Waiting for a counter that can make it{back}",
            _ => "Nothing left to make",
        };
    }

    private static string Baristas(int staff) => staff == 1 ? "1 barista" : $"{staff} baristas";

    /// <summary>Within the hour in minutes, later by the clock.</summary>
    private static string Back(Cafe cafe, DateTimeOffset at, DateTimeOffset now) =>
        at - now <= TimeSpan.FromHours(1)
            ? $"in about {Minutes(at - now)} min"
            : LocalTime.Words(cafe.Profile, at, now);

    private static int Minutes(TimeSpan left) => Math.Max(1, (int)Math.Ceiling(left.TotalMinutes));
}
