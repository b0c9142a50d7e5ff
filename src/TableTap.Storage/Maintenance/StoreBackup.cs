using Microsoft.Data.Sqlite;

namespace TableTap.Storage.Maintenance;

/// <summary>Makes a backup of a store, also while a server writes to it: one moment, one file, whole or not there.</summary>
public static class StoreBackup
{
    /// <summary>Makes a backup and checks it before it gets its name.</summary>
    /// <param name="store">The store's file.</param>
    /// <param name="target">The backup's file; must not be there yet.</param>
    /// <param name="progress">Is told the pages copied and the pages there are.</param>
    /// <param name="cancellationToken">Stops it; nothing is left behind.</param>
    /// <exception cref="StoreRefusedException">It cannot be made; says why.</exception>
    public static async Task RunAsync(
        string store,
        string target,
        Action<long, long> progress,
        CancellationToken cancellationToken
    )
    {
        target = Path.GetFullPath(target);
        if (File.Exists(target) || Directory.Exists(target))
        {
            throw new StoreRefusedException($"{target} is there already. Choose another name.");
        }

        // Says what is wrong with it, if something is.
        using (StoreInspection.Open(store)) { }

        var partial = target + ".partial";
        try
        {
            await StoreCopy.CopyAsync(store, partial, _ => { }, progress, cancellationToken);
            File.Move(partial, target);
            FolderNames.Flush(target);
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
    }
}
