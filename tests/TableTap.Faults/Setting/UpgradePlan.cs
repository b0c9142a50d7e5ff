using TableTap.Faults.Schedule;

namespace TableTap.Faults.Setting;

/// <summary>
/// Runs in which nothing goes wrong but that the server is replaced while the café is full: by a newer program, back to the older one, and so
/// on, each on the data and at the address of the one before. Of several servers one after the other is replaced, so that both programs run
/// beside each other meanwhile.
/// </summary>
public static class UpgradePlan
{
    /// <summary>A run from one program to another and back.</summary>
    /// <param name="old">The file of the older program.</param>
    /// <param name="next">The file of the newer program.</param>
    /// <param name="duration">How long the café is open.</param>
    /// <param name="times">How often a server is replaced.</param>
    public static FaultPlan Of(string old, string next, TimeSpan duration, int times) =>
        new()
        {
            Duration = duration,
            Programs = [old, next],
            HasSmallOutbox = false,
            CommandsBetweenFaults = 5,
            Schedule =
            [
                .. Enumerable
                    .Range(1, times)
                    .Select(time => new Fault(
                        duration * time / (times + 1),
                        FaultKind.Terminate,
                        TimeSpan.Zero,
                        Share: 1,
                        Amount: 0,
                        Seed: time
                    )),
            ],
        };
}
