using TableTap.Realtime;

namespace TableTap.Server.Configuration;

/// <summary>Every setting of the server, one record per section; read once at the start. Immutable.</summary>
public sealed record TableTapOptions
{
    /// <summary>Sections that belong to the host and are read by it.</summary>
    private static readonly string[] HostSections = ["Kestrel", "Logging"];

    /// <summary>Section <c>Server</c>.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>Section <c>Auth</c>.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>Section <c>Limits</c>.</summary>
    public LimitOptions Limits { get; init; } = new();

    /// <summary>Section <c>History</c>.</summary>
    public HistoryOptions History { get; init; } = new();

    /// <summary>Section <c>Storage</c>.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>Section <c>Security</c>.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>Section <c>Links</c>.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>Section <c>Payments</c>.</summary>
    public PaymentOptions Payments { get; init; } = new();

    /// <summary>Section <c>Demo</c>.</summary>
    public DemoOptions Demo { get; init; } = new();

    /// <summary>What sessions and delivery take from the sections.</summary>
    public RealtimeOptions Realtime =>
        new()
        {
            Sessions = new()
            {
                HeartbeatInterval = Server.HeartbeatInterval,
                SilenceTimeout = Server.SilenceTimeout,
                DrainWindow = Server.DrainWindow,
                ClockSkew = Auth.ClockSkew,
                ValidationInterval = Auth.SessionLifetime,
                ExpiryWarning = Auth.ExpiryWarning,
                FailedRefreshes = Auth.FailedRefreshes,
            },
            Messages = Limits.Messages,
            Admission = Limits.Admission,
            Delivery = Limits.Delivery,
        };

    /// <summary>Reads all sections.</summary>
    /// <param name="configuration">The settings.</param>
    /// <exception cref="SettingsException">A key is unknown or a value not allowed; tells all of them.</exception>
    public static TableTapOptions Read(IConfigurationRoot configuration)
    {
        var problems = new List<SettingProblem>();
        var known = new List<string>();

        T Section<T>(string name, Func<SectionReader, T> read)
        {
            known.Add(name);
            var reader = new SectionReader(configuration, name, problems);
            var section = read(reader);
            reader.RefuseTheRest();
            return section;
        }

        var options = new TableTapOptions
        {
            Server = Section("Server", ServerOptions.Read),
            Auth = Section("Auth", AuthOptions.Read),
            Limits = Section("Limits", LimitOptions.Read),
            History = Section("History", HistoryOptions.Read),
            Storage = Section("Storage", StorageOptions.Read),
            Security = Section("Security", SecurityOptions.Read),
            Links = Section("Links", LinkOptions.Read),
            Payments = Section("Payments", PaymentOptions.Read),
            Demo = Section("Demo", DemoOptions.Read),
        };
        string[] allowed = [.. known, .. HostSections];
        foreach (var section in configuration.GetChildren())
        {
            if (!allowed.Contains(section.Key, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add(
                    new(
                        section.Key,
                        SettingSources.Where(configuration, section.Key),
                        $"no such section; there are: {string.Join(", ", allowed)}"
                    )
                );
            }
        }

        return problems.Count == 0 ? options : throw new SettingsException(problems);
    }
}
