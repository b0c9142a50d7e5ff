using Microsoft.Extensions.Logging.Console;
using TableTap.Cafes;
using TableTap.Realtime.Keys;
using TableTap.Realtime.Options;
using TableTap.Realtime.Peers;
using TableTap.Storage.Postgres;
using TableTap.Storage.Sqlite;
using SessionOptions = TableTap.Realtime.Options.SessionOptions;

namespace TableTap.Server.Configuration;

/// <summary>Every option of the server; read once at the start. Immutable.</summary>
public sealed record TableTapOptions
{
    /// <summary>Sections that belong to the host and are read by it.</summary>
    private static readonly string[] HostSections = ["Kestrel", "Logging"];

    /// <summary>Where the server listens.</summary>
    public ServerOptions Server { get; init; } = new();

    /// <summary>Whose tokens are accepted.</summary>
    public AuthOptions Auth { get; init; } = new();

    /// <summary>How people sign in at this server.</summary>
    public SignInOptions SignIn { get; init; } = new();

    /// <summary>How sessions and delivery work.</summary>
    public RealtimeOptions Realtime { get; init; } = new();

    /// <summary>Where everything is kept.</summary>
    public StorageOptions Storage { get; init; } = new();

    /// <summary>How the cafés are run.</summary>
    public CafeOptions Cafes { get; init; } = new();

    /// <summary>How the embedded journal is kept.</summary>
    public SqliteJournalOptions Journal { get; init; } =
        new() { Path = new StorageOptions().JournalPath };

    /// <summary>How the journal in PostgreSQL is reached and kept; what both have in common is that of the embedded one.</summary>
    public PostgresJournalOptions Postgres =>
        new()
        {
            ConnectionString = Storage.ConnectionString,
            ReplicaConnectionString = Storage.ReplicaConnectionString is { Length: > 0 } replica
                ? replica
                : null,
            Seal = Journal.Seal,
            Meter = Journal.Meter,
            Hints = Hints,
            HistoryRetention = Journal.HistoryRetention,
            HistoryMaxBytes = Journal.HistoryMaxBytes,
            AnswerRetention = Journal.AnswerRetention,
            AuditRetention = Journal.AuditRetention,
        };

    /// <summary>How servers tell each other what is new.</summary>
    public BackplaneOptions Backplane { get; init; } = new();

    /// <summary>Hints of the commits of servers on the same database; no setting, but what the server is composed of.</summary>
    /// <value>Default null: there are none.</value>
    public CommitHints? Hints { get; init; }

    /// <summary>Who may connect from where.</summary>
    public SecurityOptions Security { get; init; } = new();

    /// <summary>How many TCP connections there may be.</summary>
    public ConnectionOptions Connections { get; init; } = new();

    /// <summary>The pages that messages send guests to.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>The providers whose webhooks are taken.</summary>
    public PaymentOptions Payments { get; init; } = new();

    /// <summary>How the phones of guests are told.</summary>
    public PushOptions Push { get; init; } = new();

    /// <summary>Whether the server has a demo café, and how it is run.</summary>
    public DemoOptions Demo { get; init; } = new();

    /// <summary>The files in which secrets stand; no setting, but what is looked at for a change.</summary>
    /// <value>Default none.</value>
    internal IReadOnlyList<SecretFile> SecretFiles { get; init; } = [];

    /// <summary>Reads all options from the settings and checks them.</summary>
    /// <param name="configuration">The settings of all sources.</param>
    /// <exception cref="SettingsException">A key is unknown or a value not allowed; tells all of them.</exception>
    public static TableTapOptions Read(IConfigurationRoot configuration) =>
        Read(new SettingsReader(configuration));

    /// <summary>Every setting as it counts, with where it comes from; those of the host only where somebody set them.</summary>
    /// <param name="configuration">The settings of all sources.</param>
    /// <exception cref="SettingsException">A key is unknown or a value not allowed; tells all of them.</exception>
    public static IReadOnlyList<EffectiveSetting> Effective(IConfigurationRoot configuration)
    {
        var settings = new SettingsReader(configuration);
        _ = Read(settings);
        return
        [
            .. settings.Settings,
            .. configuration
                .AsEnumerable()
                .Where(one => one.Value is not null && HostSections.Contains(one.Key.Split(':')[0]))
                .OrderBy(one => one.Key, StringComparer.Ordinal)
                .Select(one => new EffectiveSetting(
                    one.Key,
                    one.Key.EndsWith("Password", StringComparison.OrdinalIgnoreCase)
                        ? EffectiveSetting.Mask
                        : one.Value,
                    SettingSources.Where(configuration, one.Key)
                )),
        ];
    }

