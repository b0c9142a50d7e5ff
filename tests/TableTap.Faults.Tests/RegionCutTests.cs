using System.Net;
using System.Text;
using TableTap.Faults.Clients;
using TableTap.Faults.Line;
using TableTap.Faults.Setting;
using TableTap.Faults.Truth;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Databases;

namespace TableTap.Faults.Tests;

/// <summary>
/// A server beside PostgreSQL and Redis and one that is 80 ms away from both, and the line between the two regions is cut: the home region goes
/// on, the far server refuses and keeps its sockets, and what it refused counts once after the cut.
/// </summary>
public sealed class RegionCutTests
{
    private const int OrdersAtHome = 5;
    private static readonly byte[] Ping = """{"type":"ping"}"""u8.ToArray();

    [Fact]
    public async Task The_home_region_goes_on_and_what_a_far_server_refuses_counts_once_when_it_is_sent_again()
    {
        Assert.SkipWhen(PostgresServer.Programs is null, "PostgreSQL is not installed.");
        Assert.SkipWhen(RedisServer.Program is null, "Redis is not installed.");
        await using var bench = ServerBench.Make(
            new()
            {
                Servers = 2,
                Distance = TimeSpan.FromMilliseconds(80),
                // The guest at the socket says nothing for long.
                Heartbeat = TimeSpan.FromMinutes(10),
            }
        );
        await bench.StartAsync();
        using var home = new HttpClient { BaseAddress = bench.Programs[0].Http };
        using var far = new HttpClient { BaseAddress = bench.Programs[1].Http };
        foreach (var server in new[] { home, far })
        {
            await Patience.UntilAsync(() => HearsAnotherAsync(server), pauseMs: 50);
        }

        using var socket = await WireSocket.DialAsync(
            new(IPAddress.Loopback, bench.Ports[1]),
            bench.Token("ilse", Role.Customer),
            TestContext.Current.CancellationToken
        );
        var link = bench.LinkOf(bench.Programs[1]);
        foreach (var way in new[] { LineWay.Both, LineWay.Back })
        {
            var (guest, id) = ($"frieda-{way}", $"cut-{way}");
            await Patience.UntilAsync(
                async () =>
                    (await OrderByHttp.SendAsync(bench, far, $"{guest}-before", id)).Status == 200,
                pauseMs: 100
            );

            link.Cut(way);
            var refusing = OrderByHttp.SendAsync(bench, far, guest, id);
            for (var number = 0; number < OrdersAtHome; number++)
            {
                // A commit of the far server that the cut caught in its middle may hold the first for a while.
                var neighbour = $"hugo-{way}-{number}";
                await Patience.UntilAsync(
                    async () =>
                        (await OrderByHttp.SendAsync(bench, home, neighbour, id)).Status == 200,
                    pauseMs: 100
                );
            }

            var refused = await refusing.Soon();
            Assert.True(refused.Status == 503, refused.Body.GetRawText());
            Assert.Equal("SERVICE_UNAVAILABLE", refused.Body.GetProperty("code").GetString());
            Assert.Equal(id, refused.Body.GetProperty("messageId").GetString());
            Assert.True(refused.Body.GetProperty("retryAfter").GetDouble() > 0);
            await AnswersAsync(socket);
            // Who comes anew may have been revoked in the home region meanwhile.
            await IsToComeAgainAsync(bench, far);

            link.Heal();
            var made = refused;
            await Patience.UntilAsync(
                async () =>
                    (made = await OrderByHttp.SendAsync(bench, far, guest, id)).Status == 200,
                pauseMs: 100
            );
            Assert.Equal(made.Body.GetRawText(), await AgainAsync(far, guest, id));
            Assert.Equal(made.Body.GetRawText(), await AgainAsync(home, guest, id));
            var orders = JournalTruth.Read(bench.Journal).CreatedFor;
            Assert.Equal(1, orders[guest]);
            Assert.All(
                Enumerable.Range(0, OrdersAtHome),
                number => Assert.Equal(1, orders[$"hugo-{way}-{number}"])
            );
        }

        await AnswersAsync(socket);

        async Task<string> AgainAsync(HttpClient server, string guest, string id)
        {
            var (status, body) = await OrderByHttp.SendAsync(bench, server, guest, id);
            Assert.True(status == 200, body.GetRawText());
            return body.GetRawText();
        }
    }

    private static async Task<bool> HearsAnotherAsync(HttpClient server) =>
        (await server.GetStringAsync("/metrics", TestContext.Current.CancellationToken))
            .Split('\n')
            .Any(line =>
                line.StartsWith("tabletap_backplane_peers", StringComparison.Ordinal)
                && line.EndsWith(" 1", StringComparison.Ordinal)
            );

    private static async Task IsToComeAgainAsync(ServerBench bench, HttpClient server)
    {
        var token = bench.Token("karl", Role.Customer);
        using var bound = new CancellationTokenSource(Patience.Bound);
        using var socket = await WireSocket.DialAsync(
            new(IPAddress.Loopback, server.BaseAddress!.Port),
            token,
            bound.Token
        );
        var frame = Encoding.UTF8.GetString((await socket.ReceiveAsync(bound.Token))!.Value.Span);
        Assert.Contains("\"SERVICE_UNAVAILABLE\"", frame, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/cafes/demo/orders");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await server.SendAsync(request, bound.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    // The socket is there, and its server, too.
    private static async Task AnswersAsync(WireSocket socket)
    {
        using var bound = new CancellationTokenSource(Patience.Bound);
        await socket.SendAsync(Ping, bound.Token);
        while (await socket.ReceiveAsync(bound.Token) is { } frame)
        {
            if (Encoding.UTF8.GetString(frame.Span).Contains("\"pong\"", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The server closed the socket: {socket.CloseCode}");
    }
}
