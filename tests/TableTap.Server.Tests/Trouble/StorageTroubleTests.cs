using System.Net;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Testing;
using TableTap.Storage.Maintenance;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.Trouble;

/// <summary>
/// The disk fails under a running server: commands are refused and may come again, sockets and reads stay, nothing is
/// acknowledged that is not there, and all is well again by itself.
/// </summary>
public sealed class StorageTroubleTests
{
    private const string Order =
        """{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"latte","quantity":1}]}""";

    private static readonly (string, string)[] Plenty =
    [
        ("Limits:MessagesPerMinute", "10000"),
        ("Limits:ReplaysPerMinute", "1000"),
    ];

    private readonly HashSet<string> _acknowledged = [];
    private int _commands;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_full_disk()
    {
        using var disk = SmallDisk.Mount();
        Assert.SkipWhen(disk is null, "This process may mount no file system to fill.");
        await using var server = await TestServer.StartAsync([
            .. Plenty,
            ("Storage:Directory", Path.Combine(disk.Path, "data")),
        ]);
        await RefusesAndComesBackAsync(
            server,
            () =>
            {
                disk.Fill();
                return "full";
            },
            disk.Free
        );
    }

    [Fact]
    public async Task A_disk_that_has_become_read_only()
    {
        var faults = new StoreFaults();
        await using var server = await StartAsync(TimeProvider.System, faults);
        await RefusesAndComesBackAsync(
            server,
            () =>
            {
                faults.Beginning = connection =>
                    Statement.Run(connection, "PRAGMA query_only = ON");
                return "read-only";
            },
            () => faults.Beginning = connection => { }
        );
    }

    [Fact]
    public async Task A_file_that_another_program_locks()
    {
        await using var server = await StartAsync(TimeProvider.System, new());
        await using var other = new SqliteConnection(
            $"Data Source={Path.Combine(server.DataDirectory, "tabletap.db")};Pooling=False"
        );
        await other.OpenAsync(Cancel);
        await RefusesAndComesBackAsync(
            server,
            () =>
            {
                Statement.Run(other, "BEGIN IMMEDIATE");
                return "locked";
            },
            () => Statement.Run(other, "ROLLBACK")
        );
    }

    [Fact]
    public async Task A_disk_that_takes_its_time()
    {
        var faults = new StoreFaults();
        using var slow = new ManualResetEventSlim(initialState: true);
        faults.Committing = () => slow.Wait(Cancel);
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await StartAsync(time, faults);
        await using var guest = await ConnectAsync(server, "john");
        await using var other = await ConnectAsync(server, "jane");
        try
        {
            slow.Reset();
            await SendAsync(guest, "slow-1");
            await Patience.UntilAsync(
                async () => await ReadyAsync(server) == HttpStatusCode.ServiceUnavailable,
                () => time.Advance(TimeSpan.FromSeconds(1)),
                pauseMs: 20
            );

            // Others need not wait to be told; this one is told when it has waited long enough.
            AssertRefused(await OrderAsync(other, "slow-2"));
            Pass(time, seconds: 10);
            AssertRefused(await guest.AnswerAsync("slow-1"));
            await AssertAliveAsync(guest, "john", 0);
        }
        finally
        {
            slow.Set();
        }

        await Patience.UntilAsync(async () => await ReadyAsync(server) == HttpStatusCode.OK);
        Assert.Equal("message_acknowledged", (await OrderAsync(guest, "slow-1")).Text("type"));
        Assert.Equal("message_acknowledged", (await OrderAsync(other, "slow-2")).Text("type"));
        Assert.Single(await CreatedAsync(guest, "john"));
        AssertToldOnce(server, "has taken");
    }

    [Fact]
    public async Task A_stop_while_the_disk_hangs_takes_no_longer_than_it_may()
    {
        var faults = new StoreFaults();
        using var slow = new ManualResetEventSlim(initialState: true);
        var hangs = new TaskCompletionSource();
        faults.Committing = () =>
        {
            if (!slow.IsSet)
            {
                hangs.TrySetResult();
                slow.Wait(Cancel);
            }
        };
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        await using var server = await StartAsync(time, faults);
        await using var guest = await ConnectAsync(server, "john");
        try
        {
            slow.Reset();
            await SendAsync(guest, "hangs");
            await hangs.Task;
            var stopping = server.StopAsync();
            var closed = guest.CloseCodeAsync();
            await Patience.UntilAsync(
                () => stopping.IsCompleted,
                () => time.Advance(TimeSpan.FromSeconds(1)),
                pauseMs: 20
            );
            await stopping;
            Assert.Equal(1012, await closed);
            Assert.Contains(
                server.Logs.Lines,
                line => line.Contains("did not close in time", StringComparison.Ordinal)
            );
        }
        finally
        {
            slow.Set();
        }
    }

