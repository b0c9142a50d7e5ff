using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using TableTap.Server.Connections;
using TableTap.Testing;

namespace TableTap.Server.Tests.Connections;

/// <summary>
/// Where there is no room and nobody waits for a request, the new connection is turned away; who makes no request in time is cut
/// (section 9).
/// </summary>
public sealed class ConnectionLimiterTests
{
    [Theory]
    [InlineData(4, 2, "address_full")]
    [InlineData(2, 4, "server_full")]
    public async Task Who_comes_when_all_are_busy_is_turned_away_and_counted(
        int open,
        int perAddress,
        string reason
    )
    {
        using var meter = new Meter("test");
        var metrics = new ConnectionMetrics(meter);
        using var refusals = new CounterReading(meter, "tabletap.refused");
        using var limiter = new ConnectionLimiter(
            new(open, perAddress, Sockets: open, FileLimit: null),
            [],
            TimeSpan.FromMinutes(1),
            new FakeTimeProvider(),
            metrics
        );
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        List<Socket> sockets = [];
        var answered = new TaskCompletionSource();
        List<Task> requests = [];
        try
        {
            for (var i = 0; i < 2; i++)
            {
                var slot = await limiter.EnterAsync(await AcceptAsync(listener, sockets));
                Assert.NotNull(slot);
                var context = new DefaultHttpContext();
                context.Features.Set(slot);
                requests.Add(limiter.AnswerAsync(context, _ => answered.Task));
            }

            Assert.Null(await limiter.EnterAsync(await AcceptAsync(listener, sockets)));

            Assert.Equal(1, refusals.Of(reason));
            Assert.Equal(1, refusals.Sum);
            Assert.Equal(2, limiter.Open);
        }
        finally
        {
            answered.SetResult();
            await Task.WhenAll(requests);
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    [Fact]
    public async Task After_a_time_in_which_the_server_stood_still_what_was_said_meanwhile_is_heard_before_anybody_is_cut()
    {
        using var meter = new Meter("test");
        var metrics = new ConnectionMetrics(meter);
        using var refusals = new CounterReading(meter, "tabletap.refused");
        var time = new ProcessClock(Batch.Noon);
        using var limiter = new ConnectionLimiter(
            new(Open: 4, PerAddress: 4, Sockets: 4, FileLimit: null),
            [],
            TimeSpan.FromSeconds(10),
            time,
            metrics
        );
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        List<Socket> sockets = [];
        try
        {
            Assert.NotNull(await limiter.EnterAsync(await AcceptAsync(listener, sockets)));
            var speaking = await limiter.EnterAsync(await AcceptAsync(listener, sockets));

            // Its timers fire once when it goes on, however long it stood.
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(2, limiter.Open);

            var context = new DefaultHttpContext();
            context.Features.Set(speaking);
            await limiter.AnswerAsync(context, _ => Task.CompletedTask);
            time.Pass(TimeSpan.FromSeconds(1));

            Assert.Equal(1, limiter.Open);
            Assert.Equal(1, refusals.Of("no_request"));
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    /// <summary>The server's end of a connection; both ends are among those to be disposed of.</summary>
    private static async Task<Socket> AcceptAsync(TcpListener listener, List<Socket> sockets)
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        sockets.Add(client);
        var accepting = listener.AcceptSocketAsync(TestContext.Current.CancellationToken).AsTask();
        await client
            .ConnectAsync(listener.LocalEndpoint, TestContext.Current.CancellationToken)
            .AsTask()
            .Soon();
        var accepted = await accepting.Soon();
        sockets.Add(accepted);
        return accepted;
    }
}
