namespace TableTap.Cli;

/// <summary>Finds the process whose server uses a data directory, by the lock file that it holds open.</summary>
internal static class StoreOwner
{
    /// <summary>Looks through the processes of this machine that the caller may see.</summary>
    /// <param name="journalPath">The path of the journal's file.</param>
    /// <returns>The id of the process; null where none has it open, or the system does not tell.</returns>
    public static int? Find(string journalPath)
    {
        var wanted = Path.GetFullPath(journalPath) + ".lock";
        if (!Directory.Exists("/proc/self/fd") || !File.Exists(wanted))
        {
            return null;
        }

        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out var id) && Holds(directory, wanted))
            {
                return id;
            }
        }

        return null;
    }

    private static bool Holds(string process, string wanted)
    {
        try
        {
            return Directory
                .EnumerateFiles(Path.Combine(process, "fd"))
                .Any(file => new FileInfo(file).LinkTarget == wanted);
        }
        catch (Exception hidden) when (hidden is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or belongs to somebody else.
            return false;
        }
    }
}
