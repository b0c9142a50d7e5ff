using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// One café through one server and through two on the same PostgreSQL, with a Redis between them and without: commands a second, the
/// longest wait, what the guests of the slower server had of all, and how many were handed over; through one server on PostgreSQL against
/// one on the embedded store; and many cafés through one, two and three servers. Prints figures; time decides nothing. Run it with <c>--explicit only --filter-class '*SharedCafeMeasure'</c>.
/// </summary>
public sealed class SharedCafeMeasure(ITestOutputHelper output)
{
    private const int Guests = 24;
    private const int Cafes = 20;
    private const int Rounds = 7;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(6);
    private static readonly string[] Demo = ["demo"];
    private static readonly (string Key, string Value) NoLimit = (
        "Limits:MessagesPerMinute",
        "1000000"
    );

    private int _runs;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Commands_a_second()
    {
        Assert.SkipWhen(BackplanePair.Missing is not null, BackplanePair.Missing ?? "");
        await using var database = await PostgresServer.StartAsync("fsync=on");
        await using var redis = await RedisServer.StartAsync();
        await MeasureAsync(
            "with Redis",
            await database.NewDatabaseAsync(),
            [
                ("Backplane:Provider", "redis"),
                ("Backplane:ConnectionString", redis.ConnectionString),
            ],
            peers: 1
        );
        await MeasureAsync("without", await database.NewDatabaseAsync(), [], peers: 0);
    }

