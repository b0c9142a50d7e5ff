using System.Net;
using System.Text;
using TableTap.Faults.Clients;
using TableTap.Faults.Line;
using TableTap.Faults.Setting;
using TableTap.Faults.Truth;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Faults.Tests;

/// <summary>
/// A region with a café of its own: a server beside its PostgreSQL and Redis, and one that stands in another region, 80 ms away from both, with a
/// guest at a socket of it. The line between the two can be cut.
/// </summary>
internal sealed class RegionUnderTest : IAsyncDisposable
{
    private const int OrdersAtHome = 5;
    private static readonly byte[] Ping = """{"type":"ping"}"""u8.ToArray();
    private readonly string _name;
    private readonly ServerBench _bench;
    private readonly HttpClient _home;
    private readonly HttpClient _far;
    private WireSocket? _socket;
    private StaffAtHome? _staff;

    /// <summary>Makes it; nothing is started yet.</summary>
    /// <param name="name">What the ids of its guests begin with.</param>
    public RegionUnderTest(string name)
    {
        _name = name;
        _bench = ServerBench.Make(
            new()
            {
                Servers = 2,
                Distance = TimeSpan.FromMilliseconds(80),
                // The guest at the socket says nothing for long.
                Heartbeat = TimeSpan.FromMinutes(10),
            }
        );
        (_home, _far) = (ClientOf(_bench.Ports[0]), ClientOf(_bench.Ports[1]));
    }

    /// <summary>Starts it; returns when both servers hear each other, the guest is let in at the far one and the staff listens at home.</summary>
    public async Task StartAsync()
    {
        await _bench.StartAsync();
        foreach (var server in new[] { _home, _far })
        {
            await Patience.UntilAsync(() => HearsAnotherAsync(server), pauseMs: 50);
        }

        _socket = await WireSocket.DialAsync(
            new(IPAddress.Loopback, _bench.Ports[1]),
            _bench.Token($"{_name}-ilse", Role.Customer),
            TestContext.Current.CancellationToken
        );
        _staff = await StaffAtHome.ConnectAsync(_bench, _bench.Ports[0]);
    }

    /// <summary>An order is made at the far server, while the line is whole.</summary>
    /// <param name="cut">The name of the cut that follows.</param>
    public Task OrderFromAfarAsync(string cut) =>
        OrderByHttp.UntilMadeAsync(_bench, _far, $"{Guest(cut)}-before", cut);

    /// <summary>Cuts the far server off from PostgreSQL and Redis.</summary>
    /// <param name="way">Which way; the far server is on the near side.</param>
    public void Cut(LineWay way) => _bench.LinkOf(_bench.Programs[1]).Cut(way);

    /// <summary>
    /// While the line is cut orders are made at home, whose staff hears of each and moves it on, and the far server refuses one, says when to
    /// send it again, keeps its socket and lets nobody in.
    /// </summary>
    /// <param name="cut">The name of the cut.</param>
    public async Task GoesOnAtHomeAsync(string cut)
    {
        var refusing = OrderByHttp.SendAsync(_bench, _far, Guest(cut), cut);
        for (var number = 0; number < OrdersAtHome; number++)
        {
            // A commit of the far server that the cut caught in its middle may hold the first for a while.
            var made = await OrderByHttp.UntilMadeAsync(_bench, _home, Neighbour(cut, number), cut);
            await _staff!.MakeAsync(OrderByHttp.OrderIdOf(made));
        }

        var (status, body) = await refusing.Soon();
        Assert.True(status == 503, body.GetRawText());
        Assert.Equal("SERVICE_UNAVAILABLE", body.GetProperty("code").GetString());
        Assert.Equal(cut, body.GetProperty("messageId").GetString());
        Assert.True(body.GetProperty("retryAfter").GetDouble() > 0);
        await AnswersAsync();
        await LetsNobodyInAsync();
    }

    /// <summary>Makes the line whole again.</summary>
    public void Heal() => _bench.LinkOf(_bench.Programs[1]).Heal();

    /// <summary>
    /// After the cut what was refused is sent again and counts once, with the same answer from both servers; so does every other order, and
    /// none of another region is there.
    /// </summary>
    /// <param name="cut">The name of the cut.</param>
    public async Task CountsOnceAsync(string cut)
    {
        var answer = await OrderByHttp.UntilMadeAsync(_bench, _far, Guest(cut), cut);
        Assert.Equal(answer, await OrderByHttp.UntilMadeAsync(_bench, _far, Guest(cut), cut));
        Assert.Equal(answer, await OrderByHttp.UntilMadeAsync(_bench, _home, Guest(cut), cut));
        var orders = JournalTruth.Read(_bench.Journal).CreatedFor;
        Assert.Equal(1, orders[Guest(cut)]);
        Assert.All(
            Enumerable.Range(0, OrdersAtHome),
            number => Assert.Equal(1, orders[Neighbour(cut, number)])
        );
        Assert.All(
            orders.Keys,
            guest => Assert.StartsWith($"{_name}-", guest, StringComparison.Ordinal)
        );
        await AnswersAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket?.Dispose();
        _staff?.Dispose();
        _home.Dispose();
        _far.Dispose();
        await _bench.DisposeAsync();
    }

    private static HttpClient ClientOf(int port) =>
        new() { BaseAddress = new($"http://127.0.0.1:{port}") };

    private static async Task<bool> HearsAnotherAsync(HttpClient server) =>
        (await server.GetStringAsync("/metrics", TestContext.Current.CancellationToken))
            .Split('\n')
            .Any(line =>
                line.StartsWith("tabletap_backplane_peers", StringComparison.Ordinal)
                && line.EndsWith(" 1", StringComparison.Ordinal)
            );

    private string Guest(string cut) => $"{_name}-frieda-{cut}";

    private string Neighbour(string cut, int number) => $"{_name}-hugo-{cut}-{number}";

    // Who comes anew may have been revoked at home meanwhile.
    private async Task LetsNobodyInAsync()
    {
        var token = _bench.Token($"{_name}-karl", Role.Customer);
        using var bound = new CancellationTokenSource(Patience.Bound);
        using var socket = await WireSocket.DialAsync(
            new(IPAddress.Loopback, _bench.Ports[1]),
            token,
            bound.Token
        );
        var frame = Encoding.UTF8.GetString((await socket.ReceiveAsync(bound.Token))!.Value.Span);
        Assert.Contains("\"SERVICE_UNAVAILABLE\"", frame, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/cafes/demo/orders");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await _far.SendAsync(request, bound.Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    // The socket is there, and its server, too.
    private async Task AnswersAsync()
    {
        using var bound = new CancellationTokenSource(Patience.Bound);
        await _socket!.SendAsync(Ping, bound.Token);
        while (await _socket.ReceiveAsync(bound.Token) is { } frame)
        {
            if (Encoding.UTF8.GetString(frame.Span).Contains("\"pong\"", StringComparison.Ordinal))
            {
                return;
            }
        }

        Assert.Fail($"The server closed the socket: {_socket.CloseCode}");
    }
}
