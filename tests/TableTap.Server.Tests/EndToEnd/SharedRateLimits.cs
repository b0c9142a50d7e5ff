using System.Net;
using TableTap.Server.Testing;
using TableTap.Server.Tests.Http;
using TableTap.Server.Tests.SignIn;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;
using TableTap.Testing.Peers;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>Two servers in this process on one database that hear each other; none where PostgreSQL is not installed.</summary>
public sealed class HearingPair : IAsyncLifetime
{
    /// <summary>How often in a minute, over both.</summary>
    public const int Most = 20;

    /// <summary>How many commands in a minute, over both: more than a test sends that is about something else.</summary>
    public const int MostCommands = 60;

    private readonly TemporaryDirectory _keys = new();

    internal TestServer One { get; private set; } = null!;

    internal TestServer Two { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        if (PostgresServer.Programs is null)
        {
            return;
        }

        var backplane = new MemoryBackplane();
        (string, string)[] settings =
        [
            .. TestServer.Quiet,
            ("Storage:Provider", "postgres"),
            ("Storage:ConnectionString", await (await PostgresServer.Shared).NewDatabaseAsync()),
            ("Auth:PinIterations", "100000"),
            ("Limits:GuestSessionsPerCodePerMinute", $"{Most}"),
            ("Limits:RefreshesPerSessionPerMinute", $"{Most}"),
            ("Limits:PublishesPerMinute", $"{Most}"),
            ("Limits:NewSocketsPerUserPerMinute", $"{Most}"),
            ("Limits:VouchersPerMinute", $"{Most}"),
            ("Limits:WrongPins", $"{Most}"),
            ("Limits:MessagesPerMinute", $"{MostCommands}"),
            ("Limits:ReplaceSilentAfter", "1s"),
            // Tests ask again and again whether there is room.
            ("Limits:ForgedHandshakesPerMinute", "100000"),
        ];
        One = await TestServer.StartAsync(backplane.Open, settings);
        foreach (var file in Directory.EnumerateFiles(One.DataDirectory, "*key*"))
        {
            File.Copy(file, Path.Combine(_keys.Path, Path.GetFileName(file)));
        }

        Two = await TestServer.StartAsync(
            backplane.Open,
            [.. settings, ("Storage:Directory", _keys.Path)]
        );
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

        _keys.Dispose();
    }
}

/// <summary>Two servers on one database that hear each other: who has used up a limit at one has nothing left at the other.</summary>
public sealed class SharedRateLimits : IClassFixture<HearingPair>
{
    private const int Most = HearingPair.Most;

    private readonly TestServer _one;
    private readonly TestServer _two;

