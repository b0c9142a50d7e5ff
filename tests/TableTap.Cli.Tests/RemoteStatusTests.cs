using System.Net;
using System.Net.Sockets;
using System.Text;
using TableTap.Realtime.Inspection;
using TableTap.Testing;

namespace TableTap.Cli.Tests;

/// <summary>What is asked again, and what is a refusal for good.</summary>
public sealed class RemoteStatusTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(429, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(500, false)]
    public async Task A_proxy_with_no_server_behind_it_is_asked_again(int status, bool isAway)
    {
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        var answered = AnswerAsync(proxy, status);
        using var remote = new RemoteStatus(
            new Uri($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}/"),
            _ => new("token")
        );

        var failure = await Record.ExceptionAsync(() =>
            remote.ReadAsync(ChannelOrder.Readers, Stop)
        );
        await answered.Soon();
        if (isAway)
        {
            Assert.IsType<ServerAwayException>(failure);
        }
        else
        {
            Assert.IsType<CommandFailedException>(failure);
        }
    }

    private static async Task AnswerAsync(TcpListener proxy, int status)
    {
        using var socket = await proxy.AcceptSocketAsync(Stop);
        await using var stream = new NetworkStream(socket);
        using var lines = new StreamReader(stream, leaveOpen: true);
        while (await lines.ReadLineAsync(Stop) is { Length: > 0 })
        {
            // The headers; there is no body.
        }

        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"HTTP/1.1 {status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
            Stop
        );
    }
}
