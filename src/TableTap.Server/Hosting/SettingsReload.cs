using TableTap.Server.Configuration;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>
/// Takes over what a changed settings file may change without a restart, which is how much is logged and what is traced and watched, and
/// says of everything else why it waits for one. A file that is wrong changes nothing.
/// </summary>
/// <param name="levels">The settings of logging that count.</param>
/// <param name="live">The other settings that may change.</param>
/// <param name="started">The settings that the server started with.</param>
/// <param name="log">Where it is told.</param>
internal sealed class SettingsReload(
    LogLevels levels,
    LiveSettings live,
    IConfiguration started,
    ILogger log
)
{
    private const string NoCollector = "there is nobody to send traces to (Server:OtlpUrl)";
    private const string Unsaid = "what keeps to it is made at the start";

    private Dictionary<string, string?> _known = Values(started);

    /// <summary>Takes over what changed.</summary>
    /// <param name="read">Reads the settings of all sources anew.</param>
    public void Run(Func<IConfigurationRoot> read)
    {
        IConfigurationRoot configuration;
        TableTapOptions options;
        try
        {
            configuration = read();
            options = TableTapOptions.Read(configuration);
        }
        catch (SettingsException wrong)
        {
            foreach (var problem in wrong.Problems)
            {
                ServerLog.ReloadRefused(log, problem.ToString());
            }

            return;
        }

        var next = Values(configuration);
        var changed = _known
            .Keys.Union(next.Keys, StringComparer.OrdinalIgnoreCase)
            .Where(key => _known.GetValueOrDefault(key) != next.GetValueOrDefault(key))
            .Order(StringComparer.Ordinal)
            .ToList();
        _known = next;
        if (changed.Exists(LogLevels.Has))
        {
            levels.Set(configuration);
            ServerLog.LevelsChanged(log);
        }

        live.Set(options.Server);
        foreach (var key in changed.Where(key => !LogLevels.Has(key)))
        {
            if (LiveSettings.Has(key) && live.IsIdle(key))
            {
                ServerLog.NeedsRestart(log, key, NoCollector);
            }
            else if (LiveSettings.Has(key))
            {
                ServerLog.SettingChanged(log, key);
            }
            else
            {
                ServerLog.NeedsRestart(log, key, RestartReasons.Of(key) ?? Unsaid);
            }
        }
    }

    private static Dictionary<string, string?> Values(IConfiguration configuration) =>
        configuration
            .AsEnumerable()
            .Where(one => one.Value is not null)
            .ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
}