    public SharedRateLimits(HearingPair pair)
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        (_one, _two) = (pair.One, pair.Two);
    }

    [Fact]
    public async Task Guests_by_the_code_of_a_table_count_at_both()
    {
        var code = await _one.CodeAsync("7");

        await CountsAtBothAsync(server => server.TryGuestAsync(code), HttpStatusCode.OK);
    }

    [Fact]
    public async Task Refreshes_of_a_sign_in_count_at_both()
    {
        var session = await _one.GuestAsync(await _one.CodeAsync("3"));

        await CountsAtBothAsync(
            async server =>
            {
                var next = await server.RefreshAsync(session);
                if (next.IsSuccessStatusCode)
                {
                    session = await next.JsonAsync();
                }

                return next;
            },
            HttpStatusCode.OK
        );
    }

    [Fact]
    public Task Wrong_PINs_of_a_person_count_at_both() =>
        CountsAtBothAsync(
            server => server.TryPinAsync("anna", "0000"),
            HttpStatusCode.Unauthorized
        );

    /// <summary>What is no command counts like one.</summary>
    [Fact]
    public async Task Commands_over_HTTP_count_at_both()
    {
        var token = _one.Token("carla", Role.Customer);

        await CountsAtBothAsync(
            server => server.SendAsync(HttpMethod.Post, "/v1/commands", token, "nothing"),
            HttpStatusCode.BadRequest,
            HearingPair.MostCommands
        );
    }

    [Fact]
    public async Task Requests_to_publish_count_at_both()
    {
        var token = _one.Token("pos", Role.Service);

        await CountsAtBothAsync(
            server => server.SendAsync(HttpMethod.Post, "/v1/publish", token, "nothing"),
            HttpStatusCode.BadRequest
        );
    }

    [Fact]
    public async Task Vouchers_that_a_user_tries_count_at_both()
    {
        var token = _one.Token("vera", Role.Customer);
        var number = 0;

        await CountsAtBothAsync(
            server =>
                server.SendAsync(
                    HttpMethod.Post,
                    "/v1/commands",
                    token,
                    $$$"""{"type":"voucher_pay","messageId":"v-{{{number++}}}","data":{"cafeId":"demo","orderId":"none","amount":1.00,"code":"NO-CODE-0000"}}"""
                ),
            HttpStatusCode.NotFound
        );
    }

    [Fact]
    public async Task New_sockets_of_a_user_count_at_both()
    {
        for (var number = 0; number < Most; number++)
        {
            Assert.Null(await ComesAsync(_one));
        }

        await RefusesAsync(async () => await ComesAsync(_two) is null, Most);

        // Over how many in a minute somebody is not let in; null where they are. At once there may be five, and one that went is soon gone.
        async Task<int?> ComesAsync(TestServer server)
        {
            int? limit = null;
            await Patience.UntilAsync(
                async () =>
                {
                    await using var socket = await OpenAsync(server, "nora");
                    limit = await LimitAsync(socket);
                    return limit is null or Most;
                },
                pauseMs: 20
            );
            return limit;
        }
    }

    [Fact]
    public async Task At_the_limit_of_a_user_one_that_is_silent_at_the_other_gives_way()
    {
        var sockets = new List<RawSocket>();
        try
        {
            for (var number = 0; number < 5; number++)
            {
                var socket = await OpenAsync(_one, "silas");
                sockets.Add(socket);
                Assert.Null(await LimitAsync(socket));
            }

            // Whoever speaks lives; the one that says nothing is silent for long enough before long.
            await Patience.UntilAsync(async () => !await GetsInAsync(), pauseMs: 20);
            await Patience.UntilAsync(GetsInAsync, pauseMs: 200);

            Assert.Equal(4408, await sockets[0].CloseCodeAsync());
            foreach (var lively in sockets.Skip(1))
            {
                await lively.AssertAliveAsync();
            }
        }
        finally
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }

        async Task<bool> GetsInAsync()
        {
            foreach (var lively in sockets.Skip(1))
            {
                await lively.AssertAliveAsync();
            }

            await using var next = await OpenAsync(_two, "silas");
            return await LimitAsync(next) is null;
        }
    }

    private static Task<RawSocket> OpenAsync(TestServer server, string user) =>
        RawSocket.OpenAsync(server.SocketUrl, server.Token(user, Role.Customer));

    /// <summary>Which limit keeps a new socket out; null where it is let in.</summary>
    private static async Task<int?> LimitAsync(RawSocket socket)
    {
        var first = (await socket.ReadAsync())!.Value;
        if (first.Text("type") == "connection_established")
        {
            return null;
        }

        Assert.Equal("CONNECTION_LIMIT_EXCEEDED", first.Data().Text("code"));
        return (int)first.Data().Number("limit");
    }

    /// <summary>Does at one server what a limit counts, as often as it may be done, and finds that the other one counts it, too.</summary>
    private async Task CountsAtBothAsync(
        Func<TestServer, Task<HttpResponseMessage>> tryAsync,
        HttpStatusCode answered,
        int most = Most
    )
    {
        for (var number = 0; number < most; number++)
        {
            using var answer = await tryAsync(_one);
            Assert.Equal(answered, answer.StatusCode);
        }

        await RefusesAsync(
            async () =>
            {
                using var answer = await tryAsync(_two);
                if (answer.StatusCode == answered)
                {
                    return true;
                }

                var problem = await answer.ProblemAsync(429, "RATE_LIMIT_EXCEEDED");
                Assert.Equal(most, problem.Number("limit"));
                return false;
            },
            most
        );
    }

    // What the other counted is here in a moment. Alone, a server would let in as many again.
    private static async Task RefusesAsync(Func<Task<bool>> isLetInAsync, int most)
    {
        var letIn = 0;
        await Patience.UntilAsync(
            async () =>
            {
                if (!await isLetInAsync())
                {
                    return true;
                }

                letIn++;
                return false;
            },
            pauseMs: 100
        );
        Assert.InRange(letIn, 0, most - 1);
    }
}
