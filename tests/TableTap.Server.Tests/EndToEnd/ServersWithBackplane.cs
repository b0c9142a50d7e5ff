using System.Globalization;
using System.Text.Json;
using TableTap.Server.Auth;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Two servers on one PostgreSQL with a Redis between them; none where one of both is not installed.</summary>
public sealed class BackplanePair : IAsyncLifetime
{
    /// <summary>Why there is none; null where there is.</summary>
    public static string? Missing =>
        PostgresServer.Programs is null ? "PostgreSQL is not installed."
        : RedisServer.Program is null ? "Redis is not installed."
        : null;

    internal ServerProcess One { get; private set; } = null!;

    /// <summary>The token of an administrator of both.</summary>
    public string Admin { get; private set; } = "";

    internal ServerProcess Two { get; private set; } = null!;

    /// <summary>The Redis of these two alone.</summary>
    public RedisServer Redis { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (Missing is not null)
        {
            return;
        }

        Redis = await RedisServer.StartAsync();
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionString", Redis.ConnectionString),
            ("Limits:SocketsPerUser", "4"),
            ("Limits:NewSocketsPerUserPerMinute", "1000"),
            ("Limits:MessagesPerMinute", "100000"),
        ];
        One = await ServerProcess.StartAsync(settings, null);
        Two = await ServerProcess.StartAsync(settings, One);
        using var http = new HttpClient { BaseAddress = One.Http };
        Admin = new TokenMint(TokenKeys.Open(One.DataDirectory), new(), TimeProvider.System).Mint(
            new("root", Role.Admin, []),
            TokenMint.DefaultLifetime
        );
        await ManyOrders.AllowAsync(http, Admin);
        foreach (var server in new[] { One, Two })
        {
            await Patience.UntilAsync(
                async () => await FigureAsync(server, "tabletap_backplane_peers") == 1,
                pauseMs: 50
            );
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in new[] { One, Two })
        {
            if (server is not null)
            {
                await server.DisposeAsync();
            }
        }

        if (Redis is not null)
        {
            await Redis.DisposeAsync();
        }
    }

    /// <summary>Reads a figure of a server.</summary>
    internal static async Task<double> FigureAsync(
        ServerProcess server,
        string name,
        string label = ""
    )
    {
        using var http = new HttpClient { BaseAddress = server.Http };
        return (await http.GetStringAsync("/metrics"))
            .Split('\n')
            .Where(line =>
                line.StartsWith(name, StringComparison.Ordinal)
                && line.Contains(label, StringComparison.Ordinal)
            )
            .Sum(line => double.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture));
    }
}

