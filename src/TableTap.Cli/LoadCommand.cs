using System.CommandLine;
using System.Text.Json;
using TableTap.Load.Reporting;
using TableTap.Load.Scenarios;
using TableTap.Load.Target;
using TableTap.Ordering;
using TableTap.Server.Configuration;

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
        var url = ServerAddress.Option();
        var cafe = CommandSettings.Cafe();
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
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var json = new Option<bool>("--json") { Description = "Prints the report as JSON." };
        var command = new Command(name, description)
        {
            url,
            cafe,
            connections,
            duration,
            ramp,
            most,
            pid,
            data,
            settings,
            json,
        };
        if (scenario != LoadScenario.Idle)
        {
            command.Options.Add(rate);
        }

        if (scenario == LoadScenario.Commands)
        {
            command.Options.Add(staff);
        }
        else if (scenario == LoadScenario.Replay)
        {
            command.Options.Add(messages);
        }
        else if (scenario == LoadScenario.Storm)
        {
            command.Options.Add(window);
        }

        command.SetAction(
            async (parsed, stop) =>
            {
                var named = parsed.GetValue(data);
                var (_, configured) = CommandSettings.Read(
                    parsed.GetValue(settings),
                    ("Storage:Directory", named)
                );
                var server = ServerAddress.Of(parsed.GetValue(url), configured);
                var cafeId = parsed.GetValue(cafe) ?? DemoCafe.Id;
                var time = TimeProvider.System;
                using var tokens = CallerTokens.Open(
                    server,
                    configured,
                    named is not null,
                    cafeId,
                    time
                );
                var target = new LoadTarget
                {
                    Server = server,
                    CafeId = cafeId,
                    Tokens = tokens.GetAsync,
                    Run = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x"),
                    Time = time,
                    ProcessId =
                        parsed.GetValue(pid) ?? StoreOwner.Find(configured.Storage.JournalPath),
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
                var report = await RunAsync(
                    scenario,
                    target,
                    options,
                    parsed.InvocationConfiguration,
                    parsed.GetValue(json),
                    stop
                );
                return await VerdictAsync(
                    report,
                    parsed.GetResult(most) is null ? null : parsed.GetValue(most),
                    parsed.InvocationConfiguration.Error
                );

                T Given<T>(Option<T> option, T usual) =>
                    command.Options.Contains(option) ? parsed.GetValue(option)! : usual;
            }
        );
        return command;
    }

    private static async Task<LoadReport> RunAsync(
        LoadScenario scenario,
        LoadTarget target,
        LoadOptions options,
        InvocationConfiguration streams,
        bool asJson,
        CancellationToken stop
    )
    {
        try
        {
            var report = await LoadProgressLine.ShowAsync(
                streams.Error,
                show => LoadGenerator.RunAsync(scenario, target, options, show, stop)
            );
            if (asJson)
            {
                await streams.Output.WriteLineAsync(
                    JsonSerializer.Serialize(report, LoadReportJson.Default.LoadReport)
                );
            }
            else
            {
                LoadTable.Write(Terminal.On(streams.Output), report);
            }

            return report;
        }
        catch (LoadException cannot)
        {
            throw new CommandFailedException(ExitCode.Failed, cannot.Message);
        }
        catch (HttpRequestException away)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"{target.Server} does not answer: {FailureWords.Of(away)}."
            );
        }
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
