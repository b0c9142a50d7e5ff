using System.CommandLine;
using TableTap.Server.Configuration;
using TableTap.Server.Diagnosis;

namespace TableTap.Cli;

/// <summary><c>tabletap doctor</c>: looks for what is wrong with an installation, and says the fix.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON object." };
        var strict = new Option<bool>("--strict") { Description = "Fails for a warning, too." };
        var backups = new Option<string>("--backups")
        {
            Description =
                "The folder of the backups, or the backup, instead of Storage:Backups: says when it is too old.",
            HelpName = "DIR",
        };
        var urls = new Option<string>("--urls")
        {
            Description = "Where the server is to listen, as for serve.",
            HelpName = "U",
        };
        var demo = new Option<bool>("--demo")
        {
            Description = "Whether it is the demo, as for serve.",
        };
        var data = CommandSettings.Data();
        var file = CommandSettings.File();
        var command = new Command(
            "doctor",
            "Looks for what is wrong with an installation and says the fix; run it as the server's user."
        )
        {
            urls,
            data,
            demo,
            file,
            backups,
            strict,
            json,
        };
        command.SetAction(
            async (parsed, stop) =>
            {
                var findings = await LookAsync(
                    () =>
                        CommandSettings.Read(
                            parsed.GetValue(file),
                            ("Server:Urls", parsed.GetValue(urls)),
                            ("Storage:Directory", parsed.GetValue(data)),
                            ("Demo:Enabled", parsed.GetValue(demo) ? "true" : null)
                        ),
                    parsed.GetValue(backups),
                    stop
                );
                var output = parsed.InvocationConfiguration.Output;
                if (parsed.GetValue(json))
                {
                    DoctorReport.WriteJson(output, findings);
                }
                else
                {
                    DoctorReport.WriteText(output, findings);
                }

                return findings.Any(finding =>
                    finding.Severity == Severity.Error || parsed.GetValue(strict)
                )
                    ? ExitCode.Failed
                    : ExitCode.Done;
            }
        );
        return command;
    }

    // Settings that cannot be read say all that can be said.
    private static async Task<IReadOnlyList<Finding>> LookAsync(
        Func<(
            Microsoft.Extensions.Configuration.ConfigurationManager Configuration,
            TableTapOptions Options
        )> read,
        string? backups,
        CancellationToken stop
    )
    {
        try
        {
            var (configuration, options) = read();
            return await Examination.RunAsync(
                new(configuration, options, TimeProvider.System)
                {
                    Backups = backups ?? options.Storage.Backups,
                    IsRunning = StoreOwner.Find(options.Storage.JournalPath) is not null,
                },
                stop
            );
        }
        catch (SettingsException wrong)
        {
            return Examination.Of(wrong);
        }
    }
}
