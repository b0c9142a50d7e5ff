using System.CommandLine;

namespace TableTap.Cli;

/// <summary>
/// What commands have in common that work with a café of a running server and end with a report: the options that say which server and
/// café it is, who may be spoken for there, and how the report is printed.
/// </summary>
internal sealed class ReportCommand
{
    private readonly Option<string> _url = ServerAddress.Option();
    private readonly Option<string> _cafe = CommandSettings.Cafe();
    private readonly Option<string> _data = CommandSettings.Data();
    private readonly Option<string> _settings = CommandSettings.File();
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Prints the report as JSON.",
    };

    /// <summary>Makes a command with these options and its own.</summary>
    /// <param name="name">The name of the command.</param>
    /// <param name="description">What it does.</param>
    /// <param name="own">Its own options, in the order of its help.</param>
    /// <param name="run">Does the work, and gives back the exit code.</param>
    public static Command Create(
        string name,
        string description,
        IEnumerable<Option> own,
        Func<ParseResult, ReportRun, CancellationToken, Task<int>> run
    )
    {
        var shared = new ReportCommand();
        var command = new Command(name, description);
        foreach (
            var option in (IEnumerable<Option>)
                [shared._url, shared._cafe, .. own, shared._data, shared._settings, shared._json]
        )
        {
            command.Options.Add(option);
        }

        command.SetAction(
            async (parsed, stop) =>
            {
                using var begun = shared.Begin(parsed);
                return await run(parsed, begun, stop);
            }
        );
        return command;
    }

    private ReportRun Begin(ParseResult parsed)
    {
        var named = parsed.GetValue(_data);
        var (_, settings) = CommandSettings.Read(
            parsed.GetValue(_settings),
            ("Storage:Directory", named)
        );
        return new(
            ServerAddress.Of(parsed.GetValue(_url), settings),
            parsed.GetValue(_cafe),
            settings,
            named is not null,
            parsed.GetValue(_json),
            parsed.InvocationConfiguration
        );
    }
}
