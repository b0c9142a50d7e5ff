namespace TableTap.Server.Auth;

/// <summary>A file with a secret: readable and writable by its owner alone, and never half written.</summary>
internal static class PrivateFile
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite;

    /// <summary>Refuses a file that others can read or write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="otherwise">What can be done instead of <c>chmod</c>.</param>
    /// <exception cref="InvalidDataException">Others may read it; says what to do.</exception>
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

    /// <summary>Writes the whole file durably, in place of the one that may be there; a crash leaves one of the two.</summary>
    /// <param name="path">The file.</param>
    /// <param name="content">What it holds from now on.</param>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = $"{path}.new";
        File.Delete(temporary);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(temporary, options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
