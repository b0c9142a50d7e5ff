using System.Diagnostics;

namespace TableTap.Faults.Setting;

/// <summary>
/// Where the server keeps its data. Where this process may mount, it is a small disk of its own in memory that can be filled up; else
/// it is a directory, and there is no full disk.
/// </summary>
public sealed class DataDisk : IDisposable
{
    private readonly string _root;
    private readonly string _ballast;

    private DataDisk(string root, bool canFill)
    {
        (_root, CanFill) = (root, canFill);
        _ballast = Path.Combine(root, "ballast");
        Data = Path.Combine(root, "data");
        Directory.CreateDirectory(Data);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                Data,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
        }
    }

    /// <summary>Whether it can be filled.</summary>
    public bool CanFill { get; }

    /// <summary>The server's data directory.</summary>
    public string Data { get; }

    /// <summary>Makes one.</summary>
    /// <param name="megabytes">How large it is, if it is a disk of its own.</param>
    public static DataDisk Make(int megabytes)
    {
        var root = Directory.CreateTempSubdirectory("tabletap-faults-").FullName;
        return new(root, Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", root));
    }

    /// <summary>Leaves not a byte on it.</summary>
    public void Fill()
    {
        using var file = new FileStream(
            _ballast,
            FileMode.Append,
            FileAccess.Write,
            FileShare.None,
            bufferSize: 0
        );
        for (var piece = 1 << 20; piece >= 1; piece /= 4)
        {
            var zeros = new byte[piece];
            try
            {
                while (true)
                {
                    file.Write(zeros);
                }
            }
            catch (IOException)
            {
                // Smaller pieces may still fit.
            }
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Free() => File.Delete(_ballast);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (CanFill)
        {
            Run("umount", "-l", _root);
        }

        Directory.Delete(_root, recursive: true);
    }

    private static bool Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(
                new ProcessStartInfo(program, arguments)
                {
                    UseShellExecute = false,
                    RedirectStandardError = true,
                    RedirectStandardOutput = true,
                }
            )!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
