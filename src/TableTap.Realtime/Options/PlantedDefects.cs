namespace TableTap.Realtime;

/// <summary>
/// Deliberate defects, by which the suites of section 7 prove that they would find real ones. Tests switch them on by
/// options that only they can reach; a server has none, unless it was built with <c>-p:PlantedDefects=true</c> and names
/// them in <c>TABLETAP_PLANTED_DEFECTS</c>. Immutable.
/// </summary>
internal sealed record PlantedDefects
{
    // Few enough that most schedules meet one.
    private const int SkippedOf = 7;

    /// <summary>None: what every server that is shipped has.</summary>
    public static PlantedDefects None { get; } = new();

    /// <summary>What this build was made for.</summary>
    public static PlantedDefects Built { get; } =
#if PLANTED_DEFECTS
        Named(Environment.GetEnvironmentVariable("TABLETAP_PLANTED_DEFECTS"));
#else
        None;
#endif

    /// <summary>A command is acknowledged before it is durable.</summary>
    public bool AckBeforeCommit { get; init; }

    /// <summary>Every seventh message of a channel is counted as sent and is not, on the live path and in history.</summary>
    public bool SkipSequence { get; init; }

    /// <summary>What does not fit into a full outbox is dropped.</summary>
    public bool DropOnOverflow { get; init; }

    /// <summary>The last message of history is sent once more by the live path.</summary>
    public bool DuplicateAtLiveSwitch { get; init; }

    /// <summary>What an owner confirmed is never written.</summary>
    public bool ForgetCursor { get; init; }

    /// <summary>Whether a message is one of those that are left out.</summary>
    public bool Skips(StoredMessage message) => SkipSequence && message.Sequence % SkippedOf == 0;

    /// <summary>Reads names, separated by commas: <c>ack-before-commit</c>, <c>skip-sequence</c> and so on.</summary>
    /// <param name="names">The names; null or empty for none.</param>
    /// <exception cref="ArgumentException">There is no such defect.</exception>
    public static PlantedDefects Named(string? names)
    {
        var defects = None;
        foreach (
            var name in (names ?? "").Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            defects = name switch
            {
                "ack-before-commit" => defects with { AckBeforeCommit = true },
                "skip-sequence" => defects with { SkipSequence = true },
                "drop-on-overflow" => defects with { DropOnOverflow = true },
                "duplicate-at-live-switch" => defects with { DuplicateAtLiveSwitch = true },
                "forget-cursor" => defects with { ForgetCursor = true },
                _ => throw new ArgumentException(
                    $"There is no defect '{name}' to plant.",
                    nameof(names)
                ),
            };
        }

        return defects;
    }
}
