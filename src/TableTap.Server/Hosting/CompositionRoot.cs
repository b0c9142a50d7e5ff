using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Hosting;
using TableTap.Cafes.Payments;
using TableTap.Cafes.Persistence;
using TableTap.Cafes.ProviderEvents;
using TableTap.Cafes.Publishing;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Keys;
using TableTap.Realtime.Observability;
using TableTap.Realtime.Peers;
using TableTap.Server.Auth;
using TableTap.Server.Configuration;
using TableTap.Server.Http;
using TableTap.Server.Keys;
using TableTap.Server.Limits;
using TableTap.Server.Logging;
using TableTap.Server.Observability;
using TableTap.Server.Probing;
using TableTap.Server.Push;
using TableTap.Server.Refunds;
using TableTap.Server.SignIn;
using TableTap.Server.Vouchers;
using TableTap.Storage;

namespace TableTap.Server.Hosting;

/// <summary>Everything that lives as long as the server, made and ended in one order.</summary>
internal sealed class CompositionRoot : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly KeyServer? _issuer;
    private readonly KeyAddress? _keyAddress;
#pragma warning disable CA2213 // The orderly end disposes them.
    private readonly BurnRates _burnRates;
#pragma warning restore CA2213
    private Task _delivery = Task.CompletedTask;
    private RefundCarrier? _refunds;
    private VoucherCarrier? _vouchers;
    private AuditHeadLog? _heads;
    private OtherServers? _others;

    private CompositionRoot(
        ServerSetup setup,
        ILoggerFactory loggers,
        TokenKeys keys,
        ServerKeys serverKeys,
        IJournal journal,
        Cluster? cluster,
        string publicUrl,
        Meter meter,
        LiveSettings live
    )
    {
        (Journal, Keys, Cluster, Live) = (journal, serverKeys, cluster, live);
        End = new(setup.Time, loggers.CreateLogger("TableTap"));
        Verifier = new(
            keys,
            _issuer = IssuerSetup.Open(setup, loggers, out _keyAddress),
            setup.Options.Auth,
            setup.Options.Realtime.Sessions.ClockSkew,
            setup.Time
        );
        Mint = new(keys, setup.Options.Auth, setup.Time);
        Revocations = new(setup.Time);
        RevocationLog = new(journal, Revocations, setup.Time);
        var directory = Directory = new();
        Cafes = new(
            journal,
            directory,
            Revocations,
            Links = LinksOf(setup.Options, publicUrl),
            setup.Time,
            loggers,
            setup.Options.Cafes with
            {
                HistoryRetention = setup.Options.Journal.HistoryRetention,
            }
        );
        Probe = new(keys, setup.Options.Auth.Issuer, setup.Time);
        Probes = new(meter, setup.Options.Realtime.Delivery.Target);
        Gateway = setup.Options.Demo.Enabled ? new(Cafes, setup.Time, loggers) : null;
        ProviderEvents = new(Cafes, journal, setup.Time, loggers);
        Hub = new(
            journal,
            Probe.Beside(Verifier.CheckAsync),
            Cafes.Commands.PlaceAsync,
            directory,
            Revocations,
            setup.Options.Realtime with
            {
                Payments =
                    setup.Options.Security.PaymentEncryption
                    ?? (
                        setup.Options.Demo.Enabled
                            ? PaymentEncryption.WhenKeyPresent
                            : PaymentEncryption.Always
                    ),
            },
            setup.Time,
            loggers,
            NextId,
            NextRandom,
            serverKeys,
            meter,
            cluster
        )
        {
            Acknowledged = Cafes.Confirmed,
            PresenceChanged = channel => Cafes.ScreenChanged(channel.Id),
            MessageRequested = channel => Cafes.RequestMetrics(channel.Id),
        };
        Raises = new(journal, Hub.Raised, setup.Time);
        SignIn = new(journal, Cafes, Revocations, Mint, keys, setup.Options, setup.Time);
        GuestPage = setup.Options.Links.Guest ?? publicUrl + "/g";
        Publisher = new(Cafes, journal, Revocations, setup.Time);
        Push = setup.Options.Push.Enabled
            ? new(
                journal,
                Cafes,
                keys,
                setup.Options,
                meter,
                setup.Time,
                loggers.CreateLogger("TableTap.Push")
            )
            : null;
        Cafes.HasSession = Hub.HasSession;
        Cafes.HasScreen = counterId =>
            Hub.IsPresent(ChannelName.Of(ChannelKinds.CounterOrders, counterId));
        string NextId() => Guid.CreateVersion7(setup.Time.GetUtcNow()).ToString();
        Ids = NextId;
        QueueDepths.Show(meter, Cafes, journal);
        _burnRates = new(
            meter,
            new Dictionary<string, ObjectiveCount>
            {
                ["delivery"] = Hub.Deliveries,
                ["probe"] = Probes.Objective,
            },
            setup.Options.Server.LatePerThousand,
            setup.Time
        );
        Live.Follow(TakeOver);
    }

    public IJournal Journal { get; }

    /// <summary>The server among its peers; null for one without a backplane.</summary>
    public Cluster? Cluster { get; }

    /// <summary>What the server signs with.</summary>
    public ServerKeys Keys { get; }
    public TokenVerifier Verifier { get; }
    public TokenMint Mint { get; }
    public Revocations Revocations { get; }
    public RevocationLog RevocationLog { get; }

    /// <summary>For whom limits are raised now.</summary>
    public RaiseLog Raises { get; }

    /// <summary>What people sign in with.</summary>
    public SignInServices SignIn { get; }

    /// <summary>The base of the page that the QR code of a table opens.</summary>
    public string GuestPage { get; }
    public CafeDirectory Directory { get; }
    public CafeLinks Links { get; }
    public CafeHost Cafes { get; }

    /// <summary>The settings that count now.</summary>
    public LiveSettings Live { get; }

    /// <summary>What payment providers report.</summary>
    public ProviderEventInbox ProviderEvents { get; }

    /// <summary>What ordering systems publish.</summary>
    public Publisher Publisher { get; }

    /// <summary>What phones are told with; null where they are not.</summary>
    public OrderPush? Push { get; }

    /// <summary>The demo's payment provider; null without the demo.</summary>
    public TestGateway? Gateway { get; }
    public RealtimeHub Hub { get; }

    /// <summary>Who the server is to itself.</summary>
    public ProbeUser Probe { get; }

    /// <summary>Keeps what probes measured.</summary>
    public ProbeMetrics Probes { get; }
    public IdSource Ids { get; }

    /// <summary>Ends, with the reason, when delivery breaks; at a stop it ends without one.</summary>
    public Task Failure => _delivery;

    /// <summary>Ends the parts of the server when it stops.</summary>
    public OrderlyEnd End { get; }

    /// <summary>Opens the store and starts what runs.</summary>
    /// <param name="setup">What to start with.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="publicUrl">Where guests reach the server.</param>
    /// <param name="meter">Where the figures go.</param>
    /// <param name="live">The settings that count now.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="StartRefusedException">The data directory cannot be used; the message says what to do.</exception>
    public static async Task<CompositionRoot> OpenAsync(
        ServerSetup setup,
        ILoggerFactory loggers,
        string publicUrl,
        Meter meter,
        LiveSettings live,
        CancellationToken cancellationToken
    )
    {
        var directory = setup.Options.Storage.Directory;
        ServerKeys? serverKeys = null;
        Cluster? cluster = null;
        try
        {
            var keys = TokenKeys.Open(directory);
            var log = loggers.CreateLogger("TableTap.Server");
            serverKeys = ServerKeyFile.Open(
                setup.Options,
                setup.Time,
                trouble => ServerLog.KeysNotSaved(log, trouble)
            );
            var backplane = await setup.OpenBackplane(
                setup.Options,
                setup.Time,
                loggers.CreateLogger("TableTap.Backplane")
            );
            cluster = backplane is null ? null : Peering.Open(setup, backplane, keys, log, meter);
            var journal = await setup.OpenJournal(
                setup.Options with
                {
                    Hints = cluster?.Hints,
                    Journal = setup.Options.Journal with { Seal = new(serverKeys), Meter = meter },
                },
                setup.Time,
                loggers.CreateLogger("TableTap.Storage"),
                cancellationToken
            );
            var rooms = new CompositionRoot(
                setup,
                loggers,
                keys,
                serverKeys,
                journal,
                cluster,
                publicUrl,
                meter,
                live
            );
            try
            {
                await rooms.RevocationLog.ReadAsync(cancellationToken);
                await rooms.SignIn.ReadAsync(cancellationToken);
                await rooms.Raises.ReadAsync(cancellationToken);
                rooms._delivery = rooms.Hub.RunAsync(rooms._stop.Token);
                if (cluster is not null)
                {
                    Peering.Connect(cluster, rooms.Cafes, rooms.Publisher, rooms.Hub, rooms.SignIn);
                    cluster.Join(journal.Epoch);
                }

                await rooms.Cafes.StartAsync(setup.Options.Demo.Enabled, cancellationToken);
                await rooms.ProviderEvents.StartAsync(cancellationToken);
                rooms._refunds = new(
                    live,
                    new(rooms.Cafes, rooms.ProviderEvents, setup.Time),
                    setup.Time,
                    loggers.CreateLogger("TableTap.Refunds")
                );
                rooms._vouchers = new(
                    live,
                    new(rooms.Cafes, setup.Time),
                    setup.Time,
                    loggers.CreateLogger("TableTap.Vouchers")
                );
                if (rooms.Push is not null)
                {
                    await rooms.Push.StartAsync(cancellationToken);
                }

                if (!setup.Options.Storage.IsEmbedded)
                {
                    rooms._others = new(
                        journal,
                        rooms.RevocationLog,
                        rooms.SignIn,
                        rooms.Raises,
                        rooms.Cafes.Follower,
                        setup.Time,
                        log
                    );
                    rooms.Hub.Arriving = rooms._others.ArrivingAsync;
                    rooms.Revocations.Follow = rooms._others.AreRevocationsKnownAsync;
                    cluster?.TakeCommands(true);
                }

                rooms._heads = new(journal, serverKeys, setup.Time, log);
                return rooms;
            }
            catch
            {
                // What stopped the start is told, and not what followed from it.
                await rooms.EndAllAsync(new(setup.Time, NullLogger.Instance));
                throw;
            }
        }
        catch (Exception refused)
            when (refused
                    is StoreRefusedException
                        or UnreadableFactException
                        or JournalUnavailableException
                        or InvalidDataException
                        or IOException
                        or UnauthorizedAccessException
            )
        {
            throw new StartRefusedException(
                refused is IOException or UnauthorizedAccessException
                    ? FailureWords.Of(directory, refused)
                    : refused.Message,
                refused
            );
        }
    }

    private void TakeOver(TableTapOptions now)
    {
        Cafes.IsTraced = TraceExport.Choice(now.Server);
        Hub.Admission = now.Realtime.Admission;
        Hub.DrainWindow = now.Realtime.Sessions.DrainWindow;
        Hub.HttpPublishes.Limit = now.Realtime.Messages.PublishesPerMinute;
    }

    private static CafeLinks LinksOf(TableTapOptions options, string publicUrl) =>
        new()
        {
            Payment =
                options.Links.Payment
                ?? (options.Demo.Enabled ? publicUrl + PaymentPage.Path : null),
            HasProvider = options.Payments.Providers.Count > 0,
            Retry = options.Links.Retry,
            Receipt =
                options.Links.Receipt
                ?? (options.Demo.Enabled ? publicUrl + ReceiptPage.Path : null),
            Rating =
                options.Links.Rating ?? (options.Demo.Enabled ? publicUrl + RatingPage.Path : null),
        };

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await EndAllAsync(End);

    /// <summary>Ends every part in its turn, and the store after all that write to it.</summary>
    private async Task EndAllAsync(OrderlyEnd end)
    {
        await end.EndAsync("the payment provider of the demo", Gateway);
        await end.EndAsync("refunds", _refunds);
        await end.EndAsync("vouchers", _vouchers);
        await end.EndAsync("what phones are told", Push);
        await end.EndAsync("the heads of the audit", _heads);
        // Nobody is connected any more, and what is still decided must not wait for messages that nobody looks after.
        Hub.Arriving = null;
        Revocations.Follow = null;
        await end.EndAsync("what other servers decide", _others);
        await end.EndAsync("what payment providers report", ProviderEvents);
        await end.EndAsync("the cafés", Cafes);
        await end.EndAsync("the line to other servers", Cluster);
        await end.EndAsync("burn rates", _burnRates);
        await end.EndAsync("the delivery", StopDeliveryAsync);
        await end.CloseAsync(Journal);
        Keys.Dispose();
        RevocationLog.Dispose();
        Raises.Dispose();
        SignIn.Dispose();
        _issuer?.Dispose();
        _keyAddress?.Dispose();
        _stop.Dispose();
    }

    private async Task StopDeliveryAsync()
    {
        await _stop.CancelAsync();
        await _delivery.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static double NextRandom() =>
        RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
