using TableTap.Faults.Schedule;
using TableTap.Testing.Defects;

namespace TableTap.Faults.Setting;

/// <summary>A short run for each planted defect, with the faults that bring it to light; it ends when it is found.</summary>
public static class DefectPlans
{
    private static readonly FaultPlan Small = new()
    {
        Clients = 40,
        OrdersPerSecond = 8,
        Duration = TimeSpan.FromSeconds(30),
        StopsAtFirstFinding = true,
    };

    /// <summary>The runs by the defect that they have to find.</summary>
    public static IReadOnlyDictionary<Defect, FaultPlan> All { get; } =
        new Dictionary<Defect, FaultPlan>
        {
            // Only the journal shows it, at the end; a kill finds it if a command was acknowledged just before.
            [Defect.AckBeforeCommit] = Small with
            {
                Defect = Defect.AckBeforeCommit,
                Duration = TimeSpan.FromSeconds(8),
                CommandsBetweenFaults = 5,
                Schedule =
                [
                    At(2.5, FaultKind.Kill),
                    At(4.5, FaultKind.Kill),
                    At(6.5, FaultKind.Kill),
                ],
            },
            [Defect.SkipSequence] = Small with
            {
                Defect = Defect.SkipSequence,
                Schedule = [At(1, FaultKind.Cut, share: 0.3)],
            },
            // The line drops what comes while a client takes nothing.
            [Defect.DropOnOverflow] = Small with
            {
                Defect = Defect.DropOnOverflow,
                Heartbeat = TimeSpan.FromSeconds(8),
                AnnouncementsPerSecond = 40,
                Schedule = [At(1, FaultKind.Stall, lasts: 6, share: 0.5)],
            },
            [Defect.DuplicateAtLiveSwitch] = Small with
            {
                Defect = Defect.DuplicateAtLiveSwitch,
                Schedule =
                [
                    .. Enumerable
                        .Range(1, 10)
                        .Select(second => At(second, FaultKind.Cut, share: 0.3)),
                ],
            },
            // Who forgets just before the server dies comes back with nothing, to a server that has nothing either.
            [Defect.ForgetCursor] = Small with
            {
                Defect = Defect.ForgetCursor,
                Duration = TimeSpan.FromSeconds(40),
                Schedule =
                [
                    At(14, FaultKind.Forget, share: 0.6),
                    At(14.5, FaultKind.Kill),
                    At(30, FaultKind.Forget, share: 0.6),
                    At(30.5, FaultKind.Kill),
                ],
            },
        };

    private static Fault At(double second, FaultKind kind, double lasts = 0.2, double share = 0) =>
        new(
            TimeSpan.FromSeconds(second),
            kind,
            TimeSpan.FromSeconds(lasts),
            share,
            Amount: 0,
            Seed: (int)second
        );
}
