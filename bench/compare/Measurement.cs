using System.Net.WebSockets;
using TableTap.Load.Measuring;
using TableTap.Load.Publishing;

namespace TableTap.Comparison;

/// <summary>What a peer came to in one round.</summary>
/// <param name="Peer">Its name.</param>
/// <param name="CpuMicrosecondsPerDelivery">The server's processor time for each message at each listener.</param>
/// <param name="P50Ms">The median from when a message was due until a listener had it, in milliseconds.</param>
/// <param name="P99Ms">The same for 99 of 100.</param>
/// <param name="BytesPerConnection">The server's memory for each idle socket, in bytes.</param>
/// <param name="CpuMicrosecondsPerConnect">The server's processor time for each connect.</param>
/// <param name="Lost">Messages that a listener did not get.</param>
internal sealed record Round(
    string Peer,
    double CpuMicrosecondsPerDelivery,
    double P50Ms,
    double P99Ms,
    double BytesPerConnection,
    double CpuMicrosecondsPerConnect,
    long Lost
);

/// <summary>How much is measured.</summary>
internal sealed record Settings(int Connections, double Rate, TimeSpan Duration);

/// <summary>The same listeners and the same messages for every peer.</summary>
internal sealed class Measurement(Peer peer, Settings settings) : IDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeProvider Time = TimeProvider.System;
    private readonly HttpMessageInvoker _connections = new(
        new SocketsHttpHandler { UseCookies = false, UseProxy = false }
    );
    private readonly HttpClient _http = new();
    private readonly Stamp _stamp = new("compare");
    private readonly LatencyHistogram _warm = new(Time);
    private readonly LatencyHistogram _latency = new(Time);
    private readonly List<ClientWebSocket> _sockets = [];
    private LatencyHistogram _counted = null!;
    private long _heard;
    private long _number;

    public async Task<Round> RunAsync()
    {
        _counted = _warm;
        await OpenAsync(Math.Min(50, settings.Connections));
        await PublishAsync(TimeSpan.FromSeconds(2));
        var idle = await UsageAsync();
        var before = _sockets.Count;
        await OpenAsync(settings.Connections - before);
        var open = await UsageAsync();

        _counted = _latency;
        Interlocked.Exchange(ref _heard, 0);
        var told = await PublishAsync(settings.Duration);
        var expected = told * _sockets.Count;
        for (
            var began = Time.GetTimestamp();
            Interlocked.Read(ref _heard) < expected && Time.GetElapsedTime(began) < Patience;

        )
        {
            await Task.Delay(5);
        }

        var end = ProcessUsage.Read(peer.ProcessId)!.Value;
        var heard = Interlocked.Read(ref _heard);
        var figures = _latency.Figures();
        double opened = settings.Connections - before;
        return new(
            peer.Name,
            (end.Cpu - open.Cpu).TotalMicroseconds / Math.Max(1, heard),
            figures.P50 ?? double.NaN,
            figures.P99 ?? double.NaN,
            (open.RssBytes - idle.RssBytes) / opened,
            (open.Cpu - idle.Cpu).TotalMicroseconds / opened,
            expected - heard
        );
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }

        _connections.Dispose();
        _http.Dispose();
    }

    private async Task<ProcessUsage> UsageAsync()
    {
        await Task.Delay(Settling);
        return ProcessUsage.Read(peer.ProcessId)!.Value;
    }

    private async Task OpenAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new ClientWebSocket();
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            if (peer.Authorization(_sockets.Count) is { } authorization)
            {
                socket.Options.SetRequestHeader("Authorization", authorization);
            }

            await socket.ConnectAsync(peer.SocketUrl, _connections, default);
            if (peer.Hello is { } hello)
            {
                await socket.SendAsync(hello, WebSocketMessageType.Text, true, default);
            }

            _sockets.Add(socket);
            _ = ListenAsync(socket);
        }
    }

    private async Task ListenAsync(ClientWebSocket socket)
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(), default);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                Count(buffer.AsSpan(0, part.Count));
            }
        }
        catch (Exception gone)
            when (gone
                    is WebSocketException
                        or OperationCanceledException
                        or ObjectDisposedException
            )
        {
            // The round is over.
        }
    }

    private void Count(ReadOnlySpan<byte> frame)
    {
        // Several messages may share a frame.
        while (_stamp.TryTake(ref frame, out var due))
        {
            _counted.Record(due);
            Interlocked.Increment(ref _heard);
        }
    }

    private async Task<long> PublishAsync(TimeSpan duration)
    {
        var told = 0L;
        var publishing = new List<Task>();
        await new OpenLoop(Time, settings.Rate).RunAsync(
            duration,
            due => publishing.Add(OneAsync(due)),
            default
        );
        await Task.WhenAll(publishing);
        return told;

        async Task OneAsync(long due)
        {
            using var request = peer.Publish(Interlocked.Increment(ref _number), _stamp.Text(due));
            using var response = await _http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            Interlocked.Increment(ref told);
        }
    }
}
