using TableTap.Server.Configuration;
using TableTap.Server.Logging;

namespace TableTap.Server.Hosting;

/// <summary>
/// Takes over what counts at once of settings that changed, in their file or in that of a secret, and says of everything else why it waits for
/// the next start. Settings that are wrong change nothing.
/// </summary>
/// <param name="levels">The settings of logging that count.</param>
/// <param name="live">The other settings that count.</param>
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

    private Dictionary<string, string?> _known = Values(started, live.Now.SecretFiles);

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

        var next = Values(configuration, options.SecretFiles);
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

        live.Set(options);
        foreach (var key in changed.Where(key => !LogLevels.Has(key)))
        {
            if (ReasonToWait(key, options.Payments) is { } reason)
            {
                ServerLog.NeedsRestart(log, key, reason);
            }
            else
            {
                ServerLog.SettingChanged(log, key);
            }
        }
    }

    /// <summary>Why a change waits for the next start; null where it counts.</summary>
    private string? ReasonToWait(string key, PaymentOptions read)
    {
        if (!LiveSettings.Has(key))
        {
            return RestartReasons.Of(key) ?? Unsaid;
        }

        if (IsOfTraces(key) && live.Now.Server.OtlpUrl is null)
        {
            return NoCollector;
        }

        // Of a provider that comes or goes nothing counts.
        return
            ProviderOf(key) is { } name
            && (read.Find(name) is null || live.Now.Payments.Find(name) is null)
            ? RestartReasons.Of(PaymentProviderOptions.SectionKey)
            : null;
    }

    private static bool IsOfTraces(string key) =>
        SettingKey.IsWithin(key, "Server:TracesPerThousand")
        || SettingKey.IsWithin(key, "Server:TracedCafes");

    private static string? ProviderOf(string key) =>
        SettingKey.IsWithin(key, $"{PaymentProviderOptions.SectionKey}:{{name}}")
            ? key.Split(':')[2]
            : null;

    /// <summary>Every value that somebody set; of a secret in a file the file and what stands in it.</summary>
    private static Dictionary<string, string?> Values(
        IConfiguration configuration,
        IEnumerable<SecretFile> files
    )
    {
        var values = configuration
            .AsEnumerable()
            .Where(one => one.Value is not null)
            .ToDictionary(one => one.Key, one => one.Value, StringComparer.OrdinalIgnoreCase);
        foreach (var file in files)
        {
            values[file.Key] = $"{file.Path}\n{file.Text}";
        }

        return values;
    }
}
