namespace TableTap.Storage.Sqlite;

/// <summary>
/// The operating system's lock that keeps a second server off a store. The system itself releases it when the process
/// ends, however it ends.
/// </summary>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <summary>Takes the lock of a store.</summary>
    /// <param name="path">The store's file.</param>
    /// <exception cref="StoreRefusedException">Another server holds it.</exception>
    public static StoreLock Take(string path)
    {
        var file = path + ".lock";
        try
        {
            return new(PrivateFiles.Open(file, FileMode.OpenOrCreate));
        }
        catch (IOException inUse)
        {
            throw new StoreRefusedException(
                $"Another TableTap server uses the store {path} (it holds {file}). "
                    + "Stop that server, or give this one its own data directory.",
                inUse
            )
            {
                IsInUse = true,
            };
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new StoreRefusedException(
                $"The lock file {file} cannot be opened for writing. Check the rights of its directory.",
                denied
            );
        }
    }

    public void Dispose() => _file.Dispose();
}
