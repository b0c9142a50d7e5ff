namespace TableTap.Server.Diagnosis;

/// <summary>What other users of the machine may do with a file or a folder.</summary>
internal static class OtherUsers
{
    private const UnixFileMode Secrets =
        UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const UnixFileMode Anything =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>Whether others may do anything at all with a file or a folder that is there.</summary>
    /// <param name="path">The file or folder.</param>
    public static bool MayUse(string path) => May(path, Anything);

    /// <summary>Whether everybody may read a file that is there, or somebody else may write it; a group may read it.</summary>
    /// <param name="path">The file.</param>
    public static bool MayKnow(string path) => May(path, Secrets);

    private static bool May(string path, UnixFileMode modes) =>
        !OperatingSystem.IsWindows()
        && Path.Exists(path)
        && (File.GetUnixFileMode(path) & modes) != UnixFileMode.None;
}
