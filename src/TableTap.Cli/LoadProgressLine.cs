using System.Globalization;
using Spectre.Console;
using TableTap.Load.Reporting;

namespace TableTap.Cli;

/// <summary>Shows how a load stands, on a terminal only; results go elsewhere.</summary>
internal static class LoadProgressLine
{
    /// <summary>Runs a load while showing its progress.</summary>
    /// <param name="error">Where progress is shown.</param>
    /// <param name="work">Runs the load.</param>
    public static Task<LoadReport> ShowAsync(
        TextWriter error,
        Func<Action<LoadProgress>, Task<LoadReport>> work
    ) =>
        Terminal.IsErrorTerminal(error)
            ? Terminal
                .On(error)
                .Status()
                .StartAsync(
                    "connecting",
                    status => work(now => status.Status(Markup.Escape(Words(now))))
                )
            : work(static _ => { });

    private static string Words(LoadProgress now) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{now.Phase}  offered {now.Offered:N0}  done {now.Done:N0}  refused {now.Refused:N0}  p50 {now.P50:0.0} ms  p99 {now.P99:0.0} ms"
        );
}
