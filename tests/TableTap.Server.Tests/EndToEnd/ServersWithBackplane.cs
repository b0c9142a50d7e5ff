using System.Diagnostics;
using System.Text.Json;
using TableTap.Server.Testing;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Server.Tests.EndToEnd;

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
        await Patience.UntilAsync(async () => !await GetsInAsync(_one, "sofia"), pauseMs: 50);
        Assert.False(await GetsInAsync(_two, "sofia"));

        await fourth.DisposeAsync();
        await Patience.UntilAsync(() => GetsInAsync(_one, "sofia"), pauseMs: 50);
    }

    [Fact]
    public async Task A_server_that_is_killed_with_its_sockets_frees_their_places_within_seconds()
    {
        var sockets = new List<RawSocket>();
        try
        {
            while (sockets.Count < BackplanePair.SocketsPerUser)
            {
                sockets.Add(await EnterAsync(_two, "kilian"));
            }

            await Patience.UntilAsync(async () => !await GetsInAsync(_one, "kilian"), pauseMs: 50);
            await _two.KillAsync();
            var killed = Stopwatch.GetTimestamp();
            try
            {
                await Patience.UntilAsync(() => GetsInAsync(_one, "kilian"), pauseMs: 50);
                // By heartbeats a dead socket is noticed after half a minute and more.
                Assert.InRange(Stopwatch.GetElapsedTime(killed).TotalSeconds, 0, 10);
            }
            finally
            {
                await _two.StartAgainAsync();
            }
        }
        finally
        {
            await LeaveAsync(sockets);
        }

        await BackplanePair.MeetAsync(_one, _two);
    }

    [Fact]
    public async Task Sockets_of_a_cafe_count_together_and_some_places_are_the_staffs_alone()
    {
        const int Guests = BackplanePair.SocketsPerCafe - (BackplanePair.SocketsPerCafe / 10);
        var sockets = new List<RawSocket>();
        try
        {
            while (sockets.Count < Guests)
            {
                // Each server has half of them, which alone would not be too many.
                sockets.Add(
                    await EnterAsync(sockets.Count % 2 == 0 ? _one : _two, $"carl-{sockets.Count}")
                );
            }

            foreach (var server in new[] { _one, _two })
            {
                await Patience.UntilAsync(
                    async () => !await GetsInAsync(server, "curt"),
                    pauseMs: 50
                );
            }

            sockets.Add(await EnterAsync(_two, "maya", "manager"));
            foreach (var server in new[] { _one, _two })
            {
                await Patience.UntilAsync(
                    async () => !await GetsInAsync(server, "anna", "employee"),
                    pauseMs: 50
                );
                Assert.False(await GetsInAsync(server, "curt"));
            }

            await sockets[0].DisposeAsync();
            sockets.RemoveAt(0);
            await Patience.UntilAsync(() => GetsInAsync(_two, "curt"), pauseMs: 50);
        }
        finally
        {
            await LeaveAsync(sockets);
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
                JsonElement answer = default;
                // Whoever is told to come again comes with the same id, and gets one order.
                await Patience.UntilAsync(
                    async () =>
                    {
                        answer = await socket.CommandAsync(
                            "order_create",
                            $"{name}-{number}",
                            Order
                        );
                        return !answer
                            .GetRawText()
                            .Contains("SERVICE_UNAVAILABLE", StringComparison.Ordinal);
                    },
                    pauseMs: 20
                );

                Assert.True(answer.Text("type") == "message_acknowledged", answer.GetRawText());
                made.Add(answer.Data().GetProperty("result").Text("orderId")!);
            }

            return made;
        }
    }

    [Fact]
    public async Task A_cafe_that_both_are_asked_about_is_decided_at_one_of_them()
    {
        await using var here = await _one.ConnectAsync("hanna", "customer");
        await using var there = await _two.ConnectAsync("hanna", "customer");
        var (before, number) = (await AnsweredAsync(), 0);

        await Patience.UntilAsync(
            async () =>
            {
                foreach (var socket in new[] { here, there })
                {
                    await socket.CommandAsync("order_create", $"n-{number++}", Order);
                }

                return await AnsweredAsync() > before;
            },
            pauseMs: 20
        );

        async Task<double> AnsweredAsync()
        {
            const string Answered = "result=\"answered\"";
            const string Figure = "tabletap_backplane_commands_total";
            return await BackplanePair.FigureAsync(_one, Figure, Answered)
                + await BackplanePair.FigureAsync(_two, Figure, Answered);
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
                var orderId = await OrderAsync($"s-{number}");
                await guest.ExpectAsync(
                    "order_created",
                    frame => frame.Data().Text("orderId") == orderId
                );
            }

            await Patience.UntilAsync(
                async () => await BackplanePair.FigureAsync(_one, "tabletap_backplane_up") == 0,
                pauseMs: 50
            );
            await Patience.UntilAsync(async () => await BackplaneAsync() == "down", pauseMs: 50);
        }
        finally
        {
            await _redis.SignalAsync("CONT");
        }

        await Patience.UntilAsync(
            async () => await BackplanePair.FigureAsync(_one, "tabletap_backplane_up") == 1,
            pauseMs: 50
        );
        await Patience.UntilAsync(async () => await BackplaneAsync() == "up", pauseMs: 50);

        // Where it could not be decided in time the client asks again, under the same id.
        async Task<string> OrderAsync(string id)
        {
            string? orderId = null;
            await Patience.UntilAsync(
                async () =>
                {
                    var made = await other.CommandAsync("order_create", id, Order);
                    if (made.Data().TryGetProperty("result", out var result))
                    {
                        orderId = result.Text("orderId");
                        return true;
                    }

                    Assert.Contains(
                        "SERVICE_UNAVAILABLE",
                        made.GetRawText(),
                        StringComparison.Ordinal
                    );
                    return false;
                },
                pauseMs: 100
            );
            return orderId!;
        }

        // It is ready all the time: any other status would fail here.
        async Task<string> BackplaneAsync()
        {
            using var http = new HttpClient { BaseAddress = _one.Http };
            using var ready = JsonDocument.Parse(
                await http.GetStringAsync("/health/ready", TestContext.Current.CancellationToken)
            );
            return ready.RootElement.Text("backplane");
        }
    }

    /// <summary>Connects somebody; null where there is no room.</summary>
    private static async Task<RawSocket?> TryEnterAsync(
        ServerProcess server,
        string name,
        string role
    )
    {
        try
        {
            return await server.ConnectAsync(name, role);
        }
        catch (Exception refused) when (refused is not OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Connects somebody, as soon as the sockets of a test before this one are gone.</summary>
    private static async Task<RawSocket> EnterAsync(
        ServerProcess server,
        string name,
        string role = "customer"
    )
    {
        RawSocket? socket = null;
        await Patience.UntilAsync(
            async () => (socket = await TryEnterAsync(server, name, role)) is not null,
            pauseMs: 50
        );
        return socket!;
    }

    private static async Task<bool> GetsInAsync(
        ServerProcess server,
        string name,
        string role = "customer"
    )
    {
        await using var socket = await TryEnterAsync(server, name, role);
        return socket is not null;
    }

    private static async Task LeaveAsync(IEnumerable<RawSocket> sockets)
    {
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
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
