using TableTap.Storage;
using TableTap.Storage.Maintenance;
using TableTap.Terms;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with the store.</summary>
internal static class StoreChecks
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(2);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "store",
            Severity.Error,
            "a store that is damaged, of another program, or of another version",
            "Do what the line says; tabletap journal verify looks at all of it, tabletap journal restore FILE goes back to a backup.",
            Readable
        ),
        new(
            "restore-cut-off",
            Severity.Error,
            "a restore that was cut off",
            "Run tabletap journal restore FILE again, to its end.",
            CutOff
        ),
        new(
            "clock-behind",
            Severity.Error,
            "a clock that is behind what was written already",
            "Set the machine's clock, and let it follow a time server (timedatectl set-ntp true).",
            ClockBehind
        )
        {
            IsWatched = true,
        },
    ];

    private static IEnumerable<string> Readable(Installation installation)
    {
        if (!File.Exists(installation.Store))
        {
            yield break;
        }

        string? refusal = null;
        try
        {
            using var store = StoreInspection.Open(installation.Store);
            _ = store.Streams();
        }
        catch (StoreRefusedException refused)
        {
            refusal = refused.Message;
        }

        if (refusal is not null)
        {
            yield return refusal;
        }
    }

    private static IEnumerable<string> CutOff(Installation installation)
    {
        var half = installation.Store + ".restoring";
        if (File.Exists(half) && !File.Exists(installation.Store))
        {
            yield return $"{half} is there and {installation.Store} is not.";
        }
    }

    private static IEnumerable<string> ClockBehind(Installation installation)
    {
        var now = installation.Time.GetUtcNow().UtcDateTime;
        string[] files = [installation.Store, $"{installation.Store}-wal"];
        var youngest = files.Where(File.Exists).MaxBy(File.GetLastWriteTimeUtc);
        if (
            youngest is not null
            && File.GetLastWriteTimeUtc(youngest) - now is var ahead
            && ahead > Tolerance
        )
        {
            yield return $"{youngest} was written {Counted.Of((long)ahead.TotalMinutes, "minute", "minutes")} from now.";
        }
    }
}
