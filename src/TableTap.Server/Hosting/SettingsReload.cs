using TableTap.Server.Configuration;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>
/// Takes over what a changed settings file may change without a restart, which is how much is logged, and says of everything else why it
/// waits for one. A file that is wrong changes nothing.
/// </summary>
/// <param name="levels">The settings of logging that count.</param>
/// <param name="started">The settings that the server started with.</param>
/// <param name="log">Where it is told.</param>
internal sealed class SettingsReload(LogLevels levels, IConfiguration started, ILogger log)
{
    private const string Certificates = "Kestrel:Certificates";

    private Dictionary<string, string?> _known = Values(started);

    /// <summary>Takes over what changed.</summary>
    /// <param name="read">Reads the settings of all sources anew.</param>
    public void Run(Func<IConfigurationRoot> read)
    {
        IConfigurationRoot configuration;
        try
        {
            configuration = read();
            _ = TableTapOptions.Read(configuration);
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

        foreach (var key in changed.Where(key => !LogLevels.Has(key)))
        {
            ServerLog.NeedsRestart(log, key, Reason(key));
        }
    }

    private static string Reason(string key) =>
        key.StartsWith(Certificates, StringComparison.OrdinalIgnoreCase)
            ? "a renewed file is served by itself, another file is not"
        : key.StartsWith("Server:", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("Kestrel:", StringComparison.OrdinalIgnoreCase)
            ? "addresses are opened at the start"
        : key.StartsWith("Storage:", StringComparison.OrdinalIgnoreCase)
            ? "the store is opened at the start"
        : "sessions that are open were promised the old value";

    private static Dictionary<string, string?> Values(IConfiguration configuration) =>
        configuration
            .AsEnumerable()
            .Where(one => one.Value is not null)
            .ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
}
