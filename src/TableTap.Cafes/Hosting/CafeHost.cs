using System.Text.Json;
using TableTap.Cafes.Announcements;
using TableTap.Cafes.Answers;
using TableTap.Cafes.Decisions;
using TableTap.Cafes.Loop;
using TableTap.Cafes.Maintenance;
using TableTap.Cafes.Persistence;
using TableTap.Ordering;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Journal;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Cafes.Hosting;

/// <summary>
/// The cafés of this server: loads them, has their commands decided, and lets them be read. <see cref="StartAsync"/> comes
/// first, once. Thread-safe.
/// </summary>
public sealed class CafeHost : IAsyncDisposable
{
    private readonly CafeRegistry _registry = new();
    private readonly LoopServices _tools;
    private readonly SeenTicketTracker _seen;
    private readonly CafeReader _reader;
    private readonly MaintenanceClock _maintenance;
    private readonly SemaphoreSlim _founding = new(1);
    private readonly SemaphoreSlim _configuring = new(1);
    private FactCompaction? _retirement;
    private DemoStaff? _demo;

    /// <summary>Makes the host; nothing is loaded yet.</summary>
    /// <param name="journal">Where facts and messages are kept.</param>
    /// <param name="directory">Is told of every café's counters and staff.</param>
    /// <param name="revocations">Who is no longer served; asked again when a command is decided.</param>
    /// <param name="links">Where guests are sent from messages.</param>
    /// <param name="time">The clock of all cafés.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="options">What configuration says of the cafés; null for the defaults.</param>
    public CafeHost(
        IJournal journal,
        CafeDirectory directory,
        Revocations revocations,
        CafeLinks links,
        TimeProvider time,
        ILoggerFactory loggers,
        CafeOptions? options = null
    )
    {
        _tools = new(
            journal,
            time,
            new IdGenerator(time),
            links,
            revocations.Contains,
            directory.Set,
            loggers.CreateLogger<CafeHost>()
        )
        {
            Options = options ?? new(),
            HasScreen = counterId => HasScreen(counterId),
            IsHome = cafeId => Commands?.Cluster?.IsHome(cafeId) ?? true,
            KnowsScreens = cafeId => Commands?.Cluster?.KnowsScreens(cafeId) ?? true,
            IsTraced = cafeId => IsTraced?.Invoke(cafeId),
        };
        People = new(journal, (userId, cafeId) => HasSession(userId, cafeId));
        RefusalAudit = new(journal, time, loggers);
        _maintenance = new(() => _registry.Ids, _tools);
        Commands = new(_registry, _tools, RefusalAudit, _maintenance, People);
        _seen = new(_registry, _tools);
        _reader = new(journal);
        Follower = new(_registry, _tools, FoundAsync);
    }

    /// <summary>Whether somebody at a counter listens to its orders now (section 6). Set before the start; quick and thread-safe.</summary>
    /// <value>Default: nobody does.</value>
    public Func<string, bool> HasScreen { get; set; } = _ => false;

    /// <summary>
    /// Whether somebody has, or lately had, a session for a café; by the user's id and the café's (section 10). Set before the start; quick
    /// and thread-safe.
    /// </summary>
    /// <value>Default: nobody has.</value>
    public Func<string, string, bool> HasSession { get; set; } = (_, _) => false;

    /// <summary>Whether the next command of a café is traced, by the café's id. May be set at any time; quick and thread-safe.</summary>
    /// <value>Default null: none is, and nothing is chosen.</value>
    public Func<string, bool>? IsTraced { get; set; }

    /// <summary>A counter got its first screen, or lost its last (section 6).</summary>
    /// <param name="counterId">The counter; one that is not there is left alone.</param>
    public void ScreenChanged(string counterId) =>
        _registry.FindByCounter(counterId)?.TryRequestCheck();

    /// <summary>A reader confirmed a channel: somebody may have seen tickets (section 6). Quick, and never fails.</summary>
    /// <param name="step">What was confirmed.</param>
    public void Confirmed(Acknowledgement step) => _seen.Confirmed(step);

    /// <summary>Has a café's figures told though nothing changed: somebody wants them and there are none (section 6).</summary>
    /// <param name="cafeId">The café; one that is not there is left alone.</param>
    public void RequestMetrics(string cafeId) => _registry.Find(cafeId)?.TryAnnounceMetrics();

    /// <summary>Takes over what other servers do with the cafés.</summary>
    public CafeFollower Follower { get; }

    /// <summary>How many commands wait to be decided, over all cafés.</summary>
    public int Waiting => _registry.All.Sum(loop => loop.Waiting);

    /// <summary>Handles the commands for all cafés of this server.</summary>
    public CafeCommandHandler Commands { get; }

    /// <summary>All cafés, for what brings them something else than commands.</summary>
    internal CafeRegistry Registry => _registry;

