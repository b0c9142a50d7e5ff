using System.CommandLine;
using TableTap.Realtime.Inspection;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap top</c>: how a running server is doing, as it changes.</summary>
internal static class TopCommand
{
    private const double LeastEvery = 0.5;
    private const double MostEvery = 60;
    private const double UsualEvery = 2;

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var url = ServerAddress.Option();
        var token = CallerToken.Option();
        var tokenFile = CallerToken.FileOption();
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var every = CommandSettings.Number(
            "--every",
            "Seconds between two looks; rates and percentiles are of the last minute, as far as it has been looked at.",
            UsualEvery,
            LeastEvery,
            MostEvery
        );
        var sort = new Option<string>("--sort")
        {
            Description = "Which channels stand first: readers, lag or name [default: readers].",
            HelpName = "BY",
        };
        sort.AcceptOnlyFromAmong("readers", "lag", "name");
        var once = new Option<bool>("--once")
        {
            Description = "Looks twice, so that there are rates, prints what it saw and ends.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "The server's own answer, a line for each look.",
        };
        var command = new Command(
            "top",
            "Shows how a running server is doing, until Ctrl-C or q: connections, channels, rates, queues."
        )
        {
            url,
            token,
            tokenFile,
            data,
            settings,
            every,
            sort,
            once,
            json,
        };
        CallerToken.AllowOne(command, token, tokenFile);
        command.SetAction(
            async (parsed, stop) =>
            {
                var named = parsed.GetValue(data);
                var (_, options) = CommandSettings.Read(
                    parsed.GetValue(settings),
                    ("Storage:Directory", named)
                );
                var server = ServerAddress.Of(parsed.GetValue(url), options);
                var given = await CallerToken.ReadAsync(
                    parsed.GetValue(token),
                    parsed.GetValue(tokenFile),
                    stop
                );
                using var tokens = given is null
                    ? CallerTokens.Open(server, options, named is not null, "", TimeProvider.System)
                    : null;
                using var status = new RemoteStatus(
                    server,
                    cancel =>
                        tokens?.GetAsync(CallerTokens.Operator, Role.Admin, cancel) ?? new(given!)
                );
                var top = new Top(
                    status,
                    TimeSpan.FromSeconds(parsed.GetValue(every)),
                    parsed.GetValue(sort) switch
                    {
                        "lag" => ChannelOrder.Lag,
                        "name" => ChannelOrder.Name,
                        _ => ChannelOrder.Readers,
                    },
                    TimeProvider.System
                );
                return await top.RunAsync(
                    parsed.InvocationConfiguration.Output,
                    parsed.GetValue(once),
                    parsed.GetValue(json),
                    stop
                );
            }
        );
        return command;
    }
}
