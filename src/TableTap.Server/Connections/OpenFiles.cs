using System.Globalization;

namespace TableTap.Server.Connections;

/// <summary>How many files the operating system lets this process have open; each connection is one.</summary>
internal static class OpenFiles
{
    private const string Limits = "/proc/self/limits";
    private const string Open = "/proc/self/fd";
    private const string Line = "Max open files";

    /// <summary>Reads the limit (RLIMIT_NOFILE) as Linux tells it; null where it is not told, or there is none.</summary>
    public static int? Limit() =>
        File.Exists(Limits)
        && File.ReadLines(Limits)
            .FirstOrDefault(line => line.StartsWith(Line, StringComparison.Ordinal))
            is { } line
            ? Read(line)
            : null;

    /// <summary>How many are open now, the runtime's own among them; 0 where it is not told.</summary>
    public static int Now() =>
        Directory.Exists(Open) ? Directory.EnumerateFileSystemEntries(Open).Count() : 0;

    /// <summary>Reads the limit that holds from its line.</summary>
    /// <param name="line">The name, the limit that holds, the highest that could, the unit.</param>
    internal static int? Read(string line) =>
        long.TryParse(
            line[Line.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(),
            CultureInfo.InvariantCulture,
            out var limit
        )
            ? (int)Math.Min(limit, int.MaxValue)
            : null;
}