    /// <summary>Who is somebody in a café.</summary>
    internal KnownPeople People { get; }

    /// <summary>Counts refusals that come in floods.</summary>
    public RefusalAudit RefusalAudit { get; }

    /// <summary>Loads every café of the journal.</summary>
    /// <param name="demo">Whether the café <c>demo</c> opens: made where it is not there, its people clocked in.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <exception cref="UnreadableFactException">The journal holds a fact that this version does not know, or a broken one.</exception>
    /// <exception cref="JournalUnavailableException">The demo could not be written.</exception>
    public async Task StartAsync(bool demo, CancellationToken cancellationToken)
    {
        var streams = await _tools.Journal.StreamsAsync(cancellationToken);
        await Parallel.ForEachAsync(
            streams.Select(CafeStream.CafeIdOf).OfType<string>(),
            cancellationToken,
            async (cafeId, stop) => await LoadAsync(cafeId, stop)
        );
        await _maintenance.StartAsync(cancellationToken);
        _retirement = new(_registry, _tools);
        if (demo)
        {
            await OpenDemoAsync(cancellationToken);
            _demo = new(OpenDemoAsync, () => Find(DemoCafe.Id)?.Profile, _tools.Time);
        }
    }

    /// <summary>Sets a café up, or anew.</summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="profile">What it is from now on.</param>
    /// <param name="cancellationToken">Stops waiting for the answer.</param>
    /// <param name="request">Who wants it, for the audit; null for the café itself.</param>
    /// <param name="expected">What it has to be until then; null where that does not matter.</param>
    /// <returns>Why not; null when it is done.</returns>
    public async Task<ErrorBody?> ConfigureAsync(
        string cafeId,
        CafeProfile profile,
        CancellationToken cancellationToken,
        CommandRequest? request = null,
        CafeProfile? expected = null
    )
    {
        if (!Identifier.IsValid(cafeId))
        {
            return CommandErrors.Invalid([new("cafeId", $"expected an id: {Identifier.Rule}")]);
        }

        // One after the other: two cafés that come at once must not both get an id that is free until then.
        await _configuring.WaitAsync(cancellationToken);
        try
        {
            if (_registry.Clash(cafeId, profile) is not { } held)
            {
                return await DecideAsync(
                    cafeId,
                    request is null
                        ? new CommandTask(new ConfigureCafe(profile, expected))
                        : new CommandTask(
                            request,
                            new ConfigureCafe(profile, expected),
                            CommandFingerprint.Of(
                                request.Descriptor.TypeUtf8,
                                JsonSerializer.SerializeToUtf8Bytes(
                                    profile,
                                    FactJson.Default.CafeProfile
                                )
                            )
                        ),
                    cancellationToken
                );
            }

            var refusal = new ErrorBody(ErrorCode.Conflict, $"Another café holds the id '{held}'");
            if (request is not null)
            {
                // No café decides this one; the handler of commands keeps the line of the audit.
                await Commands.HandleAsync(request, refusal, cancellationToken);
            }

            return refusal;
        }
        finally
        {
            _configuring.Release();
        }
    }

    /// <summary>All cafés as committed now, in no order.</summary>
    public IEnumerable<Cafe> All => _registry.All.Select(loop => loop.Cafe);

    /// <summary>A café as committed now; null where there is none.</summary>
    /// <param name="cafeId">The id of the café.</param>
    public Cafe? Find(string cafeId) => _registry.Find(cafeId)?.Cafe;

    /// <summary>The café that has a counter, as it is now.</summary>
    /// <param name="counterId">The id of the counter.</param>
    /// <returns>The café; null where none has it.</returns>
    public Cafe? FindByCounter(string counterId) => _registry.FindByCounter(counterId)?.Cafe;

    /// <summary>
    /// An order that the caller may see: a guest their own, the staff those of own cafés. Null for everything else: what
    /// is foreign looks as if it were not there (section 2).
    /// </summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="orderId">The id of the order.</param>
    public CafeOrder? FindOrder(Identity caller, string orderId)
    {
        foreach (var loop in ReadableBy(caller))
        {
            var cafe = loop.Cafe;
            if (cafe.Order(orderId) is { } order)
            {
                return caller.Role == Role.Customer && order.OwnerId != caller.UserId
                    ? null
                    : new(cafe, order);
            }
        }

        return null;
    }

