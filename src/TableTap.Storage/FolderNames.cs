using System.Runtime.InteropServices;

namespace TableTap.Storage;

/// <summary>The names that a folder holds, which a disk keeps apart from the files themselves.</summary>
internal static partial class FolderNames
{
    private const int ReadOnly = 0;

    /// <summary>What a file system says that cannot flush a folder, and has its names on the disk by other means.</summary>
    private const int NotPossible = 22;

    /// <summary>
    /// Waits until what was made, renamed or taken away in a folder is so after a power cut, too. Does nothing on Windows, whose file
    /// system keeps a journal of names.
    /// </summary>
    /// <param name="path">A file in that folder.</param>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Flush(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var handle = Open(folder, ReadOnly);
        if (handle < 0)
        {
            throw Failed(folder);
        }

        var isDone = Flush(handle) == 0 || Marshal.GetLastPInvokeError() == NotPossible;
        var failed = isDone ? null : Failed(folder);
        _ = Close(handle);
        if (failed is not null)
        {
            throw failed;
        }
    }

    private static IOException Failed(string folder) =>
        new($"The folder {folder} cannot be flushed: {Marshal.GetLastPInvokeErrorMessage()}");

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport(
        "libc",
        EntryPoint = "open",
        SetLastError = true,
        StringMarshalling = StringMarshalling.Utf8
    )]
    private static partial int Open(string path, int flags);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(int handle);

    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);
}
