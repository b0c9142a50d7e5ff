using System.CommandLine;
using TableTap.Load.Reporting;
using TableTap.Load.Scenarios;
using TableTap.Load.Target;

namespace TableTap.Cli;

/// <summary><c>tabletap load</c>: puts a running server under load and says what came of it.</summary>
internal static class LoadCommand
{
    private static readonly LoadOptions Usual = new();

    /// <summary>Makes the command with a part for each kind of load.</summary>
    public static Command Create() =>
        new(
            "load",
            "Puts a running server under load: operations begin when they are due, and their latency counts from then."
        )
        {
            Make(LoadScenario.Idle, "idle", "Sockets that only listen, and one message to all."),
            Make(LoadScenario.FanOut, "fanout", "Messages to one channel that everybody hears."),
            Make(
                LoadScenario.Channels,
                "channels",
                "Messages to channels that one guest each hears."
            ),
            Make(
                LoadScenario.Commands,
                "commands",
                "Durable commands: orders made, moved on, handed over."
            ),
            Make(LoadScenario.Replay, "replay", "Readers who all come for the history at once."),
            Make(LoadScenario.Storm, "storm", "Everybody loses the connection and comes back."),
        };

    private static Command Make(LoadScenario scenario, string name, string description)
    {
        var connections = Count("--connections", "How many sockets of guests.", Usual.Connections);
        var rate = CommandSettings.Number(
            "--rate",
            scenario == LoadScenario.Commands
                ? "Commands offered in a second."
                : "Messages published in a second.",
            Usual.Rate,
            0.1,
            1_000_000
        );
        var duration = CommandSettings.Number(
            "--duration",
            "How many seconds load is offered, or idle sockets are held.",
            Usual.Duration.TotalSeconds,
            1,
            1200
        );
        var ramp = CommandSettings.Number(
            "--ramp",
            "Sockets opened in a second.",
            Usual.Ramp,
            1,
            100_000
        );
        var staff = Count("--staff", "Sockets of staff [default: as the usual limits need].", null);
        var messages = Count("--messages", "Messages in the history.", Usual.Messages);
        var window = CommandSettings.Number(
            "--window",
            "Seconds over which clients come back.",
            Usual.Window.TotalSeconds,
            0,
            600
        );
        var most = CommandSettings.Number(
            "--max-p99",
            "Fails where p99 is above so many milliseconds.",
            standard: null,
            0.001,
            3_600_000
        );
        var pid = new Option<int?>("--pid")
        {
            Description =
                "The server's process, whose CPU and memory are read [default: the one that uses the data directory].",
            HelpName = "N",
        };
        List<Option> own = [connections, duration, ramp, most, pid];
        if (scenario != LoadScenario.Idle)
        {
            own.Add(rate);
        }

        if (scenario == LoadScenario.Commands)
        {
            own.Add(staff);
        }
        else if (scenario == LoadScenario.Replay)
        {
            own.Add(messages);
        }
        else if (scenario == LoadScenario.Storm)
        {
            own.Add(window);
        }

        return ReportCommand.Create(
            name,
            description,
            own,
            async (parsed, run, stop) =>
            {
                var target = new LoadTarget
                {
                    Server = run.Server,
                    CafeId = run.CafeId,
                    Tokens = run.Tokens.GetAsync,
                    Run = run.Id,
                    Time = run.Time,
                    ProcessId =
                        parsed.GetValue(pid) ?? StoreOwner.Find(run.Settings.Storage.JournalPath),
                };
                var options = new LoadOptions
                {
                    Connections = parsed.GetValue(connections)!.Value,
                    Rate = Given(rate, Usual.Rate),
                    Duration = TimeSpan.FromSeconds(parsed.GetValue(duration)),
                    Ramp = parsed.GetValue(ramp),
                    Staff = Given(staff, Usual.Staff),
                    Messages = Given(messages, null) ?? Usual.Messages,
                    Window = TimeSpan.FromSeconds(Given(window, Usual.Window.TotalSeconds)),
                };
                var report = await run.ReportAsync(
                    new ProgressLine<LoadProgress>("connecting", static now => now.Line),
                    progressGoesToOutput: false,
                    show => LoadGenerator.RunAsync(scenario, target, options, show, stop),
                    LoadReportJson.Default.LoadReport,
                    LoadTable.Write
                );
                return await VerdictAsync(
                    report,
                    parsed.GetResult(most) is null ? null : parsed.GetValue(most),
                    parsed.InvocationConfiguration.Error
                );

                T Given<T>(Option<T> option, T usual) =>
                    own.Contains(option) ? parsed.GetValue(option)! : usual;
            }
        );
    }

    private static async Task<int> VerdictAsync(LoadReport report, double? most, TextWriter error)
    {
        var failures = report.Failures.ToList();
        if (most is { } limit && !(report.LatencyMs.P99 <= limit))
        {
            failures.Add(
                FormattableString.Invariant(
                    $"p99 is {report.LatencyMs.P99} ms, more than {limit} ms"
                )
            );
        }

        if (report.Interrupted)
        {
            failures.Add("stopped before it was done; the report is of what was measured so far");
        }

        foreach (var failure in failures)
        {
            await error.WriteLineAsync($"tabletap: {failure}.");
        }

        return failures.Count == 0 ? ExitCode.Done : ExitCode.Failed;
    }

    private static Option<int?> Count(string name, string description, int? standard)
    {
        const int Most = 10_000_000;
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        if (standard is not null)
        {
            option.DefaultValueFactory = _ => standard;
        }

        option.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, out var value)
                && value is < 1 or > Most
            )
            {
                result.AddError($"{name} {value} is not allowed; allowed: 1 to {Most}.");
            }
        });
        return option;
    }
}
