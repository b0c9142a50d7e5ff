using System.CommandLine;
using TableTap.Ordering;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap tail</c>: prints channels' messages as they come, over disconnections and restarts.</summary>
internal static class TailCommand
{
    /// <summary>Makes the command with its channels and options.</summary>
    public static Command Create()
    {
        var channels = new Argument<string[]>("CHANNEL")
        {
            Description = "Channels or patterns: counter:espresso:orders, cafe:demo:*.",
            Arity = ArgumentArity.OneOrMore,
        };
        channels.Validators.Add(result =>
        {
            foreach (var channel in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (
                    !ChannelName.TryParse(channel, out _)
                    && !ChannelPattern.TryParse(channel, out _)
                )
                {
                    result.AddError($"\"{channel}\" is no channel and no pattern.");
                }
            }
        });
        var after = new Option<long?>("--after")
        {
            Description =
                "Begins after this sequence of each channel; without it, with what comes next.",
            HelpName = "SEQ",
        };
        after.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && token.Value.StartsWith('-'))
            {
                result.AddError("--after is a whole number from 0.");
            }
        });
        var url = ServerAddress.Option();
        var token = CallerToken.Option();
        var tokenFile = CallerToken.FileOption();
        var user = new Option<string>("--user")
        {
            Description = "Who the made token speaks for [default: maya].",
            HelpName = "ID",
        };
        var role = new Option<string>("--role")
        {
            Description = "As what: customer, employee, manager or admin [default: manager].",
            HelpName = "R",
        };
        role.AcceptOnlyFromAmong("customer", "employee", "manager", "admin");
        var cafe = new Option<string>("--cafe")
        {
            Description = "In which café [default: demo].",
            HelpName = "ID",
        };
        var data = CommandSettings.Data();
        var settings = CommandSettings.File();
        var json = new Option<bool>("--json")
        {
            Description = "One message a line, byte for byte as stored.",
        };
        var command = new Command("tail", "Prints messages as they come, until Ctrl-C.")
        {
            channels,
            after,
            url,
            token,
            tokenFile,
            user,
            role,
            cafe,
            data,
            settings,
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
                    ? CallerTokens.Open(
                        server,
                        options,
                        named is not null,
                        parsed.GetValue(cafe) ?? DemoCafe.Id,
                        TimeProvider.System
                    )
                    : null;
                var who = parsed.GetValue(user) ?? "maya";
                var what = Enum.Parse<Role>(parsed.GetValue(role) ?? "manager", ignoreCase: true);
                var start = parsed.GetValue(after);
                var tail = new Tail(
                    parsed.InvocationConfiguration.Output,
                    parsed.InvocationConfiguration.Error,
                    parsed.GetValue(json)
                );
                return await tail.RunAsync(
                    new Uri(server, "/v1"),
                    cancel => tokens?.GetAsync(who, what, cancel) ?? new(given!),
                    [
                        .. parsed
                            .GetRequiredValue(channels)
                            .Select(channel => new ChannelRequest(channel, start)),
                    ],
                    stop
                );
            }
        );
        return command;
    }
}
