using TableTap.Server.Configuration;

namespace TableTap.Server.Hosting;

/// <summary>The settings of logging, which may change while the server runs.</summary>
internal sealed class LogLevels : ConfigurationProvider, IConfigurationSource
{
    private const string Section = "Logging";

    /// <summary>Begins with the settings of the start.</summary>
    /// <param name="settings">All settings.</param>
    public LogLevels(IConfiguration settings) => Data = Of(settings);

    /// <summary>Whether a key is one of them.</summary>
    /// <param name="key">The key of a setting.</param>
    public static bool Has(string key) => SettingKey.IsWithin(key, Section);

    /// <summary>Lets others count from now on.</summary>
    /// <param name="settings">All settings.</param>
    public void Set(IConfiguration settings)
    {
        Data = Of(settings);
        OnReload();
    }

    /// <inheritdoc />
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    private static Dictionary<string, string?> Of(IConfiguration settings) =>
        settings
            .AsEnumerable()
            .Where(one => Has(one.Key))
            .ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
}
