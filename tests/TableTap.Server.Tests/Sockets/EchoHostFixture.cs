using System.Net.Sockets;
using System.Text;
using TableTap.Server.Testing;
using TableTap.Testing;

namespace TableTap.Server.Tests.Sockets;

/// <summary>The echo host as a process of its own, for all tests of a class.</summary>
public sealed class EchoHostFixture : IAsyncLifetime
{
    private readonly TemporaryDirectory _data = new();
    private readonly ServerProgram _host;

    public EchoHostFixture() =>
        _host = new(
            new(_data.Path, [], new Dictionary<string, string>(StringComparer.Ordinal))
            {
                Assembly = "TableTap.EchoHost.dll",
            }
        );

    public async ValueTask InitializeAsync() => await _host.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _data.Dispose();
    }

    /// <summary>A client that has been upgraded.</summary>
    /// <param name="headers">More headers, each with its line end.</param>
    public Task<WireClient> ConnectAsync(string headers = "") =>
        WireClient.ConnectAsync(_host.Http.Port, headers);
}

/// <summary>A client that writes bytes and reads frames.</summary>
public sealed class WireClient : IDisposable
{
    private readonly TcpClient _client;
    private readonly ServerFrames _frames = new();
    private readonly Queue<ServerFrame> _read = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    private WireClient(TcpClient client, string answer) => (_client, Answer) = (client, answer);

    /// <summary>The head of the answer to the upgrade.</summary>
    public string Answer { get; }

    /// <summary>Connects and upgrades.</summary>
    /// <param name="port">The server's port.</param>
    /// <param name="headers">More headers, each with its line end.</param>
    public static async Task<WireClient> ConnectAsync(int port, string headers = "")
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                "GET /v1 HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                    + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
            ),
            TestContext.Current.CancellationToken
        );
        var head = new StringBuilder();
        var one = new byte[1];
        while (
            !head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal)
            && await stream.ReadAsync(one, TestContext.Current.CancellationToken).AsTask().Soon()
                == 1
        )
        {
            head.Append((char)one[0]);
        }

        Assert.StartsWith("HTTP/1.1 101", head.ToString(), StringComparison.Ordinal);
        return new(client, head.ToString());
    }

    /// <summary>Writes bytes.</summary>
    public async Task SendAsync(byte[] bytes) =>
        await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The next frame; null where the server has ended TCP.</summary>
    public async Task<ServerFrame?> ReadFrameAsync()
    {
        ServerFrame? frame;
        while (!_read.TryDequeue(out frame))
        {
            int read;
            try
            {
                read = await _client.GetStream().ReadAsync(_buffer).AsTask().Soon();
            }
            catch (IOException)
            {
                return null;
            }

            if (read == 0)
            {
                return null;
            }

            foreach (var one in _frames.Take(_buffer.AsSpan(0, read)))
            {
                _read.Enqueue(one);
            }
        }

        return frame;
    }

    /// <summary>The next message, of all its frames.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadMessageAsync()
    {
        var message = new MemoryStream();
        while (true)
        {
            var frame =
                await ReadFrameAsync()
                ?? throw new InvalidOperationException("the server ended TCP");
            message.Write(frame.Payload.Span);
            if ((frame.Bytes.Span[0] & 0x80) != 0)
            {
                return message.ToArray();
            }
        }
    }

    public void Dispose() => _client.Dispose();
}
