using System.CommandLine;
using System.Net.Sockets;
using System.Text.Json;
using TableTap.Cli.Conformance;
using TableTap.Cli.Conformance.Reporting;
using TableTap.Cli.Conformance.Scenarios;
using TableTap.Cli.Conformance.Stage;

namespace TableTap.Cli;

/// <summary><c>tabletap conformance</c>: a scripted server that says what a client of the protocol gets wrong.</summary>
internal static class ConformanceCommand
{
    private const int MaxPort = 65535;
    private const double MaxTimeout = 3600;

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var port = new Option<int>("--port")
        {
            Description = "The port on this machine [default: any that is free].",
            HelpName = "N",
        };
        port.Validators.Add(result =>
        {
            if (
                result.Tokens is [var token]
                && int.TryParse(token.Value, out var number)
                && number is < 0 or > MaxPort
            )
            {
                result.AddError($"--port {number} is not allowed; allowed: 0 to {MaxPort}.");
            }
        });
        var only = new Option<string[]>("--only")
        {
            Description = "Plays this scenario alone; may be given several times.",
            HelpName = "NAME",
        };
        only.Validators.Add(result =>
        {
            foreach (var name in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (!ScenarioCatalogue.All.Any(scenario => scenario.Name == name))
                {
                    result.AddError(
                        $"There is no scenario \"{name}\"; allowed: {string.Join(", ", ScenarioCatalogue.All.Select(scenario => scenario.Name))}."
                    );
                }
            }
        });
        var timeout = CommandSettings.Number(
            "--timeout",
            "Seconds that a scenario may take, and that a driver may take to ask for the next one.",
            30,
            1,
            MaxTimeout
        );
        var list = new Option<bool>("--list")
        {
            Description = "Prints the scenarios, and plays none.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Prints the report as JSON; what is for people goes to the other stream.",
        };
        var command = new Command(
            "conformance",
            "Plays a scripted server for a client of the protocol, and says what the client gets wrong (docs/conformance.md)."
        )
        {
            port,
            only,
            timeout,
            list,
            json,
        };
        command.SetAction(
            (parsed, stop) =>
            {
                var streams = parsed.InvocationConfiguration;
                return parsed.GetValue(list)
                    ? ListAsync(streams.Output)
                    : RunAsync(
                        new ConformanceOptions
                        {
                            Port = parsed.GetValue(port),
                            Only = parsed.GetValue(only) ?? [],
                            Timeout = TimeSpan.FromSeconds(parsed.GetValue(timeout)),
                        },
                        parsed.GetValue(json),
                        streams,
                        stop
                    );
            }
        );
        return command;
    }

    private static async Task<int> ListAsync(TextWriter output)
    {
        foreach (var scenario in ScenarioCatalogue.All)
        {
            await output.WriteLineAsync(
                $"{scenario.Name, -22} {scenario.Title} (section {scenario.Section})"
            );
        }

        return ExitCode.Done;
    }

    private static async Task<int> RunAsync(
        ConformanceOptions options,
        bool asJson,
        InvocationConfiguration streams,
        CancellationToken stop
    )
    {
        var words = asJson ? streams.Error : streams.Output;
        await using var server = await StartAsync(options, stop);
        await GreetAsync(server, words);
        var report = await server.Run.WaitAsync(
            verdict => ConformanceWords.Tell(verdict, words),
            stop
        );
        await ConformanceWords.ConcludeAsync(report, words);
        if (asJson)
        {
            await streams.Output.WriteLineAsync(
                JsonSerializer.Serialize(report, ConformanceJson.Default.ConformanceReport)
            );
        }

        await server.StopAsync(stop);
        return report.Passed ? ExitCode.Done : ExitCode.Failed;
    }

    private static async Task<ConformanceServer> StartAsync(
        ConformanceOptions options,
        CancellationToken stop
    )
    {
        try
        {
            return await ConformanceServer.StartAsync(options, stop);
        }
        catch (Exception taken) when (taken is IOException or SocketException)
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                $"port {options.Port} cannot be listened on: {taken.Message}"
            );
        }
    }

    private static async Task GreetAsync(ConformanceServer server, TextWriter words)
    {
        var address = server.Address.GetLeftPart(UriPartial.Authority);
        await words.WriteLineAsync($"Conformance kit: {address}");
        await words.WriteLineAsync(
            $"The driver of your client asks POST {address}/conformance/next for each scenario, until 204."
        );
        if (server.Run.Scenarios is [var single])
        {
            await words.WriteLineAsync(
                $"""
                Or by hand: connect to {server.Address.GetLeftPart(UriPartial.Authority).Replace(
                    "http:",
                    "ws:",
                    StringComparison.Ordinal
                )}/v1
                with the token {single.State.Tokens.Next()}
                and subscribe {ScriptedHistory.Channel}; tell what was delivered at {address}/conformance/{single.Scenario.Name}/delivered.
                """
            );
        }

        await words.FlushAsync();
    }
}
