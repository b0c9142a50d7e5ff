using System.CommandLine;
using Microsoft.Extensions.Configuration;
using TableTap.Server.Configuration;
using TableTap.Server.Hosting;

namespace TableTap.Cli;

/// <summary><c>tabletap serve</c>: the server, until it is told to stop.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command with its options.</summary>
    /// <param name="compose">Replaces parts of the server that is started.</param>
    public static Command Create(Func<ServerSetup, ServerSetup> compose)
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, with commas [default: http://localhost:3001].",
            HelpName = "U",
        };
        var demo = new Option<bool>("--demo")
        {
            Description =
                "Runs the demo café with its test payment provider, on this machine only.",
        };
        var data = CommandSettings.Data();
        var file = CommandSettings.File();
        var command = new Command("serve", "Runs the server until SIGTERM or Ctrl-C, then drains.")
        {
            urls,
            data,
            demo,
            file,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var (configuration, options) = Read();
                (ConfigurationManager Configuration, TableTapOptions Options) Read() =>
                    CommandSettings.Read(
                        parsed.GetValue(file),
                        ("Server:Urls", parsed.GetValue(urls)),
                        ("Storage:Directory", parsed.GetValue(data)),
                        ("Demo:Enabled", parsed.GetValue(demo) ? "true" : null)
                    );
                try
                {
                    await using var host = await ServerHost.StartAsync(
                        compose(
                            new(configuration, options, new BelievedClock(TimeProvider.System))
                            {
                                Watched = (
                                    Path.GetFullPath(
                                        parsed.GetValue(file) ?? SettingSources.DefaultFile
                                    ),
                                    () => Read().Configuration
                                ),
                                Notify = NotifySocket.OfEnvironment(),
                            }
                        ),
                        stop
                    );
                    if (options.Demo.Enabled)
                    {
                        DemoLinks.Write(
                            parsed.InvocationConfiguration.Output,
                            host.PublicUrl,
                            await GuestPageAsync(host)
                        );
                    }

                    var stopped = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
                    await (await Task.WhenAny(stopped, host.Failure)).ConfigureAwait(
                        ConfigureAwaitOptions.SuppressThrowing
                    );
                    var isFailed = host.Failure.IsFaulted;
                    await host.StopAsync();
                    return isFailed || !host.HasEndedWhole ? ExitCode.Failed : ExitCode.Done;
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    // Told to stop while it started.
                    return ExitCode.Done;
                }
                catch (StartRefusedException refused)
                {
                    throw new CommandFailedException(ExitCode.Failed, refused.Message);
                }
            }
        );
        return command;
    }

    // Whatever keeps the demo's links from being shown, such as a journal that cannot be read at this moment, ends no server that is ready.
    private static async Task<string> GuestPageAsync(ServerHost host)
    {
        try
        {
            return await host.DemoGuestPageAsync();
        }
        catch (Exception trouble)
        {
            return $"not known now: {trouble.Message}";
        }
    }
}
