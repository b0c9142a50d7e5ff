using TableTap.Server.Configuration;
using TableTap.Server.Connections;

namespace TableTap.Server.Diagnosis;

/// <summary>A server as it is set up on this machine: what an examination looks at. Immutable.</summary>
/// <param name="Configuration">All settings.</param>
/// <param name="Options">The server's settings, as read from them.</param>
/// <param name="Time">The clock of this machine.</param>
public sealed record Installation(
    IConfigurationRoot Configuration,
    TableTapOptions Options,
    TimeProvider Time
)
{
    /// <summary>The folder or the file in which backups are; null where nobody says.</summary>
    public string? Backups { get; init; }

    /// <summary>Whether a server is known to run on the data directory now: it has the ports.</summary>
    /// <value>Default false: it is not known, and what listens at a port is asked who it is.</value>
    public bool IsRunning { get; init; }

    /// <summary>When a trusted proxy last did not say whose request it passed on; that is null where none has since the server's start.</summary>
    /// <value>Default null: it is not known here, and the server of this installation is asked.</value>
    public Func<DateTimeOffset?>? LastSilent { get; init; }

    /// <summary>The free and the whole size of the disk that a path is on, in bytes.</summary>
    /// <value>Default: as the system says.</value>
    public Func<string, DiskSpace> Disk { get; init; } = DiskSpace.Of;

    /// <summary>The disk that the data directory is on; null before there is one.</summary>
    internal DiskSpace? DataDisk => Directory.Exists(Data) ? Disk(Data) : null;

    /// <summary>How many files the operating system lets a server have open; null where it does not tell.</summary>
    /// <value>Default: as it lets this process.</value>
    public Func<int?> FileLimit { get; init; } = OpenFiles.Limit;

    /// <summary>The data directory, as a whole path.</summary>
    internal string Data => Path.GetFullPath(Options.Storage.Directory);

    /// <summary>The journal's file, as a whole path.</summary>
    internal string Store => Path.GetFullPath(Options.Storage.JournalPath);
}

/// <summary>The size of a disk.</summary>
/// <param name="Free">Bytes that this user may still write.</param>
/// <param name="Whole">All bytes.</param>
public readonly record struct DiskSpace(long Free, long Whole)
{
    /// <summary>The disk that a path is on.</summary>
    /// <param name="path">A path that is there.</param>
    public static DiskSpace Of(string path)
    {
        var disk = new DriveInfo(path);
        return new(disk.AvailableFreeSpace, disk.TotalSize);
    }
}
