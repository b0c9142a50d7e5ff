namespace TableTap.Storage;

/// <summary>Makes files and folders that only their owner can read, write or enter, whatever the process's umask says (section 9).</summary>
public static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    /// <summary>Makes a folder where it is missing (mode 0700); one that is there keeps its mode.</summary>
    /// <param name="path">The folder.</param>
    public static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else if (!Directory.Exists(path))
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file for writing and makes it where it is missing (mode 0600); nobody else may open it meanwhile.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mode">Whether it may be there, and whether it is emptied.</param>
    /// <param name="share">What others may do with it meanwhile.</param>
    /// <param name="bufferSize">The size of the stream's buffer, in bytes; 0 or 1 is none.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static FileStream Open(
        string path,
        FileMode mode,
        FileShare share = FileShare.None,
        int bufferSize = 4096
    )
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = share,
            BufferSize = bufferSize,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return new(path, options);
    }

    /// <summary>Writes a whole file durably, in place of the one that may be there; a crash leaves one of the two.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it holds from now on.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.new";
        File.Delete(temporary);
        using (var file = Open(temporary, FileMode.CreateNew))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        FolderNames.Flush(path);
    }

    /// <summary>Refuses a file with a secret that others can read or write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="otherwise">What can be done instead of <c>chmod</c>.</param>
    /// <exception cref="InvalidDataException">Others may read or write it; says what to do.</exception>
    public static void Check(string path, string otherwise)
    {
        if (
            !OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None
        )
        {
            throw new InvalidDataException(
                $"{path} can be read by others: run chmod 600 on it, or {otherwise}."
            );
        }
    }

    /// <summary>Takes from a file what others than its owner may do with it; harmless where it is missing.</summary>
    /// <param name="path">The file.</param>
    public static void Close(string path)
    {
        if (!OperatingSystem.IsWindows() && File.Exists(path))
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }
}