    /// <summary>The same guests at a server with a file of its own and at one with PostgreSQL, in turns, on the same disk.</summary>
    [Fact(Explicit = true)]
    public async Task Commands_a_second_by_store()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        await using var database = await PostgresServer.StartAsync("fsync=on");
        await using var embedded = await ServerProcess.StartAsync([NoLimit], null);
        await using var postgres = await ServerProcess.StartAsync(
            [
                ("Storage:Provider", "postgres"),
                ("Storage:ConnectionString", await database.NewDatabaseAsync()),
                NoLimit,
            ],
            null
        );
        await HammerAsync([embedded]);
        await HammerAsync([postgres]);
        var ratios = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            var (own, ownWait, _) = await HammerAsync([embedded]);
            var (shared, sharedWait, _) = await HammerAsync([postgres]);
            ratios.Add(shared / own);
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"round {round}: embedded {own:0} a second, longest wait {ownWait.TotalMilliseconds:0} ms; PostgreSQL {shared:0} ({100 * shared / own:0} %), longest wait {sharedWait.TotalMilliseconds:0} ms"
                )
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"PostgreSQL of embedded: median {100 * ratios.Order().ElementAt(Rounds / 2):0} %"
            )
        );
    }

    /// <summary>Guests of many cafés, each at any server, with one server, two and three on one PostgreSQL with a Redis.</summary>
    [Fact(Explicit = true)]
    public async Task Commands_a_second_of_many_cafes()
    {
        Assert.SkipWhen(BackplanePair.Missing is not null, BackplanePair.Missing ?? "");
        await using var database = await PostgresServer.StartAsync("fsync=on");
        await using var redis = await RedisServer.StartAsync();
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await database.NewDatabaseAsync()),
            ("Backplane:Provider", "redis"),
            ("Backplane:ConnectionString", redis.ConnectionString),
            NoLimit,
        ];
        await using var one = await ServerProcess.StartAsync(settings, null);
        var cafes = await MakeCafesAsync(one);
        var servers = new List<ServerProcess> { one };
        try
        {
            while (true)
            {
                await HammerAsync([.. servers], cafes);
                for (var round = 1; round <= 3; round++)
                {
                    var (rate, longest, least) = await HammerAsync([.. servers], cafes);
                    output.WriteLine(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{servers.Count} servers, {Cafes} cafés, round {round}: {rate:0} commands a second, the slowest server {100 * least:0} %, longest wait {longest.TotalMilliseconds:0} ms"
                        )
                    );
                }

                if (servers.Count == 3)
                {
                    return;
                }

                servers.Add(await ServerProcess.StartAsync(settings, one));
            }
        }
        finally
        {
            foreach (var server in servers.Skip(1))
            {
                await server.DisposeAsync();
            }
        }
    }

    // The demo café under other names, with one person at work; what is known by its id alone too, for no two cafés hold the same.
    private static async Task<string[]> MakeCafesAsync(ServerProcess server)
    {
        var admin = server.Token("root", "admin");
        using var http = new HttpClient { BaseAddress = server.Http };
        var file = await AskAsync(HttpMethod.Get, "demo", null);
        var cafes = Enumerable.Range(1, Cafes).Select(number => $"cafe{number}").ToArray();
        foreach (var cafe in cafes)
        {
            var named = JsonNode.Parse(file)!.AsObject();
            named["id"] = cafe;
            named["staff"] = JsonNode.Parse(
                $$"""[{"employeeId":"anna","name":"Anna","role":"employee","counters":["espresso-{{cafe}}"]}]"""
            );
            Rename(named, $"-{cafe}");
            await AskAsync(HttpMethod.Put, cafe, named.ToJsonString());
            await using var anna = await server.ConnectAsync(
                $"anna-{cafe}",
                "employee",
                cafe: cafe
            );
            var began = await anna.CommandAsync("employee_clock_in", "in", "{}");
            Assert.True(began.Text("type") == "message_acknowledged", began.GetRawText());
        }

        return cafes;

        static void Rename(JsonNode? node, string suffix)
        {
            if (node is JsonObject members)
            {
                foreach (var (name, value) in members.ToArray())
                {
                    if (name is "itemId" or "counterId" or "employeeId")
                    {
                        members[name] = (string)value! + suffix;
                    }

                    Rename(value, suffix);
                }
            }
            else if (node is JsonArray array)
            {
                foreach (var one in array)
                {
                    Rename(one, suffix);
                }
            }
        }

        async Task<string> AskAsync(HttpMethod method, string cafe, string? body)
        {
            using var request = new HttpRequestMessage(method, $"/v1/admin/cafes/{cafe}");
            request.Headers.Authorization = new("Bearer", admin);
            request.Headers.Accept.ParseAdd("application/json");
            request.Content = body is null
                ? null
                : new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request, Cancel);
            var text = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, text);
            return text;
        }
    }

    private async Task MeasureAsync(
        string name,
        string database,
        (string Key, string Value)[] more,
        int peers
    )
    {
        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", database),
            NoLimit,
            .. more,
        ];
        await using var one = await ServerProcess.StartAsync(settings, null);
        await using var two = await ServerProcess.StartAsync(settings, one);
        await Patience.UntilAsync(
            async () =>
                await BackplanePair.FigureAsync(one, "tabletap_backplane_peers") == peers
                && await BackplanePair.FigureAsync(two, "tabletap_backplane_peers") == peers,
            pauseMs: 50
        );

        await HammerAsync([one, two]);
        var ratios = new List<double>();
        for (var round = 1; round <= Rounds; round++)
        {
            var (alone, _, _) = await HammerAsync([one]);
            var before = await HandedAsync(one, two);
            var (both, longest, least) = await HammerAsync([one, two]);
            ratios.Add(both / alone);
            var handed = await HandedAsync(one, two) - before;
            output.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name}, round {round}: one {alone:0} a second, two {both:0} together ({100 * both / alone:0} %, the slower one {100 * least:0} % of it), longest wait {longest.TotalMilliseconds:0} ms, handed over {handed:0}"
                )
            );
        }

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: median {100 * ratios.Order().ElementAt(Rounds / 2):0} %"
            )
        );
    }

    private static async Task<double> HandedAsync(params ServerProcess[] servers)
    {
        var sum = 0.0;
        foreach (var server in servers)
        {
            sum += await BackplanePair.FigureAsync(
                server,
                "tabletap_backplane_commands_total",
                "result=\"answered\""
            );
        }

        return sum;
    }

    /// <summary>Guests, spread evenly over servers and cafés, each order and cancel as fast as they are answered.</summary>
    private async Task<(double Rate, TimeSpan Longest, double LeastShare)> HammerAsync(
        ServerProcess[] servers,
        string[]? cafes = null
    )
    {
        var run = ++_runs;
        var places = cafes ?? Demo;
        var sockets = await Task.WhenAll(
            Enumerable
                .Range(0, Guests)
                .Select(number =>
                    servers[number % servers.Length]
                        .ConnectAsync(
                            $"m{run}-{number}",
                            "customer",
                            cafe: places[number % places.Length]
                        )
                )
        );
        try
        {
            var began = Stopwatch.GetTimestamp();
            var counts = await Task.WhenAll(
                sockets.Select(
                    (socket, number) =>
                        Task.Run(
                            () => GuestAsync(socket, places[number % places.Length], began),
                            Cancel
                        )
                )
            );
            var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
            var all = counts.Sum(one => one.Done);
            var least = counts
                .Index()
                .GroupBy(one => one.Index % servers.Length, one => one.Item.Done)
                .Min(group => group.Sum());
            return (all / seconds, counts.Max(one => one.Longest), (double)least / all);
        }
        finally
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }
    }

    private static async Task<(int Done, TimeSpan Longest)> GuestAsync(
        RawSocket socket,
        string cafe,
        long began
    )
    {
        var (done, longest) = (0, TimeSpan.Zero);
        var item = cafe == "demo" ? "latte" : $"latte-{cafe}";
        var order =
            $$"""{"cafeId":"{{cafe}}","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"{{item}}","quantity":1}]}""";
        while (Stopwatch.GetElapsedTime(began) < Each)
        {
            var made = await TellAsync("order_create", order);
            var orderId = made.Data().GetProperty("result").Text("orderId");
            await TellAsync(
                "order_cancel",
                $$"""{"orderId":"{{orderId}}","reason":"customer_request"}"""
            );
        }

        return (done, longest);

        async Task<JsonElement> TellAsync(string type, string data)
        {
            var sent = Stopwatch.GetTimestamp();
            var id = string.Create(CultureInfo.InvariantCulture, $"c{done}");
            var answer = await socket.CommandAsync(type, id, data);
            while (
                answer.GetRawText().Contains("retryAfter", StringComparison.Ordinal)
                && Stopwatch.GetElapsedTime(sent) < Patience.Bound
            )
            {
                await Task.Delay(50, CancellationToken.None);
                answer = await socket.CommandAsync(type, id, data);
            }

            Assert.True(answer.Text("type") == "message_acknowledged", answer.GetRawText());
            var waited = Stopwatch.GetElapsedTime(sent);
            longest = waited > longest ? waited : longest;
            done++;
            return answer;
        }
    }
}