/// <summary>What servers tell each other over Redis: messages at once, limits together, and commands to where their café is.</summary>
public sealed class ServersWithBackplane : IClassFixture<BackplanePair>
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}""";

    private readonly ServerProcess _one;
    private readonly ServerProcess _two;
    private readonly RedisServer _redis;
    private readonly string _admin;

    public ServersWithBackplane(BackplanePair pair)
    {
        Assert.SkipWhen(BackplanePair.Missing is not null, BackplanePair.Missing ?? "");
        (_one, _two, _redis, _admin) = (pair.One, pair.Two, pair.Redis, pair.Admin);
    }

    [Fact]
    public async Task What_one_server_decides_is_heard_at_the_other_by_its_hint()
    {
        foreach (var server in new[] { _one, _two })
        {
            await Patience.UntilAsync(
                async () => await BackplanePair.FigureAsync(server, "tabletap_backplane_up") == 1,
                pauseMs: 50
            );
        }

        await using var guest = await ListenAsync(_one, "hilda");
        await using var other = await _two.ConnectAsync("hilda", "customer");
        var (before, number) = (await DeliveredAsync(), 0);
        await Patience.UntilAsync(
            async () =>
            {
                var made = await other.CommandAsync("order_create", $"h-{number++}", Order);
                var orderId = made.Data().GetProperty("result").Text("orderId");
                await guest.ExpectAsync(
                    "order_created",
                    frame => frame.Data().Text("orderId") == orderId
                );
                return await DeliveredAsync() > before;
            },
            pauseMs: 20
        );

        Task<double> DeliveredAsync() =>
            BackplanePair.FigureAsync(_one, "tabletap_backplane_hints", "result=\"delivered\"");
    }

    [Fact]
    public async Task Sockets_of_a_user_count_together_and_a_closed_one_makes_room()
    {
        await using var first = await _one.ConnectAsync("sofia", "customer");
        await using var second = await _one.ConnectAsync("sofia", "customer");
        await using var third = await _two.ConnectAsync("sofia", "customer");
        var fourth = await _two.ConnectAsync("sofia", "customer");
        // Counts reach the other server in a moment: until then one more may get in.
        await Patience.UntilAsync(async () => !await GetsInAsync(_one), pauseMs: 50);
        Assert.False(await GetsInAsync(_two));

        await fourth.DisposeAsync();
        await Patience.UntilAsync(() => GetsInAsync(_one), pauseMs: 50);

        static async Task<bool> GetsInAsync(ServerProcess server)
        {
            try
            {
                await using var more = await server.ConnectAsync("sofia", "customer");
                return true;
            }
            catch (Exception refused) when (refused is not OutOfMemoryException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_cafe_that_is_added_at_one_server_is_open_at_the_other()
    {
        using var added = await AskAsync(_one, HttpMethod.Put, Example.Yaml);
        Assert.True(added.IsSuccessStatusCode);

        await Patience.UntilAsync(
            async () =>
            {
                using var found = await AskAsync(_two, HttpMethod.Get, null);
                return found.IsSuccessStatusCode;
            },
            pauseMs: 50
        );

        async Task<HttpResponseMessage> AskAsync(
            ServerProcess server,
            HttpMethod method,
            string? file
        )
        {
            using var http = new HttpClient { BaseAddress = server.Http };
            using var request = new HttpRequestMessage(method, "/v1/admin/cafes/corner")
            {
                Content = file is null ? null : new StringContent(file, null, "application/yaml"),
                Headers = { Authorization = new("Bearer", _admin) },
            };
            return await http.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Orders_for_one_cafe_through_both_are_each_made_once_and_heard_in_one_order()
    {
        const int Each = 60;
        await using var here = await ListenAsync(_one, "otto");
        await using var there = await ListenAsync(_two, "otto");

        var made = await Task.WhenAll(HammerAsync(here, "a"), HammerAsync(there, "b"));

        var orders = made.SelectMany(one => one).ToList();
        Assert.Equal(2 * Each, orders.Distinct().Count());
        var heard = new List<List<string>>();
        foreach (var socket in new[] { here, there })
        {
            var own = new List<string>();
            while (own.Count < 2 * Each)
            {
                own.Add((await socket.ExpectAsync("order_created")).Data().Text("orderId")!);
            }

            heard.Add(own);
        }

        Assert.Equal(heard[0], heard[1]);
        Assert.Equal(orders.Order(), heard[0].Order());

        static async Task<List<string>> HammerAsync(RawSocket socket, string name)
        {
            var made = new List<string>();
            for (var number = 0; number < Each; number++)
            {
                JsonElement answer;
                do
                {
                    // Whoever is told to come again comes with the same id, and gets one order.
                    answer = await socket.CommandAsync("order_create", $"{name}-{number}", Order);
                } while (answer.GetRawText().Contains("retryAfter", StringComparison.Ordinal));

                Assert.True(answer.Text("type") == "message_acknowledged", answer.GetRawText());
                made.Add(answer.Data().GetProperty("result").Text("orderId")!);
            }

            return made;
        }
    }

    [Fact]
    public async Task A_redis_that_stands_still_costs_time_and_no_message_and_is_seen()
    {
        await using var guest = await ListenAsync(_one, "stella");
        await using var other = await _two.ConnectAsync("stella", "customer");
        await _redis.SignalAsync("STOP");
        try
        {
            for (var number = 0; number < 5; number++)
            {
                var made = await other.CommandAsync("order_create", $"s-{number}", Order);
                var orderId = made.Data().GetProperty("result").Text("orderId");
                await guest.ExpectAsync(
                    "order_created",
                    frame => frame.Data().Text("orderId") == orderId
                );
            }

            await Patience.UntilAsync(
                async () => await BackplanePair.FigureAsync(_one, "tabletap_backplane_up") == 0,
                pauseMs: 50
            );
        }
        finally
        {
            await _redis.SignalAsync("CONT");
        }

        await Patience.UntilAsync(
            async () => await BackplanePair.FigureAsync(_one, "tabletap_backplane_up") == 1,
            pauseMs: 50
        );
    }

    private static async Task<RawSocket> ListenAsync(ServerProcess server, string name)
    {
        var guest = await server.ConnectAsync(name, "customer");
        await guest.SendAsync(
            $$$"""{"type":"subscribe","data":{"channels":["orders:customer:{{{name}}}"]}}"""
        );
        await guest.ExpectAsync("subscription_confirmed");
        return guest;
    }
}
