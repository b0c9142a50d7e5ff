using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using TableTap.Client.Contract;
using TableTap.Ordering;
using TableTap.Server.Configuration;
using TableTap.Simulation;
using TableTap.Simulation.Reporting;
using TableTap.Simulation.Scenario;

namespace TableTap.Cli;

/// <summary><c>tabletap simulate</c>: a rush in the café, by real clients, with a proof at the end.</summary>
internal static class SimulateCommand
{
    private const double MaxOrdersPerHour = 100_000;
    private const double MaxMinutes = 24 * 60;
    private const double MinSpeed = 0.1;
    private const double MaxSpeed = 1000;

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var url = ServerAddress.Option();
        var cafe = CommandSettings.Cafe();
        var orders = CommandSettings.Number(
            "--orders-per-hour",
            "Orders an hour, on average; they come in two peaks.",
            300,
            1,
            MaxOrdersPerHour
        );
        var minutes = CommandSettings.Number(
            "--minutes",
            "How long guests keep coming.",
            5,
            0.1,
            MaxMinutes
        );
        var speed = CommandSettings.Number(
            "--speed",
            "How many times faster than a clock the café's time runs.",
            1,
            MinSpeed,
            MaxSpeed
        );
        var seed = new Option<int>("--seed")
        {
            Description = "Fixes who comes when and does what.",
            HelpName = "S",
            DefaultValueFactory = _ => 1,
        };
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var json = new Option<bool>("--json") { Description = "Prints the report as JSON." };
        var command = new Command(
            "simulate",
            "Guests and staff live a rush over real sockets; fails if a message is missing, doubled or out of order, or if guests cannot order what they came for."
        )
        {
            url,
            cafe,
            orders,
            minutes,
            speed,
            seed,
            data,
            settings,
            json,
        };
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
                var options = new SimulationOptions
                {
                    Server = server,
                    Tokens = async (user, role, cancel) =>
                    {
                        try
                        {
                            return await tokens.GetAsync(user, role, cancel);
                        }
                        catch (CommandFailedException none)
                        {
                            throw new SimulationException(none.Message);
                        }
                    },
                    CafeId = cafeId,
                    OrdersPerHour = parsed.GetValue(orders),
                    Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
                    Speed = parsed.GetValue(speed),
                    Seed = parsed.GetValue(seed),
                    Run = time.GetUtcNow().ToUnixTimeMilliseconds().ToString("x"),
                };
                return await RunAsync(
                    options,
                    parsed.GetValue(json),
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    stop
                );
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(
        SimulationOptions options,
        bool asJson,
        TextWriter output,
        TextWriter error,
        CancellationToken stop
    )
    {
        try
        {
            var progress = new ProgressLine(
                Terminal.On(asJson ? error : output),
                asJson ? Terminal.IsErrorTerminal(error) : Terminal.IsTerminal(output)
            );
            var report = await progress.ShowAsync(show =>
                new RushHourScenario(options).RunAsync(show, stop)
            );
            if (asJson)
            {
                await output.WriteLineAsync(
                    JsonSerializer.Serialize(report, ReportJson.Default.SimulationReport)
                );
            }
            else
            {
                ReportTable.Write(Terminal.On(output), report);
            }

            return report.Passed ? ExitCode.Done : ExitCode.Failed;
        }
        catch (Exception cannot) when (cannot is SimulationException or TableTapException)
        {
            throw new CommandFailedException(ExitCode.Failed, cannot.Message);
        }
        catch (HttpRequestException away)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"{options.Server} does not answer: {FailureWords.Of(away)}."
            );
        }
    }
}