    /// <summary>The same for an order that may have ended long ago, as far as it is kept.</summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async Task<CafeOrder?> FindOrderAsync(
        Identity caller,
        string orderId,
        CancellationToken cancellationToken
    ) =>
        FindOrder(caller, orderId)
        ?? (
            await ReadOrderAsync(caller, orderId, (_, _) => [], cancellationToken) is { } read
            && (caller.Role != Role.Customer || read.Orders[0].Order.OwnerId == caller.UserId)
                ? new(read.Cafe, read.Orders[0].Order)
                : null
        );

    /// <summary>An order by its payment; null where no café knows that one. Looks at every order: for a page, not for a crowd.</summary>
    /// <param name="transactionId">The provider's id of the payment.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public Task<CafeOrder?> FindPaymentAsync(
        string transactionId,
        CancellationToken cancellationToken
    ) => PaymentLookup.FindAsync(_registry, _tools.Journal, transactionId, cancellationToken);

    /// <summary>
    /// Reads a café and the heads of channels at one commit: who subscribes from these heads misses nothing that the café does not
    /// already show, and hears nothing twice (section 7). Null where there is no such café.
    /// </summary>
    /// <param name="cafeId">The id of the café.</param>
    /// <param name="question">What is wanted of it.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async Task<CafeAtCommit?> ReadAsync(
        string cafeId,
        CafeQuery question,
        CancellationToken cancellationToken
    ) =>
        _registry.Find(cafeId) is { } loop
            ? await _reader.ReadAsync(loop.Cafe, question, cancellationToken)
            : null;

    /// <summary>
    /// Reads an order of the caller's cafés and the heads of channels at one commit, however long ago it was closed. Null where there
    /// is none; whether the caller may see it is for the one who asks to decide.
    /// </summary>
    /// <param name="caller">Who asks for it.</param>
    /// <param name="orderId">The id of the order.</param>
    /// <param name="channels">The channels that can change it.</param>
    /// <param name="cancellationToken">Stops reading the journal.</param>
    /// <exception cref="JournalUnavailableException">The journal cannot be read now.</exception>
    public async Task<CafeAtCommit?> ReadOrderAsync(
        Identity caller,
        string orderId,
        Func<Cafe, IReadOnlyList<Order>, IEnumerable<ChannelName>> channels,
        CancellationToken cancellationToken
    )
    {
        var question = new CafeQuery(channels) { OrderId = orderId };
        foreach (var loop in ReadableBy(caller).OrderByDescending(loop => loop.Knows(orderId)))
        {
            var read = await _reader.ReadAsync(loop.Cafe, question, cancellationToken);
            if (read.Orders.Count > 0)
            {
                return read;
            }
        }

        return null;
    }

    /// <summary>Decides what is in the mailboxes and stops; later commands are refused.</summary>
    public async ValueTask DisposeAsync()
    {
        _seen.Dispose();
        if (_demo is not null)
        {
            await _demo.DisposeAsync();
        }

        if (_retirement is not null)
        {
            await _retirement.DisposeAsync();
        }

        await _maintenance.DisposeAsync();
        await Task.WhenAll(_registry.All.Select(loop => loop.DisposeAsync().AsTask()));
        await RefusalAudit.DisposeAsync();
        _founding.Dispose();
        _configuring.Dispose();
    }

    private IEnumerable<CafeLoop> ReadableBy(Identity caller) =>
        _registry.OwnedBy(caller).Where(loop => caller.HoldsIn(loop.Cafe));

    private async Task OpenDemoAsync(CancellationToken cancellationToken)
    {
        var refusal = await DecideAsync(
            DemoCafe.Id,
            new CommandTask(new OpenDemo()),
            cancellationToken
        );
        if (refusal is not null)
        {
            throw new JournalUnavailableException($"The demo café cannot open: {refusal.Message}");
        }
    }

    private async Task<ErrorBody?> DecideAsync(
        string cafeId,
        CommandTask task,
        CancellationToken cancellationToken
    )
    {
        var loop = _registry.Find(cafeId) ?? await FoundAsync(cafeId, cancellationToken);
        return loop.TryPost(task)
            ? (await task.Done.WaitAsync(cancellationToken)).Refusal
            : CommandErrors.Busy;
    }

    private async Task<CafeLoop> FoundAsync(string cafeId, CancellationToken cancellationToken)
    {
        await _founding.WaitAsync(cancellationToken);
        try
        {
            return _registry.Find(cafeId) ?? await LoadAsync(cafeId, cancellationToken);
        }
        finally
        {
            _founding.Release();
        }
    }

    private async Task<CafeLoop> LoadAsync(string cafeId, CancellationToken cancellationToken)
    {
        var (cafe, snapshotVersion) = await RecoveredCafe.ReadAsync(
            _tools.Journal,
            cafeId,
            _tools.Log,
            cancellationToken
        );
        _tools.Log.Loaded(cafeId, cafe.Version, cafe.OpenOrders.Count);
        var heads = await _tools.Journal.HeadsAsync([], cancellationToken);
        var loop = new CafeLoop(cafe, _tools, heads.Position, snapshotVersion);
        _registry.Add(loop);
        return loop;
    }
}
