using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace TableTap.Faults.Line;

/// <summary>Which direction of a line is meant.</summary>
public enum LineWay
{
    /// <summary>Both directions of it.</summary>
    Both,

    /// <summary>From who connects to the port that the line leads to.</summary>
    There,

    /// <summary>From the port that the line leads to.</summary>
    Back,
}

/// <summary>
/// Leads to a port of this machine as if it were far away: every byte comes later by the same time, in both directions, and as many as wish are
/// on their way meanwhile. It can be cut, in one direction or in both, and nobody is told: what would arrive meanwhile, the end of a connection
/// too, arrives when it heals, as if it had been sent again until then. Who connects meanwhile is turned away at once.
/// </summary>
public sealed class DistantLine : IAsyncDisposable
{
    private const int Piece = 64 * 1024;

    private readonly int _to;
    private readonly TimeSpan _away;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<int, int>? _ports;
    private readonly LineCondition _there = new();
    private readonly LineCondition _back = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    /// <summary>Opens it on a free port of this machine.</summary>
    /// <param name="to">The port that it leads to.</param>
    /// <param name="away">How long a byte takes, one way.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ports">
    /// The ports of all lines by the ports that they lead to, where the port that this one leads to tells who connects where else to connect
    /// (<see cref="TranslatedLine"/>); null where it does not.
    /// </param>
    public DistantLine(
        int to,
        TimeSpan away,
        TimeProvider time,
        IReadOnlyDictionary<int, int>? ports = null
    )
    {
        (_to, _away, _time, _ports) = (to, away, time, ports);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port on this side.</summary>
    public int Port { get; }

    /// <summary>Cuts it: connections stay, and carry nothing that way.</summary>
    /// <param name="way">Which way.</param>
    public void Cut(LineWay way)
    {
        if (way != LineWay.Back)
        {
            _there.Stop();
        }

        if (way != LineWay.There)
        {
            _back.Stop();
        }
    }

    /// <summary>Makes it whole again, both ways.</summary>
    public void Heal()
    {
        _there.Heal();
        _back.Heal();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var stop = _stop.Token;
        while (true)
        {
            _ = CarryAsync(await _listener.AcceptTcpClientAsync(stop), stop);
        }
    }

    private async Task CarryAsync(TcpClient near, CancellationToken stop)
    {
        using var far = new TcpClient { NoDelay = true };
        using (near)
        {
            if (_there.IsStopped || _back.IsStopped)
            {
                return;
            }

            near.NoDelay = true;
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
            try
            {
                await far.ConnectAsync(IPAddress.Loopback, _to, over.Token);
                await Task.WhenAny(
                    CarryAsync(near.GetStream(), far.GetStream(), _there, null, over.Token),
                    CarryAsync(
                        far.GetStream(),
                        near.GetStream(),
                        _back,
                        _ports is null ? null : new(_ports),
                        over.Token
                    )
                );
            }
            catch (Exception refused)
                when (refused is SocketException or OperationCanceledException)
            {
                // Nobody is there: the near side learns it by the end of its connection.
            }

            await over.CancelAsync();
        }
    }

    private async Task CarryAsync(
        NetworkStream from,
        NetworkStream to,
        LineCondition condition,
        TranslatedLine? translated,
        CancellationToken stop
    )
    {
        var way = Channel.CreateUnbounded<(long Sent, byte[] Bytes)>();
        var arriving = ArriveAsync(way.Reader, to, condition, stop);
        var buffer = new byte[Piece];
        try
        {
            while (await from.ReadAsync(buffer, stop) is > 0 and var length)
            {
                Send(translated?.Pass(buffer.AsSpan(0, length)) ?? buffer[..length]);
            }
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // What is on its way still arrives.
        }

        Send(translated?.Rest() ?? []);
        way.Writer.Complete();
        await arriving;

        void Send(byte[] bytes)
        {
            if (bytes.Length > 0)
            {
                way.Writer.TryWrite((_time.GetTimestamp(), bytes));
            }
        }
    }

    private async Task ArriveAsync(
        ChannelReader<(long Sent, byte[] Bytes)> way,
        NetworkStream to,
        LineCondition condition,
        CancellationToken stop
    )
    {
        try
        {
            await foreach (var (sent, bytes) in way.ReadAllAsync(stop))
            {
                var left = _away - _time.GetElapsedTime(sent);
                if (left > TimeSpan.Zero)
                {
                    await Task.Delay(left, _time, stop);
                }

                await condition.OpenAsync(stop);
                await to.WriteAsync(bytes, stop);
            }

            // The end of the connection does not pass either.
            await condition.OpenAsync(stop);
        }
        catch (Exception over) when (over is IOException or OperationCanceledException)
        {
            // The far side is gone.
        }
    }
}
