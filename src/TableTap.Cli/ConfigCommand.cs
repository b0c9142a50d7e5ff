using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap config</c>: what the settings are, and whether the server would start with them.</summary>
internal static class ConfigCommand
{
    /// <summary>Makes the command with its parts.</summary>
    public static Command Create() =>
        new("config", "Says what the settings are, and whether they are right.")
        {
            Check(),
            Print(),
        };

    private static Command Check() =>
        Make(
            "check",
            "Reads all settings as serve does, and says everything that is wrong.",
            [],
            (_, output, settings) =>
                output.WriteLine(
                    $"ok: {Counted.Of(settings.Count, "setting", "settings")}, {settings.Count(setting => !setting.IsDefault)} of them set"
                )
        );

    private static Command Print()
    {
        var json = new Option<bool>("--json") { Description = "Prints one JSON array." };
        var set = new Option<bool>("--set") { Description = "Only what somebody has set." };
        return Make(
            "print",
            "Prints every setting as it counts, with where it comes from; secrets are masked.",
            [json, set],
            (parsed, output, settings) =>
            {
                IReadOnlyList<EffectiveSetting> shown =
                [
                    .. settings.Where(setting => !parsed.GetValue(set) || !setting.IsDefault),
                ];
                if (parsed.GetValue(json))
                {
                    output.WriteLine(
                        JsonSerializer.Serialize(
                            shown,
                            ConfigJson.Default.IReadOnlyListEffectiveSetting
                        )
                    );
                    return;
                }

                foreach (var setting in shown)
                {
                    output.WriteLine($"{setting.Key} = {setting.Value}  ({setting.Origin})");
                }
            }
        );
    }

    private static Command Make(
        string name,
        string description,
        IEnumerable<Option> own,
        Action<ParseResult, TextWriter, IReadOnlyList<EffectiveSetting>> tell
    )
    {
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, as for serve.",
            HelpName = "U",
        };
        var demo = new Option<bool>("--demo") { Description = "Whether it is the demo, as for serve." };
        var data = CommandSettings.Data();
        var file = CommandSettings.File();
        var command = new Command(name, description) { urls, data, demo, file };
        foreach (var option in own)
        {
            command.Options.Add(option);
        }

        command.SetAction(parsed =>
        {
            var (configuration, _) = CommandSettings.Read(
                parsed.GetValue(file),
                ("Server:Urls", parsed.GetValue(urls)),
                ("Storage:Directory", parsed.GetValue(data)),
                ("Demo:Enabled", parsed.GetValue(demo) ? "true" : null)
            );
            tell(
                parsed,
                parsed.InvocationConfiguration.Output,
                TableTapOptions.Effective(configuration)
            );
            return ExitCode.Done;
        });
        return command;
    }
}

/// <summary>The source-generated JSON of <c>tabletap config print --json</c>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<EffectiveSetting>))]
internal sealed partial class ConfigJson : JsonSerializerContext;
