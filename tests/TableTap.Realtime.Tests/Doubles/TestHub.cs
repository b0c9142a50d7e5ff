using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;
using TableTap.Realtime.Authentication;
using TableTap.Realtime.Commands;
using TableTap.Realtime.Hub;
using TableTap.Realtime.Options;
using TableTap.Realtime.Sending;
using TableTap.Realtime.Sessions;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>
/// A running hub with two cafés, on a clock that the test moves. Café <c>one</c> has the counters <c>bar</c> and
/// <c>kitchen</c>, where <c>anna</c> works at the bar; café <c>two</c> has the counter <c>far</c>, where <c>zoe</c> works.
/// </summary>
internal sealed class TestHub : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2024, 1, 15, 10, 30, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, TokenVerdict> _tokens = new();
    private readonly ConcurrentBag<TestClient> _clients = [];
    private readonly ConcurrentDictionary<SocketStream, byte> _streams = new();
    private readonly ConcurrentDictionary<TestClient, SocketStream> _ends = new();
    private readonly ConcurrentDictionary<TestClient, Duplex> _servers = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _running = Task.CompletedTask;
    private int _ids;

    public TestHub(RealtimeOptions? options = null, RandomSource? random = null)
    {
        Options = options ?? new();
        Commands = AcknowledgeAsync;
        Revocations = new(Clock);
        Hub = new(
            Journal,
            CheckAsync,
            (request, refusal, cancellation) =>
                new(new PlacedCommand(Commands(request, refusal, cancellation).AsTask())),
            Cafes,
            Revocations,
            Options,
            Clock,
            NullLoggerFactory.Instance,
            () => $"{Interlocked.Increment(ref _ids):D6}",
            random ?? (() => 0.5)
        )
        {
            Acknowledged = Acknowledged.Enqueue,
        };
        Cafes.Set(
            Scope(
                "one",
                ["bar", "kitchen"],
                new() { ["anna"] = ["bar"], ["ben"] = ["kitchen", "bar"] }
            )
        );
        Cafes.Set(Scope("two", ["far"], new() { ["zoe"] = ["far"] }));
        _running = Hub.RunAsync(_stop.Token);
    }

    public RealtimeOptions Options { get; }

    public FakeTimeProvider Clock { get; } = new(Start);

    public MemoryJournal Journal { get; } = new();

    public CafeDirectory Cafes { get; } = new();

    public Revocations Revocations { get; }

    public RealtimeHub Hub { get; }

    public ConcurrentQueue<Acknowledgement> Acknowledged { get; } = new();

    public ConcurrentQueue<(CommandRequest Request, ErrorBody? Refusal)> Received { get; } = new();

    /// <summary>Answers commands; each has its place as soon as it is called.</summary>
    public Func<
        CommandRequest,
        ErrorBody?,
        CancellationToken,
        ValueTask<ReadOnlyMemory<byte>>
    > Commands { get; set; }

    /// <summary>The bytes that wait for each connection that is served.</summary>
    public IReadOnlyList<long> Backlogs => [.. _streams.Keys.Select(one => one.Outbox.Backlog)];

    /// <summary>For how long the hub has heard nothing of a client.</summary>
    public TimeSpan SilentFor(TestClient client) => _ends[client].SilentFor;

    /// <summary>How often the hub wrote to a client.</summary>
    public int WritesTo(TestClient client) => _servers[client].Writes;

    /// <summary>How many connections the hub has.</summary>
    public int Count => Hub.ConnectionCounts.Values.Sum();

    public Func<Task> BeforeTokenCheck { get; set; } = () => Task.CompletedTask;

    /// <summary>A café as permissions see it; the record of each has a manager, maya, who has no counter.</summary>
    public static CafeScope Scope(
        string id,
        string[] counters,
        Dictionary<string, ImmutableArray<string>> staff
    ) =>
        new(
            id,
            [.. counters],
            new Dictionary<string, ImmutableArray<string>>(staff) { ["maya"] = [] }
        );

    public static Identity Someone(
        string user,
        Role role,
        string[]? cafes = null,
        string[]? counters = null,
        string? jti = null,
        TimeSpan? life = null
    ) =>
        new(
            user,
            role,
            cafes is null ? ["one"] : [.. cafes],
            counters is null ? null : ImmutableArray.Create(counters),
            null,
            jti,
            "test",
            Start + (life ?? TimeSpan.FromHours(8))
        );

    /// <summary>A token that stands for somebody.</summary>
    public string Token(Identity identity)
    {
        var token = $"token_{Interlocked.Increment(ref _ids)}";
        _tokens[token] = new(identity, null, true);
        return token;
    }

    /// <summary>A token that is refused.</summary>
    public string BadToken(bool genuine)
    {
        var token = $"token_{Interlocked.Increment(ref _ids)}";
        _tokens[token] = new(null, "expired", genuine);
        return token;
    }

    /// <summary>Opens a socket with whatever handshake; nothing is read yet.</summary>
    public TestClient Open(Handshake handshake, int window = 64 * 1024)
    {
        var (server, client) = Duplex.Pair(window);
        var stream = Hub.Wrap(server);
        var socket = WebSocket.CreateFromStream(
            stream,
            new WebSocketCreationOptions
            {
                IsServer = true,
                KeepAliveInterval = Timeout.InfiniteTimeSpan,
            }
        );
        var served = ServeAsync(socket, stream, handshake);
        var end = new TestClient(
            WebSocket.CreateFromStream(
                client,
                new WebSocketCreationOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }
            ),
            client,
            served
        );
        _clients.Add(end);
        _ends[end] = stream;
        _servers[end] = server;
        return end;
    }

    /// <summary>Opens a session and reads its first frame.</summary>
    public async Task<TestClient> ConnectAsync(Identity identity, int window = 64 * 1024)
    {
        var client = Open(new(Token(identity), null, "10.0.0.1"), window);
        var data = await client.DataAsync("connection_established");
        client.ConnectionId = data.Text("connectionId")!;
        return client;
    }

    public Task<TestClient> GuestAsync(string user = "guest", int window = 64 * 1024) =>
        ConnectAsync(Someone(user, Role.Customer), window);

    public Task<TestClient> EmployeeAsync(string user = "anna", int window = 64 * 1024) =>
        ConnectAsync(Someone(user, Role.Employee), window);

    public Task<TestClient> ManagerAsync(string user = "maya", int window = 64 * 1024) =>
        ConnectAsync(Someone(user, Role.Manager), window);

    public Task<TestClient> AdminAsync(string user = "root", int window = 64 * 1024) =>
        ConnectAsync(Someone(user, Role.Admin, []), window);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var client in _clients)
        {
            client.Dispose();
        }

        await Task.WhenAll(_clients.Select(client => client.Served)).Soon();
        await _running.Soon();
        Hub.Dispose();
        await Journal.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ServeAsync(WebSocket socket, SocketStream stream, Handshake handshake)
    {
        using (socket)
        await using (stream)
        {
            _streams[stream] = 0;
            await Hub.ServeAsync(socket, stream, handshake, CancellationToken.None);
            _streams.TryRemove(stream, out _);
        }
    }

    private async ValueTask<TokenVerdict> CheckAsync(
        string token,
        CancellationToken cancellationToken
    )
    {
        await BeforeTokenCheck();
        return _tokens.GetValueOrDefault(token, new(null, "forged", false));
    }

    private ValueTask<ReadOnlyMemory<byte>> AcknowledgeAsync(
        CommandRequest request,
        ErrorBody? refusal,
        CancellationToken cancellationToken
    )
    {
        Received.Enqueue((request with { Data = request.Data.ToArray() }, refusal));
        return ValueTask.FromResult<ReadOnlyMemory<byte>>(
            refusal is not null
                ? FrameWriter.Notice(
                    new MessageError(request.MessageId, refusal),
                    Clock.GetUtcNow(),
                    request.MessageId
                )
                : FrameWriter.Notice(
                    new MessageAcknowledged(
                        request.MessageId,
                        AcknowledgementStatus.Processed,
                        Clock.GetUtcNow()
                    ),
                    Clock.GetUtcNow(),
                    request.MessageId
                )
        );
    }
}
