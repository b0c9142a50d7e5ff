using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using TableTap.Realtime.Options;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary><c>tabletap token</c>: prints a token under the key of a data directory, and nothing else.</summary>
internal static class TokenCommand
{
    private static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(366);

    /// <summary>Makes the command with its options.</summary>
    public static Command Create()
    {
        var user = new Option<string>("--user")
        {
            Description = "Who the token speaks for.",
            HelpName = "ID",
            Required = true,
        };
        var role = new Option<string>("--role")
        {
            Description = "customer, employee, manager, admin or service.",
            HelpName = "R",
            Required = true,
        };
        role.AcceptOnlyFromAmong([.. Words.Of<Role>()]);
        var cafe = new Option<string>("--cafe")
        {
            Description = "The café, or several with commas; only an admin may have none.",
            HelpName = "ID",
        };
        var counters = new Option<string>("--counters")
        {
            Description = "Counters, with commas: narrows the staff record's.",
            HelpName = "a,b",
        };
        var name = new Option<string>("--name")
        {
            Description = "The name to show.",
            HelpName = "N",
        };
        var lifetime = new Option<string>("--ttl")
        {
            Description = $"How long it lives: {DurationText.Form} [default: 30m].",
            HelpName = "30m",
        };
        lifetime.Validators.Add(CheckLifetime);
        foreach (var option in (Option<string>[])[user, cafe, counters])
        {
            option.Validators.Add(CheckIds);
        }

        var data = CommandSettings.Data();
        var file = CommandSettings.File();
        var command = new Command("token", "Prints a token for a person or a back end.")
        {
            user,
            role,
            cafe,
            counters,
            name,
            lifetime,
            data,
            file,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(role) is not ("admin" or null) && result.GetValue(cafe) is null)
            {
                result.AddError("Option '--cafe' is required for this role.");
            }
        });
        command.SetAction(parsed =>
        {
            var (_, options) = CommandSettings.Read(
                parsed.GetValue(file),
                ("Storage:Directory", parsed.GetValue(data))
            );
            var mint = new TokenMint(
                OpenKeys(options.Storage.Directory),
                options.Auth,
                TimeProvider.System
            );
            var request = new TokenRequest(
                parsed.GetRequiredValue(user),
                Enum.Parse<Role>(parsed.GetRequiredValue(role), ignoreCase: true),
                Split(parsed.GetValue(cafe)) ?? [],
                Split(parsed.GetValue(counters)),
                parsed.GetValue(name)
            );
            parsed.InvocationConfiguration.Output.WriteLine(
                mint.Mint(request, Lifetime(parsed.GetValue(lifetime)))
            );
            return ExitCode.Done;
        });
        return command;
    }

    private static TokenKeys OpenKeys(string directory)
    {
        // A key of its own would sign tokens that no server takes.
        NamedFile.RequireIn(directory, TokenKeys.FileName);
        try
        {
            return TokenKeys.Open(directory);
        }
        catch (Exception broken) when (FailureWords.IsOfFiles(broken))
        {
            throw new CommandFailedException(
                ExitCode.Failed,
                FailureWords.Of(Path.Combine(directory, TokenKeys.FileName), broken)
            );
        }
    }

    private static TimeSpan Lifetime(string? text) =>
        text is not null && DurationText.TryParse(text, out var value)
            ? value
            : TokenMint.DefaultLifetime;

    private static string[]? Split(string? list) =>
        list?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void CheckLifetime(OptionResult result)
    {
        var text = result.GetValueOrDefault<string>();
        if (
            !DurationText.TryParse(text, out var value)
            || value < TimeSpan.FromSeconds(1)
            || value > MaxLifetime
        )
        {
            result.AddError(
                $"--ttl \"{text}\" is not allowed; allowed: {DurationText.Form}, from 1s to {DurationText.Text(MaxLifetime)}."
            );
        }
    }

    private static void CheckIds(OptionResult result)
    {
        foreach (var id in Split(result.GetValueOrDefault<string>()) ?? [])
        {
            if (!Identifier.IsValid(id))
            {
                result.AddError(
                    $"{result.Option.Name} \"{id}\" is no id; allowed: {Identifier.Rule}."
                );
            }
        }
    }
}
