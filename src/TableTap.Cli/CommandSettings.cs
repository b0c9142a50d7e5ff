using System.CommandLine;
using System.Globalization;
using TableTap.Ordering;
using TableTap.Server.Configuration;
using TableTap.Terms;

namespace TableTap.Cli;

/// <summary>The options that several commands share, and the settings they lead to.</summary>
internal static class CommandSettings
{
    /// <summary>Makes the option <c>--data DIR</c>, which names the data directory.</summary>
    public static Option<string> Data() =>
        new("--data") { Description = "The data directory [default: ./data].", HelpName = "DIR" };

    /// <summary>Makes the option <c>--config FILE</c>, which names a settings file.</summary>
    public static Option<string> File() =>
        new("--config")
        {
            Description =
                $"A settings file [default: ./{SettingSources.DefaultFile} if there is one].",
            HelpName = "FILE",
        };

    /// <summary>Makes the option <c>--cafe ID</c>, which names a café.</summary>
    public static Option<string> Cafe()
    {
        var cafe = new Option<string>("--cafe")
        {
            Description = $"The café [default: {DemoCafe.Id}].",
            HelpName = "ID",
        };
        cafe.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } id && !Identifier.IsValid(id))
            {
                result.AddError($"--cafe \"{id}\" is no id; allowed: {Identifier.Rule}.");
            }
        });
        return cafe;
    }

    /// <summary>Makes an option that is a number between two bounds.</summary>
    /// <param name="name">The name of the option, with its dashes.</param>
    /// <param name="description">What it says.</param>
    /// <param name="standard">The default; null where there is none.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The most that is allowed.</param>
    public static Option<double> Number(
        string name,
        string description,
        double? standard,
        double least,
        double most
    )
    {
        var option = new Option<double>(name) { Description = description, HelpName = "N" };
        if (standard is { } value)
        {
            option.DefaultValueFactory = _ => value;
        }

        option.Validators.Add(result =>
        {
            // What is no number at all, the parser refuses by itself.
            if (
                result.Tokens is [var token]
                && double.TryParse(token.Value, CultureInfo.InvariantCulture, out var given)
                && !(given >= least && given <= most)
            )
            {
                result.AddError($"{name} {given} is not allowed; allowed: {least} to {most}.");
            }
        });
        return option;
    }

    /// <summary>Reads all settings; what was not given on the command line leaves the lower ranks their say.</summary>
    /// <param name="file">The value of <c>--config</c>.</param>
    /// <param name="commandLine">Keys and values of the command line; null values were not given.</param>
    /// <exception cref="SettingsException">A setting is wrong.</exception>
    public static (ConfigurationManager Configuration, TableTapOptions Options) Read(
        string? file,
        params (string Key, string? Value)[] commandLine
    )
    {
        var configuration = new ConfigurationManager();
        SettingSources.Add(
            configuration,
            file,
            commandLine
                .Where(pair => pair.Value is not null)
                .Select(pair => KeyValuePair.Create(pair.Key, pair.Value))
        );
        return (configuration, TableTapOptions.Read(configuration));
    }
}