    private static TableTapOptions Read(SettingsReader settings)
    {
        var options = new TableTapOptions
        {
            Server = settings.Read(new ServerOptions()),
            Auth = settings.Read(new AuthOptions()),
            SignIn = settings.Read(new SignInOptions()),
            Realtime = new()
            {
                Sessions = settings.Read(new SessionOptions()),
                Messages = settings.Read(new MessageLimitOptions()),
                Admission = settings.Read(new AdmissionOptions()),
                Delivery = settings.Read(new DeliveryOptions()),
            },
            Storage = settings.Read(new StorageOptions()),
            Cafes = settings.Read(new CafeOptions()),
            Backplane = settings.Read(new BackplaneOptions()),
            Security = settings.Read(new SecurityOptions()),
            Connections = settings.Read(new ConnectionOptions()),
            Links = settings.Read(new LinkOptions()),
            Payments = PaymentOptions.Read(settings),
            Push = settings.Read(new PushOptions()),
            Demo = settings.Read(new DemoOptions()),
        };
        options = options with
        {
            Journal = settings.Read(
                new SqliteJournalOptions { Path = options.Storage.JournalPath }
            ),
            SecretFiles = settings.SecretFiles,
        };
        RefuseStorage(options.Storage, settings);
        RefuseBackplane(options, settings);
        RefuseRotation(options, settings);
        if (!options.Demo.Enabled)
        {
            settings.RefuseWeakSecrets();
            if (options.Security.PaymentEncryption == PaymentEncryption.Off)
            {
                settings.Refuse(
                    "Security:PaymentEncryption",
                    "Off sends payment data as it is to everybody: only with --demo; Always or WhenKeyPresent is allowed"
                );
            }
        }

        settings.RefuseOthers(
            "Logging:Console:FormatterName",
            ConsoleFormatterNames.Simple,
            ConsoleFormatterNames.Json,
            ConsoleFormatterNames.Systemd
        );
        settings.RefuseTheRest(HostSections);
        return settings.Problems.Count == 0
            ? options
            : throw new SettingsException(settings.Problems);
    }

    private static void RefuseBackplane(TableTapOptions options, SettingsReader settings)
    {
        const string Key = "Backplane:ConnectionString";
        var backplane = options.Backplane;
        if (!backplane.IsThere && backplane.ConnectionString.Length > 0)
        {
            settings.Refuse(Key, "does nothing with the provider none; leave it out");
        }
        else if (backplane.IsThere && backplane.ConnectionString.Length == 0)
        {
            settings.Refuse(Key, "is needed with the provider redis: host:port,password=…");
        }

        if (!backplane.IsThere && backplane.FarFromDatabase)
        {
            settings.Refuse(
                "Backplane:FarFromDatabase",
                "does nothing with the provider none, for commands are handed over through a Redis; leave it out"
            );
        }

        if (backplane.IsThere && options.Storage.IsEmbedded)
        {
            settings.Refuse(
                "Backplane:Provider",
                "redis does nothing for the embedded store, which one server has to itself; Storage:Provider postgres is what servers share"
            );
        }
    }

    private static void RefuseRotation(TableTapOptions options, SettingsReader settings)
    {
        if (
            !options.Storage.IsEmbedded
            && options.Security.KeyRotation != new SecurityOptions().KeyRotation
        )
        {
            settings.Refuse(
                "Security:KeyRotation",
                "does nothing with the provider postgres, whose servers share their keys (docs/operations.md says how they are replaced); leave it out"
            );
        }
    }

    private static void RefuseStorage(StorageOptions storage, SettingsReader settings)
    {
        const string Key = "Storage:ConnectionString";
        if (storage.IsEmbedded && storage.ReplicaConnectionString.Length > 0)
        {
            settings.Refuse(
                "Storage:ReplicaConnectionString",
                "does nothing with the provider sqlite, which has no standby; leave it out"
            );
        }

        if (storage.IsEmbedded && storage.ConnectionString.Length > 0)
        {
            settings.Refuse(
                Key,
                "does nothing with the provider sqlite, whose file lies in Storage:Directory; leave it out"
            );
        }
        else if (!storage.IsEmbedded && storage.ConnectionString.Length == 0)
        {
            settings.Refuse(
                Key,
                "is needed with the provider postgres: Host=…;Database=…;Username=…;Password=…"
            );
        }
    }
}
