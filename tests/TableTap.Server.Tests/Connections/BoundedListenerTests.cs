using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TableTap.Server.Connections;
using TableTap.Testing;

namespace TableTap.Server.Tests.Connections;

/// <summary>A connection is HTTP's only when it has said something (section 9).</summary>
public sealed class BoundedListenerTests : IAsyncDisposable
{
    private readonly Meter _meter = new("test");
    private readonly ConnectionLimiter _limiter;
    private readonly BoundedListenerFactory _factory;

    /// <summary>A limiter with room for four connections.</summary>
    public BoundedListenerTests()
    {
        _limiter = new(
            new(Open: 4, PerAddress: 4, Sockets: 4, FileLimit: null),
            [],
            TimeSpan.FromMinutes(1),
            TimeProvider.System,
            new ConnectionMetrics(_meter)
        );
        _factory = new(
            _limiter,
            Options.Create(new SocketTransportOptions()),
            NullLoggerFactory.Instance,
            TimeProvider.System
        );
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        _limiter.Dispose();
        _meter.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Who_says_nothing_is_admitted_and_not_served()
    {
        await using var listener = await BindAsync();
        using var silent = await ConnectAsync(listener);
        using var speaking = await ConnectAsync(listener);
        await Patience.UntilAsync(() => _limiter.Open == 2);

        await speaking.SendAsync("hello"u8.ToArray());

        await using var served = (await listener.AcceptAsync())!;
        Assert.Equal(speaking.LocalEndPoint, served.RemoteEndPoint);
        Assert.NotNull(served.Features.Get<TcpSlot>());
        var read = await served.Transport.Input.ReadAsync();
        Assert.Equal("hello"u8.ToArray(), read.Buffer.FirstSpan.ToArray());
        Assert.False(listener.AcceptAsync().AsTask().IsCompleted);
    }

    [Fact]
    public async Task Who_leaves_without_a_word_gives_the_slot_back_and_is_not_served()
    {
        await using var listener = await BindAsync();
        var accepting = listener.AcceptAsync().AsTask();
        for (var i = 0; i < 3; i++)
        {
            using (await ConnectAsync(listener))
            {
                await Patience.UntilAsync(() => _limiter.Open == 1);
            }

            await Patience.UntilAsync(() => _limiter.Open == 0);
        }

        Assert.False(accepting.IsCompleted);
    }

    [Fact]
    public async Task Whoever_is_reset_at_once_stands_in_nobodys_way()
    {
        await using var listener = await BindAsync();
        for (var i = 0; i < 50; i++)
        {
            using var reset = await ConnectAsync(listener);
            reset.LingerState = new(enable: true, seconds: 0);
        }

        using var speaking = await ConnectAsync(listener);
        await speaking.SendAsync("hello"u8.ToArray());
        await using var served = (await listener.AcceptAsync().AsTask().Soon())!;
        Assert.Equal(speaking.LocalEndPoint, served.RemoteEndPoint);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_as_taken()
    {
        await using var listener = await BindAsync();
        await Assert.ThrowsAsync<AddressInUseException>(async () =>
            await _factory.BindAsync(listener.EndPoint)
        );
    }

    [Fact]
    public async Task Unbinding_ends_the_accept_and_the_gate_ends_who_says_nothing()
    {
        await using var listener = await BindAsync();
        using var silent = await ConnectAsync(listener);
        await Patience.UntilAsync(() => _limiter.Open == 1);
        var accepting = listener.AcceptAsync().AsTask();

        await listener.UnbindAsync();
        Assert.Null(await accepting.Soon());
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(listener));

        _limiter.Dispose();
        Assert.True(await HasEndedAsync(silent).Soon());
        Assert.Equal(0, _limiter.Open);
    }

    private ValueTask<IConnectionListener> BindAsync() =>
        _factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));

    // By a reset, where something was under way.
    private static async Task<bool> HasEndedAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]) == 0;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode is SocketError.ConnectionReset;
        }
    }

    private static async Task<Socket> ConnectAsync(IConnectionListener listener)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(listener.EndPoint).Soon();
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }
    }
}
