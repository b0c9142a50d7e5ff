namespace TableTap.Benchmarks;

/// <summary>Everything that is measured, by its name; the benchmarks and the limits of allocation share it.</summary>
internal static class Operations
{
    public static IReadOnlyDictionary<string, Func<Operation>> All { get; } =
        new Dictionary<string, Func<Operation>>(StringComparer.Ordinal)
        {
            ["envelope: read"] = Frames.ReadEnvelope,
            ["envelope: write"] = Frames.WriteNotice,
            ["catalogue: find"] = Frames.FindType,
            ["decide and apply: empty café"] = () => Orders.DecideAndApply(0),
            ["decide and apply: 100 open orders"] = () => Orders.DecideAndApply(100),
            ["decide and apply: 1000 open orders"] = () => Orders.DecideAndApply(1000),
            ["decide and apply: a menu without choices, 100 open orders"] = () =>
                Orders.DecideAndApply(100, isPlain: true),
            ["announce: an order"] = Orders.Announce,
            ["append: one message"] = () => History.Append(1),
            ["append: 64 messages, each"] = () => History.Append(64),
            ["replay: a page of 500, each"] = History.Replay,
            ["fan-out: 1000 readers, each"] = () => Delivery.FanOut(1000),
            ["fan-out: 1000 readers, figures gathered, each"] = () =>
                Delivery.FanOut(1000, gathersFigures: true),
        };
}
