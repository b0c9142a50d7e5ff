namespace TableTap.Faults;

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
    public static IReadOnlyDictionary<string, FaultPlan> All { get; } =
        new Dictionary<string, FaultPlan>(StringComparer.Ordinal)
        {
            // Only the journal shows it, at the end.
            ["ack-before-commit"] = Small with
            {
                Defect = "ack-before-commit",
                Duration = TimeSpan.FromSeconds(7),
                Schedule =
                [
                    At(2.5, FaultKind.Kill),
                    At(4, FaultKind.Kill),
                    At(5.5, FaultKind.Kill),
                ],
            },
            ["skip-sequence"] = Small with
            {
                Defect = "skip-sequence",
                Schedule = [At(1, FaultKind.Cut, share: 0.3)],
            },
            // Long enough that the kernel's own buffers are full too.
            ["drop-on-overflow"] = Small with
            {
                Defect = "drop-on-overflow",
                Heartbeat = TimeSpan.FromSeconds(8),
                AnnouncementsPerSecond = 40,
                Schedule = [At(1, FaultKind.Stall, lasts: 14, share: 0.5)],
            },
            ["duplicate-at-live-switch"] = Small with
            {
                Defect = "duplicate-at-live-switch",
                Schedule =
                [
                    .. Enumerable
                        .Range(1, 10)
                        .Select(second => At(second, FaultKind.Cut, share: 0.3)),
                ],
            },
            // Who forgets just before the server dies comes back with nothing, to a server that has nothing either.
            ["forget-cursor"] = Small with
            {
                Defect = "forget-cursor",
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
