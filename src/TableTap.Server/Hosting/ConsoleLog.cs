using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>The log at standard output: as the settings want it, and never in the way of the server.</summary>
internal static class ConsoleLog
{
    private const int WaitingLines = 10_000;

    /// <summary>Writes the log to standard output. The host has to know a <see cref="TimeProvider"/>.</summary>
    /// <param name="logging">The logging of the host.</param>
    public static void Add(ILoggingBuilder logging)
    {
        var services = logging.Services;
        var journal = Environment.GetEnvironmentVariable("JOURNAL_STREAM");
        var format = FormatOf(
            journal,
            journal is null ? null : new FileInfo("/proc/self/fd/1").LinkTarget
        );

        // What is set first is a default that the settings outrank; the host's builder has set its own behind them.
        services.RemoveAll<IConfigureOptions<ConsoleLoggerOptions>>();
        services.RemoveAll<IConfigureOptions<SimpleConsoleFormatterOptions>>();
        services.Configure<ConsoleLoggerOptions>(console => console.FormatterName = format);
        services.Configure<SimpleConsoleFormatterOptions>(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.ColorBehavior = LoggerColorBehavior.Default;
        });
        logging.AddConsole();
        services.AddSingleton<ConsoleFormatter, JsonLines>();
        services.PostConfigure<ConsoleLoggerOptions>(console =>
        {
            if (Is(console.FormatterName, ConsoleFormatterNames.Json))
            {
                console.FormatterName = JsonLines.FormatterName;
            }

            // A pipe that nobody reads must never hold the server up: what does not fit is dropped, and once the pipe is read
            // again one line says how many lines were.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
            console.MaxQueueLength = WaitingLines;
        });
    }

    /// <summary>The format of a log whose settings name none: that of systemd where its journal reads, which takes the level from it.</summary>
    /// <param name="journal">
    /// The device and the inode of the journal's socket, <c>8:12345</c>; null where there is none. What a session of a desktop starts has it,
    /// too, with the output of another file.
    /// </param>
    /// <param name="output">What standard output is, as Linux names it: <c>socket:[12345]</c>.</param>
    internal static string FormatOf(string? journal, string? output) =>
        journal?.Split(':') is [_, var inode] && output == $"socket:[{inode}]"
            ? ConsoleFormatterNames.Systemd
            : ConsoleFormatterNames.Simple;

    private static bool Is(string? name, string format) =>
        string.Equals(name, format, StringComparison.OrdinalIgnoreCase);
}
