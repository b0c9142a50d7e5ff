using Spectre.Console;

namespace TableTap.Simulation.Reporting;

/// <summary>Shows how it stands: one living line on a terminal, a plain one each few seconds elsewhere.</summary>
/// <param name="console">The console to write to.</param>
/// <param name="isTerminal">Whether somebody looks.</param>
public sealed class ProgressLine(IAnsiConsole console, bool isTerminal)
{
    private const int PlainEvery = 10;
    private int _count;

    /// <summary>Runs work while showing its progress.</summary>
    public Task<SimulationReport> ShowAsync(
        Func<Action<SimulationProgress>, Task<SimulationReport>> work
    ) =>
        isTerminal
            ? console
                .Status()
                .StartAsync(
                    "opening the café",
                    status => work(now => status.Status(Markup.Escape(Words(now))))
                )
            : work(now =>
            {
                if (_count++ % PlainEvery == 0)
                {
                    console.WriteLine(Words(now));
                }
            });

    private static string Words(SimulationProgress now) =>
        now.CafeTime is not { } time
            ? now.WarmUp.All == 0
                ? "opening the café"
                : $"before the rush the café learns how fast its staff is: {now.WarmUp.Done} of at most {now.WarmUp.All} first orders served"
            : $"{time:hh\\:mm\\:ss}  guests {now.Guests}  orders {now.Orders}  done {now.Ended}  waiting "
                + string.Join(" ", now.Tickets.Select(counter => $"{counter.Key} {counter.Value}"))
                + $"  reconnects {now.Reconnections}";
}
