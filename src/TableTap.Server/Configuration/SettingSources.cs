using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.Configuration.Memory;

namespace TableTap.Server.Configuration;

/// <summary>
/// Where settings come from, lowest rank first: the variables of OpenTelemetry, a JSON file, the environment (<c>TABLETAP__Section__Key</c>), the command
/// line. Knows which of them a value came from.
/// </summary>
public static class SettingSources
{
    /// <summary>The prefix of environment variables.</summary>
    public const string Prefix = "TABLETAP__";

    /// <summary>The file that is read where none is named, if it exists.</summary>
    public const string DefaultFile = "appsettings.json";

    /// <summary>The origin of a value that nobody set.</summary>
    public const string Default = "default";

    /// <summary>Adds the sources to a configuration, in order of rank.</summary>
    /// <param name="configuration">The configuration, empty so far.</param>
    /// <param name="file">The file that was asked for; null for <see cref="DefaultFile"/> in the working directory.</param>
    /// <param name="commandLine">Keys and values of the command line's options.</param>
    /// <exception cref="SettingsException">The file that was asked for is missing, or a file is not JSON.</exception>
    public static void Add(
        IConfigurationBuilder configuration,
        string? file,
        IEnumerable<KeyValuePair<string, string?>> commandLine
    )
    {
        var path = Path.GetFullPath(file ?? DefaultFile);
        if (file is not null && !File.Exists(path))
        {
            throw new SettingsException([new("--config", "command line", $"no such file: {path}")]);
        }

        try
        {
            configuration
                .Add(new StandardVariables())
                .AddJsonFile(path, optional: true, reloadOnChange: false)
                .AddEnvironmentVariables(Prefix)
                .AddInMemoryCollection(commandLine);
            // Sources of a ConfigurationManager load when added; those of other builders when built.
            if (configuration is not IConfiguration)
            {
                _ = configuration.Build();
            }
        }
        catch (Exception broken)
            when (broken is InvalidDataException or FormatException or UnauthorizedAccessException)
        {
            throw new SettingsException([SettingsFile.Problem(path, broken)]);
        }
    }

    /// <summary>Names the source that a key's value came from.</summary>
    /// <param name="configuration">The settings of all sources.</param>
    /// <param name="key">The key, <c>Section:Key</c>.</param>
    public static string Where(IConfigurationRoot configuration, string key)
    {
        foreach (var provider in configuration.Providers.Reverse())
        {
            if (provider.TryGet(key, out _) || provider.GetChildKeys([], key).Any())
            {
                return provider switch
                {
                    JsonConfigurationProvider json => json.Source.FileProvider?.GetFileInfo(
                        json.Source.Path ?? ""
                    ).PhysicalPath ?? DefaultFile,
                    EnvironmentVariablesConfigurationProvider =>
                        $"environment {Prefix}{key.Replace(":", "__")}",
                    MemoryConfigurationProvider => "command line",
                    StandardVariables => $"environment {StandardVariables.OtlpEndpoint}",
                    _ => "settings",
                };
            }
        }

        return Default;
    }
}
