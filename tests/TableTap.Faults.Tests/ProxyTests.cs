using System.Net;
using System.Net.Sockets;
using System.Text;
using TableTap.Faults.Line;
using TableTap.Testing;

namespace TableTap.Faults.Tests;

public sealed class ProxyTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TableTap.Testing.Patience.Bound;
    private readonly Socket _listener = new(
        AddressFamily.InterNetwork,
        SocketType.Stream,
        ProtocolType.Tcp
    );
    private readonly Socket _client = new(
        AddressFamily.InterNetwork,
        SocketType.Stream,
        ProtocolType.Tcp
    );
    private readonly CancellationTokenSource _stop = new(Patience);
    private Proxy _proxy = null!;
    private Socket _server = null!;
    private ProxiedLine _line = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _proxy = new((IPEndPoint)_listener.LocalEndPoint!, TimeProvider.System);
        await _client.ConnectAsync(_proxy.EndPoint, _stop.Token);
        _server = await _listener.AcceptAsync(_stop.Token);
        await SendAsync(_client, "hello");
        Assert.Equal("hello", await ReadAsync(_server));
        _line = Assert.Single(_proxy.Lines);
    }

    public async ValueTask DisposeAsync()
    {
        _server.Dispose();
        _client.Dispose();
        _listener.Dispose();
        await _proxy.DisposeAsync();
        _stop.Dispose();
    }

    [Fact]
    public async Task It_carries_both_ways()
    {
        await SendAsync(_server, "welcome");
        Assert.Equal("welcome", await ReadAsync(_client));
    }

    [Fact]
    public async Task A_cut_is_a_reset_for_both()
    {
        _line.Cut();
        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(_client));
        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(_server));
    }

    [Fact]
    public async Task A_torn_line_ends_within_what_is_sent()
    {
        _line.Tear(fromServer: true);
        await SendAsync(_server, "0123456789");
        Assert.Equal("01234", await ReadAsync(_client));
        await Assert.ThrowsAsync<SocketException>(() => ReadAsync(_client));
    }

    [Fact]
    public async Task A_half_closed_line_still_carries_the_other_way()
    {
        _line.HalfClose(fromServer: false);
        Assert.Equal("", await ReadAsync(_server));
        await SendAsync(_server, "still here");
        Assert.Equal("still here", await ReadAsync(_client));
    }

    [Fact]
    public async Task A_black_hole_gives_everything_when_it_heals()
    {
        _line.BlackHole();
        await SendAsync(_server, "down");
        await SendAsync(_client, "up");
        var read = ReadAsync(_client);
        Assert.False(read.IsCompleted);
        _line.Heal();
        Assert.Equal("down", await read);
        Assert.Equal("up", await ReadAsync(_server));
    }

    [Fact]
    public async Task A_stalled_client_can_still_speak()
    {
        _line.Stall();
        await SendAsync(_client, "up");
        Assert.Equal("up", await ReadAsync(_server));
        await SendAsync(_server, "down");
        _proxy.Heal();
        Assert.Equal("down", await ReadAsync(_client));
    }

    [Fact]
    public async Task A_server_that_is_away_ends_the_connection()
    {
        _listener.Dispose();
        using var late = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        await late.ConnectAsync(_proxy.EndPoint, _stop.Token);
        Assert.Equal("", await ReadAsync(late));
    }

    [Fact]
    public async Task New_connections_lead_to_the_servers_that_are_there_now_and_old_ones_stay()
    {
        using var joined = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        joined.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        joined.Listen();
        _proxy.LeadTo([(IPEndPoint)joined.LocalEndPoint!]);
        using var late = new Socket(
            AddressFamily.InterNetwork,
            SocketType.Stream,
            ProtocolType.Tcp
        );
        await late.ConnectAsync(_proxy.EndPoint, _stop.Token);
        using var server = await joined.AcceptAsync(_stop.Token);
        await SendAsync(late, "hello");
        Assert.Equal("hello", await ReadAsync(server));

        await SendAsync(_client, "still here");
        Assert.Equal("still here", await ReadAsync(_server));
    }

    [Fact]
    public void A_slow_line_takes_its_time_and_a_good_one_none()
    {
        var condition = new LineCondition();
        Assert.Null(condition.PauseFor(4096));
        condition.Slow(1024, TimeSpan.FromMilliseconds(250));
        Assert.Equal(TimeSpan.FromSeconds(4.25), condition.PauseFor(4096));
        condition.Heal();
        Assert.Null(condition.PauseFor(4096));
    }

    private async Task SendAsync(Socket socket, string text) =>
        await socket.SendAsync(Encoding.ASCII.GetBytes(text), _stop.Token);

    private async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[64];
        var length = await socket.ReceiveAsync(buffer, _stop.Token);
        return Encoding.ASCII.GetString(buffer, 0, length);
    }
}
