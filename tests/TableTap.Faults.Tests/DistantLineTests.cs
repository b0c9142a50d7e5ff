using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using TableTap.Faults.Line;
using TableTap.Testing;

namespace TableTap.Faults.Tests;

public sealed class DistantLineTests : IAsyncLifetime
{
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(80);
    private readonly CancellationTokenSource _stop = new(Patience.Bound);
    private readonly Socket _listener = NewSocket();
    private readonly Socket _near = NewSocket();
    private readonly FakeTimeProvider _time = new();
    private DistantLine _line = null!;
    private Socket _far = null!;

    public async ValueTask InitializeAsync()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        _line = new(((IPEndPoint)_listener.LocalEndPoint!).Port, Away, _time);
        await _near.ConnectAsync(IPAddress.Loopback, _line.Port, _stop.Token);
        _far = await _listener.AcceptAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        _far.Dispose();
        _near.Dispose();
        _listener.Dispose();
        await _line.DisposeAsync();
        _stop.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_sent_comes_later_by_the_distance(bool isSentThere)
    {
        var (from, to) = isSentThere ? (_near, _far) : (_far, _near);
        var began = _time.GetTimestamp();
        await SendAsync(from, "hello");

        Assert.Equal("hello", await ArriveAsync(to));
        Assert.True(_time.GetElapsedTime(began) >= Away);
    }

    [Fact]
    public async Task What_is_sent_while_it_is_cut_arrives_when_it_heals()
    {
        _line.Cut(LineWay.Both);
        await SendAsync(_near, "up");
        await SendAsync(_far, "down");
        var (up, down) = (ReadAsync(_far), ReadAsync(_near));
        _time.Advance(10 * Away);
        Assert.False(up.IsCompleted);
        Assert.False(down.IsCompleted);

        _line.Heal();
        Assert.Equal("up", await ArriveAsync(up));
        Assert.Equal("down", await ArriveAsync(down));
    }

    [Theory]
    [InlineData(LineWay.There)]
    [InlineData(LineWay.Back)]
    public async Task A_line_that_is_cut_one_way_carries_the_other(LineWay way)
    {
        var (from, to) = way == LineWay.There ? (_near, _far) : (_far, _near);
        _line.Cut(way);
        await SendAsync(from, "held");
        var held = ReadAsync(to);
        await SendAsync(to, "carried");

        Assert.Equal("carried", await ArriveAsync(from));
        Assert.False(held.IsCompleted);
        _line.Heal();
        Assert.Equal("held", await ArriveAsync(held));
    }

    [Fact]
    public async Task The_end_of_a_connection_is_held_as_well_and_what_was_said_before_it_arrives()
    {
        _line.Cut(LineWay.There);
        await SendAsync(_near, "last words");
        _near.Dispose();
        var words = ReadAsync(_far);
        _time.Advance(10 * Away);
        Assert.False(words.IsCompleted);

        _line.Heal();
        Assert.Equal("last words", await ArriveAsync(words));
        Assert.Equal("", await ArriveAsync(_far));
    }

    [Theory]
    [InlineData(LineWay.Both)]
    [InlineData(LineWay.There)]
    [InlineData(LineWay.Back)]
    public async Task Who_connects_while_it_is_cut_is_turned_away_and_gets_through_when_it_heals(
        LineWay way
    )
    {
        _line.Cut(way);
        using (var early = NewSocket())
        {
            await early.ConnectAsync(IPAddress.Loopback, _line.Port, _stop.Token);
            Assert.Equal("", await ReadAsync(early));
        }

        _line.Heal();
        using var late = NewSocket();
        await late.ConnectAsync(IPAddress.Loopback, _line.Port, _stop.Token);
        using var far = await _listener.AcceptAsync(_stop.Token);
        await SendAsync(late, "hello");
        Assert.Equal("hello", await ArriveAsync(far));
    }

    private static Socket NewSocket() =>
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private Task<string> ArriveAsync(Socket at) => ArriveAsync(ReadAsync(at));

    // The clock goes on until it is there.
    private async Task<string> ArriveAsync(Task<string> read)
    {
        await Patience.UntilAsync(
            () => read.IsCompleted,
            () => _time.Advance(TimeSpan.FromMilliseconds(10))
        );
        return await read;
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