    // As it passes for a process that runs: all at once would be one that stood still.
    private static void Pass(FakeTimeProvider time, int seconds)
    {
        for (var second = 0; second < seconds; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task RefusesAndComesBackAsync(TestServer server, Func<string> begin, Action end)
    {
        await ManyOrders.AllowAsync(server.Http, server.Token("root", Role.Admin));
        await using var guest = await ConnectAsync(server, "john");
        var first = await OrderAsync(guest, "first");
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal("message_acknowledged", (await OrderAsync(guest, Next())).Text("type"));
        }

        var word = begin();
        JsonElement answer;
        do
        {
            // What still fits is acknowledged, and counted.
            answer = await OrderAsync(guest, Next());
            Assert.True(_commands < 5_000);
        } while (answer.Text("type") == "message_acknowledged");

        AssertRefused(answer);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReadyAsync(server));
        Assert.Equal(first.GetRawText(), (await OrderAsync(guest, "first")).GetRawText());
        for (var number = 0; number < 10; number++)
        {
            await OrderAsync(guest, Next());
        }

        await AssertAliveAsync(guest, "john", _acknowledged.Count);
        await using (var late = await ConnectAsync(server, "jane"))
        {
            await late.AssertAliveAsync();
        }

        end();
        await Patience.UntilAsync(async () => await ReadyAsync(server) == HttpStatusCode.OK);
        for (var number = 0; number < 5; number++)
        {
            Assert.Equal("message_acknowledged", (await OrderAsync(guest, Next())).Text("type"));
        }

        Assert.Equal(_acknowledged, await CreatedAsync(guest, "john"));
        AssertToldOnce(server, word);
        using var store = StoreInspection.Open(Path.Combine(server.DataDirectory, "tabletap.db"));
        Assert.Null(store.FirstFault());
    }

    private static Task<TestServer> StartAsync(TimeProvider time, StoreFaults faults) =>
        TestServer.StartAsync(
            time,
            options => options with { Faults = faults, BusyTimeout = TimeSpan.Zero },
            Plenty
        );

    private static async Task<RawSocket> ConnectAsync(TestServer server, string user)
    {
        var socket = await RawSocket.OpenAsync(server.SocketUrl, server.Token(user, Role.Customer));
        socket.Established = await socket.ExpectAsync("connection_established");
        return socket;
    }

    private string Next() => $"trouble-{++_commands}";

    private static Task SendAsync(RawSocket guest, string id) =>
        guest.SendAsync(
            $$$$"""{"type":"order_create","messageId":"{{{{id}}}}","data":{{{{Order}}}}}"""
        );

    private async Task<JsonElement> OrderAsync(RawSocket guest, string id)
    {
        await SendAsync(guest, id);
        var answer = await guest.AnswerAsync(id);
        if (answer.Text("type") == "message_acknowledged")
        {
            _acknowledged.Add(answer.Data().GetProperty("result").Text("orderId"));
        }

        return answer;
    }

    private static void AssertRefused(JsonElement answer)
    {
        Assert.Equal("message_error", answer.Text("type"));
        var error = answer.Data().GetProperty("error");
        Assert.Equal("SERVICE_UNAVAILABLE", error.Text("code"));
        Assert.InRange(error.Number("retryAfter"), 1, 60);
    }

    /// <summary>The socket answers, and history is read.</summary>
    private static async Task AssertAliveAsync(RawSocket guest, string user, int created)
    {
        await guest.AssertAliveAsync();
        Assert.Equal(created, (await CreatedAsync(guest, user)).Count);
    }

    private static async Task<HashSet<string>> CreatedAsync(RawSocket guest, string user)
    {
        var channel = $"orders:customer:{user}";
        await guest.SendAsync(
            $$$$"""{"type":"reconnect","data":{"channels":["{{{{channel}}}}"],"positions":{"{{{{channel}}}}":0}}}"""
        );
        var created = new HashSet<string>();
        JsonElement page;
        do
        {
            page = (await guest.ExpectAsync("message_replay")).Data();
            foreach (var message in page.GetProperty("messages").EnumerateArray())
            {
                if (message.Text("type") == "order_created")
                {
                    Assert.True(created.Add(message.Data().Text("orderId")));
                }
            }
        } while (page.Flag("hasMore"));

        await guest.SendAsync(
            $$$"""{"type":"unsubscribe","data":{"channels":["{{{channel}}}"]}}"""
        );
        return created;
    }

    private static async Task<HttpStatusCode> ReadyAsync(TestServer server)
    {
        using var answer = await server.SendAsync(HttpMethod.Get, "/health/ready");
        return answer.StatusCode;
    }

    private static void AssertToldOnce(TestServer server, string word)
    {
        var told = server.Logs.Lines.Where(line =>
            line.StartsWith("Error", StringComparison.Ordinal)
            || line.StartsWith("Warning", StringComparison.Ordinal)
        );
        Assert.Contains(word, Assert.Single(told), StringComparison.Ordinal);
        Assert.Single(server.Logs.Lines, line => line.Contains("[4003]", StringComparison.Ordinal));
    }
}
