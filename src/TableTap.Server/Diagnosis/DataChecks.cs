using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Keys;
using TableTap.Terms;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be wrong with the data directory, its keys and its disk, and with backups of it.</summary>
internal static class DataChecks
{
    private const long LeastFree = 512L << 20;
    private static readonly TimeSpan OldestBackup = TimeSpan.FromHours(26);
    private static readonly TimeSpan OldestLeftover = TimeSpan.FromDays(7);

    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "data-directory",
            Severity.Error,
            "a data directory that cannot be written, or is none",
            "Give the server's user the folder (chown), remount it for writing, or name another with Storage:Directory.",
            Writable
        ),
        new(
            "data-directory-open",
            Severity.Warning,
            "a data directory that other users of the machine may enter",
            "Run chmod 700 on it: the journal holds names of guests and orders.",
            Open
        ),
        new(
            "key-file-open",
            Severity.Error,
            "a file of keys that others may read",
            "Run chmod 600 on it; if others have read it, delete it, so that the next start makes new keys.",
            KeysOpen
        ),
        new(
            "key-broken",
            Severity.Error,
            "a key that is broken, or weak",
            "Restore the file from a copy, or delete it: the next start makes a new one, and old tokens end.",
            KeysBroken
        ),
        new(
            "disk-full",
            Severity.Error,
            "less than 512 MiB free on the disk of the data directory",
            "Free some space: a full disk refuses every command.",
            Full
        )
        {
            IsWatched = true,
        },
        new(
            "history-size",
            Severity.Warning,
            "a history that may grow beyond what the disk has",
            "Lower History:MaxBytes or History:Retention, or take a larger disk.",
            TooLarge
        )
        {
            IsWatched = true,
        },
        new(
            "leftovers",
            Severity.Warning,
            "a store that a restore or a salvage put aside more than a week ago",
            "Delete it when all is well: it holds what the store held.",
            Leftovers
        )
        {
            IsWatched = true,
        },
        new(
            "backup-age",
            Severity.Warning,
            "no backup of the last 26 hours where --backups or Storage:Backups says that they are",
            "Run tabletap journal backup FILE every day, and look at why it did not run.",
            Backups
        )
        {
            IsWatched = true,
        },
    ];

    private static IEnumerable<string> Writable(Installation installation)
    {
        var folder = installation.Data;
        if (File.Exists(folder))
        {
            yield return $"{folder} is a file, not a folder.";
            yield break;
        }

        // It is made at the first start, in the first folder above it that is there.
        while (!Directory.Exists(folder))
        {
            if (File.Exists(folder))
            {
                yield return $"{folder} is a file, not a folder.";
                yield break;
            }

            folder = Path.GetDirectoryName(folder)!;
        }

        if (Refusal(folder) is { } refusal)
        {
            yield return refusal;
        }
    }

    private static string? Refusal(string folder)
    {
        var trial = Path.Combine(folder, $".tabletap-doctor-{Environment.ProcessId}");
        try
        {
            using (
                new FileStream(
                    trial,
                    FileMode.CreateNew,
                    FileAccess.Write,
                    FileShare.None,
                    bufferSize: 1,
                    FileOptions.DeleteOnClose
                )
            ) { }

            return null;
        }
        catch (Exception refused) when (FailureWords.IsOfFiles(refused))
        {
            return $"{folder}: this user cannot write there ({refused.Message.TrimEnd('.')}).";
        }
    }

    private static IEnumerable<string> Open(Installation installation)
    {
        if (OtherUsers.MayUse(installation.Data))
        {
            yield return $"{installation.Data} may be entered by other users.";
        }
    }

    private static IEnumerable<string> KeysOpen(Installation installation) =>
        KeyFiles(installation)
            .Where(OtherUsers.MayUse)
            .Select(file => $"{file} can be read or written by others.");

    private static IEnumerable<string> KeysBroken(Installation installation)
    {
        foreach (var file in KeyFiles(installation))
        {
            // One that others may read is another check's.
            if (KeysOpen(installation).Any(text => text.StartsWith(file, StringComparison.Ordinal)))
            {
                continue;
            }

            if (Problem(file) is { } problem)
            {
                yield return problem;
            }
        }
    }

    private static string? Problem(string file)
    {
        try
        {
            if (Path.GetFileName(file) == TokenKeys.FileName)
            {
                TokenKeys.Open(Path.GetDirectoryName(file)!);
            }
            else
            {
                ServerKeyFile.Read(file);
            }

            return null;
        }
        catch (InvalidDataException broken)
        {
            return broken.Message;
        }
    }

    private static IEnumerable<string> KeyFiles(Installation installation) =>
        new[] { TokenKeys.FileName, ServerKeyFile.FileName }
            .Select(name => Path.Combine(installation.Data, name))
            .Where(File.Exists);

    private static IEnumerable<string> Full(Installation installation)
    {
        if (installation.DataDisk is { } disk && disk.Free < LeastFree)
        {
            yield return $"The disk of {installation.Data} has {disk.Free >> 20} MiB free.";
        }
    }

    private static IEnumerable<string> TooLarge(Installation installation)
    {
        // A database has a disk of its own.
        if (!installation.Options.Storage.IsEmbedded || installation.DataDisk is not { } disk)
        {
            yield break;
        }

        var most = installation.Options.Journal.HistoryMaxBytes;
        var used = File.Exists(installation.Store) ? new FileInfo(installation.Store).Length : 0;
        if (most - used > disk.Free)
        {
            yield return $"History:MaxBytes lets the history grow to {most >> 20} MiB; the disk has {disk.Free >> 20} MiB free.";
        }
    }

    private static IEnumerable<string> Leftovers(Installation installation)
    {
        if (!Directory.Exists(installation.Data))
        {
            return [];
        }

        var name = Path.GetFileName(installation.Store);
        return Directory
            .EnumerateFiles(installation.Data)
            .Where(file =>
                (
                    Path.GetFileName(file).StartsWith($"{name}.replaced-", StringComparison.Ordinal)
                    || Path.GetFileName(file)
                        .StartsWith($"{name}-wal.damaged-", StringComparison.Ordinal)
                )
                && Age(installation, file) > OldestLeftover
            )
            .Order()
            .Select(file =>
                $"{file} has been there for {Counted.Of(Age(installation, file).Days, "day", "days")}."
            );
    }

    private static IEnumerable<string> Backups(Installation installation)
    {
        if (installation.Backups is not { } place)
        {
            yield break;
        }

        var youngest = (
            Directory.Exists(place) ? Directory.EnumerateFiles(place)
            : File.Exists(place) ? [place]
            : []
        ).Select(file => (TimeSpan?)Age(installation, file)).Min();
        if (youngest is not { } age)
        {
            yield return $"{place} has no backup.";
        }
        else if (age > OldestBackup)
        {
            yield return $"The youngest backup in {place} is {Counted.Of((long)age.TotalHours, "hour", "hours")} old.";
        }
    }

    private static TimeSpan Age(Installation installation, string file) =>
        installation.Time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file);
}
