using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using TableTap.Server.Sockets;
using TableTap.Testing;

namespace TableTap.Server.Tests.Sockets;

public sealed class DirectStreamTests : IDisposable
{
    private const int SmallBuffer = 4096;

    private readonly Socket _client = new(SocketType.Stream, ProtocolType.Tcp)
    {
        ReceiveBufferSize = SmallBuffer,
    };
    private readonly Socket _server;
    private readonly Pipe _received = new();
    private readonly DirectStream _stream;

    public DirectStreamTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        _client.Connect(listener.LocalEndPoint!);
        _server = listener.Accept();
        _server.SendBufferSize = SmallBuffer;
        _stream = new(_server, _received.Reader);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _server.Dispose();
        _client.Dispose();
    }

    [Fact]
    public async Task What_the_socket_has_room_for_has_left_when_the_write_returns()
    {
        var write = _stream.WriteAsync(new byte[] { 1, 2, 3 });

        Assert.True(write.IsCompletedSuccessfully);
        Assert.Equal([1, 2, 3], await ReadAsync(3));
    }

    [Theory]
    [InlineData(200_000, 1)]
    [InlineData(50_000, 20)]
    public async Task What_is_larger_than_the_socket_takes_comes_whole_and_in_order(
        int length,
        int times
    )
    {
        var sent = RandomNumberGenerator.GetBytes(length * times);
        var writing = WriteAsync();
        await Patience.UntilAsync(() => _client.Available > 0);
        Assert.False(writing.IsCompleted);

        Assert.Equal(sent, await ReadAsync(sent.Length));
        await writing.Soon();

        async Task WriteAsync()
        {
            for (var i = 0; i < times; i++)
            {
                await _stream.WriteAsync(sent.AsMemory(i * length, length));
            }
        }
    }

    [Fact]
    public async Task A_write_that_waits_fails_when_the_reader_goes()
    {
        var writing = _stream.WriteAsync(new byte[1_000_000]).AsTask();
        Assert.False(writing.IsCompleted);
        _client.Close(timeout: 0);

        await Assert.ThrowsAnyAsync<Exception>(() => writing.Soon());
        Assert.True(writing.IsFaulted);
        await Assert.ThrowsAsync<IOException>(async () =>
            await _stream.WriteAsync(new byte[] { 1 })
        );
    }

    [Fact]
    public async Task Its_end_ends_a_read_that_waits()
    {
        var reading = _stream.ReadAsync(new byte[1]).AsTask();
        Assert.False(reading.IsCompleted);
        await _stream.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.Soon());
    }

    private async Task<byte[]> ReadAsync(int length)
    {
        var read = new byte[length];
        using var client = new NetworkStream(_client, ownsSocket: false);
        await client.ReadExactlyAsync(read).AsTask().Soon();
        return read;
    }
}
