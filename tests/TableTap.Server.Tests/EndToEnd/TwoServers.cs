using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Two servers that share a PostgreSQL and their keys; none where PostgreSQL is not installed.</summary>
public sealed class ServerPair : IAsyncLifetime
{
    internal ServerProcess One { get; private set; } = null!;

    internal ServerProcess Two { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Programs is null)
        {
            return;
        }

        (string, string)[] settings =
        [
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
        ];
        One = await ServerProcess.StartAsync(settings, null);
        Two = await ServerProcess.StartAsync(settings, One);
        // The demo is set up by each start; the other server finds out when it decides.
        using var http = new HttpClient { BaseAddress = One.Http };
        await ManyOrders.AllowAsync(http, One.Token("root", "admin"));
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
    }
}

/// <summary>Two servers on one PostgreSQL are one TableTap: the same café, the same orders, the same messages.</summary>
public sealed class TwoServers : IClassFixture<ServerPair>
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"cash","items":[{"itemId":"latte","quantity":1}]}""";

    private readonly ServerProcess _one;
    private readonly ServerProcess _two;

    public TwoServers(ServerPair pair)
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        (_one, _two) = (pair.One, pair.Two);
    }

    [Fact]
    public async Task What_one_server_was_told_the_other_knows_at_once()
    {
        await using var guest = await ListenAsync(_one, "mona");
        await using var staff = await _two.ConnectAsync("maya", "manager");
        for (var round = 0; round < 10; round++)
        {
            var made = await guest.CommandAsync("order_create", $"o-{round}", Order);
            var orderId = made.Data().GetProperty("result").Text("orderId");
            var cancelled = await staff.CommandAsync(
                "order_cancel",
                $"s-{round}",
                $$"""{"orderId":"{{orderId}}","reason":"other"}"""
            );
            AssertDone(cancelled);
            // The guest is told by the server that did not do it.
            var told = await guest.ExpectAsync(
                "order_status_changed",
                frame => frame.Data().Text("orderId") == orderId
            );
            Assert.Equal("cancelled", told.Data().Text("currentStatus"));
        }
    }

    [Fact]
    public async Task A_command_that_both_get_is_done_once_and_answered_alike()
    {
        await using var here = await _one.ConnectAsync("nils", "customer");
        await using var there = await _two.ConnectAsync("nils", "customer");
        for (var round = 0; round < 10; round++)
        {
            var answers = await Task.WhenAll(
                here.CommandAsync("order_create", $"once-{round}", Order),
                there.CommandAsync("order_create", $"once-{round}", Order)
            );
            AssertDone(answers[0]);
            Assert.Equal(answers[0].GetRawText(), answers[1].GetRawText());
        }

        Assert.Equal(
            10,
            (await HistoryAsync(_one, "nils")).Count(one => one.Type == "order_created")
        );
    }

    /// <summary>Both are given orders for one café as fast as they answer, and neither has to wait for the other to end.</summary>
    [Fact]
    public async Task Two_that_are_hammered_lose_double_and_reorder_nothing_and_neither_starves()
    {
        const int Each = 100;
        // Neither is at its first order when the count begins.
        foreach (var server in new[] { _one, _two })
        {
            await using var early = await server.ConnectAsync("otto", "customer");
            AssertDone(
                await early.CommandAsync("order_create", $"early-{server.Http.Port}", Order)
            );
        }

        await using var here = await _one.ConnectAsync("olga", "customer");
        await using var there = await _two.ConnectAsync("olga", "customer");
        await using var watch = await ListenAsync(_two, "olga");

        var shares = await Task.WhenAll(HammerAsync(here, "a"), HammerAsync(there, "b"));
        var orders = shares.SelectMany(made => made).ToList();

        Assert.Equal(2 * Each, orders.Distinct().Count());
        foreach (var server in new[] { _one, _two })
        {
            var history = await HistoryAsync(server, "olga");
            Assert.Equal(
                Enumerable.Range(1, history.Count).Select(n => (long)n),
                history.Select(one => one.Sequence)
            );
            Assert.Equal(
                orders.Order(),
                history
                    .Where(one => one.Type == "order_created")
                    .Select(one => one.OrderId!)
                    .Order()
            );
        }

        // Who listened all the time heard each order once, in the order of the history.
        var heard = new List<string>();
        while (heard.Count < 2 * Each)
        {
            heard.Add((await watch.ExpectAsync("order_created")).Data().Text("orderId")!);
        }

        var committed = (await HistoryAsync(_one, "olga"))
            .Where(one => one.Type == "order_created")
            .Select(one => one.OrderId!)
            .ToList();
        Assert.Equal(committed, heard);

        // Counted in the order of the commits: how many the other one had when the first had all of its share.
        var others = shares.Min(made => committed.IndexOf(made[^1])) + 1 - Each;
        Assert.InRange(others, Each / 10, Each);

        static async Task<List<string>> HammerAsync(RawSocket socket, string name)
        {
            var made = new List<string>();
            for (var number = 0; number < Each; number++)
            {
                var answer = await socket.CommandAsync("order_create", $"{name}-{number}", Order);
                AssertDone(answer);
                made.Add(answer.Data().GetProperty("result").Text("orderId")!);
            }

            return made;
        }
    }

    [Fact]
    public async Task Whoever_is_revoked_at_one_server_is_served_by_none()
    {
        await using var mallory = await _two.ConnectAsync("mallory", "customer");
        using var http = new HttpClient { BaseAddress = _one.Http };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/admin/revocations")
        {
            Content = new StringContent(
                """{"user":"mallory","reason":"test"}""",
                null,
                "application/json"
            ),
            Headers = { Authorization = new("Bearer", _one.Token("root", "admin")) },
        };
        using var revoked = await http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.True(revoked.IsSuccessStatusCode);

        Assert.Equal(4401, await mallory.CloseCodeAsync());
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

    private static void AssertDone(JsonElement answer) =>
        Assert.True(answer.Text("type") == "message_acknowledged", answer.GetRawText());

    private static async Task<List<(long Sequence, string Type, string? OrderId)>> HistoryAsync(
        ServerProcess server,
        string name
    )
    {
        await using var reader = await server.ConnectAsync(name, "customer");
        await reader.SendAsync(
            $$$$"""{"type":"reconnect","data":{"channels":["orders:customer:{{{{name}}}}"],"positions":{"orders:customer:{{{{name}}}}":0}}}"""
        );
        var history = new List<(long, string, string?)>();
        JsonElement page;
        do
        {
            page = (await reader.ExpectAsync("message_replay")).Data();
            history.AddRange(
                page.GetProperty("messages")
                    .EnumerateArray()
                    .Select(message =>
                        (
                            message.GetProperty("sequence").GetInt64(),
                            message.Text("type")!,
                            message.Data().TryGetProperty("orderId", out var id)
                                ? id.GetString()
                                : null
                        )
                    )
            );
        } while (page.GetProperty("hasMore").GetBoolean());

        return history;
    }
}
