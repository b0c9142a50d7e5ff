using System.Globalization;

namespace TableTap.Testing.Databases;

/// <summary>The processes that another one has begun.</summary>
internal static class ChildProcesses
{
    /// <summary>Those of a process, by their numbers.</summary>
    /// <param name="process">The number of the process.</param>
    public static IReadOnlyList<string> Of(int process)
    {
        var own = process.ToString(CultureInfo.InvariantCulture);
        var children = new List<string>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            var number = Path.GetFileName(directory);
            if (!char.IsAsciiDigit(number[0]))
            {
                continue;
            }

            try
            {
                // Behind the name, which stands in brackets, come the state and the parent.
                var stat = File.ReadAllText(Path.Combine(directory, "stat"));
                if (
                    stat[(stat.LastIndexOf(')') + 1)..].Split(' ') is [_, _, var parent, ..]
                    && parent == own
                )
                {
                    children.Add(number);
                }
            }
            catch (IOException)
            {
                // It has ended.
            }
        }

        return children;
    }

    /// <summary>Sends a signal to processes, of which some may have ended.</summary>
    /// <param name="signal">Its name.</param>
    /// <param name="processes">Their numbers.</param>
    public static async Task SignalAsync(string signal, IEnumerable<string> processes)
    {
        try
        {
            await PostgresServer.RunAsync(["kill", $"-{signal}", .. processes]);
        }
        catch (InvalidOperationException)
        {
            // One of them has ended; the others have the signal.
        }
    }
}
