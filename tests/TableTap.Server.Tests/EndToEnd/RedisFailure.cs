using System.Globalization;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// Two servers with a Redis that is more than one process, while orders are made through both: its primary dies and the replica takes over, or
/// a part of a cluster dies and comes back. Readers at both hear everything, once and in one order.
/// </summary>
public sealed class RedisFailure
{
    private const string Guest = "rosa";
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}""";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);

    [Theory]
    [InlineData(RedisForm.Sentinel)]
    [InlineData(RedisForm.Cluster)]
    public async Task Nothing_is_lost_doubled_or_reordered_and_hints_come_back(RedisForm form)
    {
        Assert.SkipWhen(BackplanePair.Missing is not null, BackplanePair.Missing ?? "");
        await using var redis = await RedisUnderTest.StartAsync(form);
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionString", redis.ConnectionString),
            ("Limits:MessagesPerMinute", "100000"),
            ("Logging:LogLevel:Default", "Warning"),
            ("Logging:LogLevel:Microsoft", "Warning"),
        ];
        await using var one = await TestServer.StartAsync(settings);
        using var keys = new TemporaryDirectory();
        foreach (var file in Directory.EnumerateFiles(one.DataDirectory, "*key*"))
        {
            File.Copy(file, Path.Combine(keys.Path, Path.GetFileName(file)));
        }

        await using var two = await TestServer.StartAsync([
            .. settings,
            ("Storage:Directory", keys.Path),
        ]);
        TestServer[] servers = [one, two];
        await ManyOrders.AllowAsync(one.Http, one.Token("root", Role.Admin));
        await Patience.UntilAsync(() => AllAsync("tabletap_backplane_peers"), pauseMs: 50);
        await Patience.UntilAsync(() => AllAsync("tabletap_backplane_up"), pauseMs: 50);
        await using var first = await Reader.OpenAsync(one);
        await using var second = await Reader.OpenAsync(two);

        using var closing = new CancellationTokenSource();
        Task<List<string>>[] made = [OrderAsync(one, "a", closing), OrderAsync(two, "b", closing)];
        await HintsComeAsync();

        // It is away for as long as nobody has noticed: what was sent meanwhile may else wait until it is back.
        await redis.KillAsync(
            () =>
                Patience.UntilAsync(() =>
                    servers.Any(server =>
                        server.Logs.Lines.Any(line =>
                            line.Contains("does not carry messages", StringComparison.Ordinal)
                        )
                    )
                ),
            await CarrierOfHintsAsync(redis)
        );

        await Patience.UntilAsync(() => AllAsync("tabletap_backplane_up"), pauseMs: 50);
        await HintsComeAsync();
        await closing.CancelAsync();
        var orders = (await Task.WhenAll(made)).SelectMany(ids => ids).ToList();

        Assert.Equal(orders.Count, orders.Distinct().Count());
        foreach (var reader in new[] { first, second })
        {
            await Patience.UntilAsync(() => orders.TrueForAll(reader.Has));
        }

        // One history: each number once, in its order, and the same order behind it for both.
        var (here, there) = (first.Heard, second.Heard);
        var both = Math.Min(here.Count, there.Count);
        Assert.Equal(Enumerable.Range(1, here.Count), here.Select(one => (int)one.Sequence));
        Assert.Equal(Enumerable.Range(1, there.Count), there.Select(one => (int)one.Sequence));
        Assert.Equal(here.Take(both), there.Take(both));
        Assert.Equal(
            orders.Order(),
            here.Where(one => one.Type == "order_created").Select(one => one.OrderId!).Order()
        );

        // Where commands are handed over, only one of both hears of commits of the other.
        async Task HintsComeAsync()
        {
            var before = await DeliveredAsync();
            await Patience.UntilAsync(async () => await DeliveredAsync() > before, pauseMs: 50);
        }

        Task<double> DeliveredAsync() =>
            SumAsync("tabletap_backplane_hints", "result=\"delivered\"");

        async Task<bool> AllAsync(string name) => await SumAsync(name) == servers.Length;

        async Task<double> SumAsync(string name, string label = "") =>
            (await Task.WhenAll(servers.Select(server => FigureAsync(server, name, label)))).Sum();
    }

    // The number of a process at which servers listen: in a cluster not all of them need to be one.
    private static async Task<int> CarrierOfHintsAsync(RedisUnderTest redis)
    {
        for (var number = 0; number < redis.Nodes.Count; number++)
        {
            if (!await redis.Nodes[number].AnswersAsync("PUBSUB SHARDCHANNELS", "*0"))
            {
                return number;
            }
        }

        throw new InvalidOperationException("No server listens anywhere.");
    }

    private static async Task<double> FigureAsync(TestServer server, string name, string label) =>
        (await server.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken))
            .Split('\n')
            .Where(line =>
                line.StartsWith(name, StringComparison.Ordinal)
                && line.Contains(label, StringComparison.Ordinal)
            )
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));

    // Orders, one after the other, until the café closes; gives those that were acknowledged.
    private static async Task<List<string>> OrderAsync(
        TestServer server,
        string name,
        CancellationTokenSource closing
    )
    {
        var made = new List<string>();
        await using var socket = await RawSocket.OpenAsync(
            server.SocketUrl,
            headerToken: server.Token(Guest, Role.Customer)
        );
        await socket.ExpectAsync("connection_established");
        while (!closing.IsCancellationRequested)
        {
            var answer = await socket.CommandAsync("order_create", $"{name}-{made.Count}", Order);
            Assert.True(answer.Text("type") == "message_acknowledged", answer.GetRawText());
            made.Add(answer.Data().GetProperty("result").Text("orderId"));
            await Task.Delay(Pause, CancellationToken.None);
        }

        return made;
    }

    /// <summary>A message of the guest's channel.</summary>
    private sealed record HeardMessage(long Sequence, string Type, string? OrderId);

    /// <summary>A screen of the guest that keeps all that it hears.</summary>
    private sealed class Reader : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private readonly RawSocket _socket;
        private readonly List<HeardMessage> _heard = [];
        private readonly HashSet<string> _orders = [];
        private readonly Task _reading;

        private Reader(RawSocket socket)
        {
            _socket = socket;
            _reading = ReadAsync();
        }

        public List<HeardMessage> Heard
        {
            get
            {
                lock (_gate)
                {
                    return [.. _heard];
                }
            }
        }

        public static async Task<Reader> OpenAsync(TestServer server)
        {
            var socket = await RawSocket.OpenAsync(
                server.SocketUrl,
                headerToken: server.Token(Guest, Role.Customer)
            );
            await socket.ExpectAsync("connection_established");
            await socket.SendAsync(
                $$$"""{"type":"subscribe","data":{"channels":["orders:customer:{{{Guest}}}"]}}"""
            );
            await socket.ExpectAsync("subscription_confirmed");
            return new(socket);
        }

        public bool Has(string orderId)
        {
            lock (_gate)
            {
                return _orders.Contains(orderId);
            }
        }

        public async ValueTask DisposeAsync()
        {
            await _socket.DisposeAsync();
            await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        private async Task ReadAsync()
        {
            while (await _socket.ReadAsync() is { } frame)
            {
                if (!frame.TryGetProperty("sequence", out var sequence))
                {
                    continue;
                }

                var order = frame.Data().TryGetProperty("orderId", out var id)
                    ? id.GetString()
                    : null;
                lock (_gate)
                {
                    _heard.Add(new(sequence.GetInt64(), frame.Text("type"), order));
                    if (order is not null)
                    {
                        _orders.Add(order);
                    }
                }
            }
        }
    }
}
