using System.CommandLine;
using TableTap.Server.Configuration;

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
