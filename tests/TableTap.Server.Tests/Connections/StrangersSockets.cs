using System.Net;
using System.Net.Sockets;

namespace TableTap.Server.Tests.Connections;

/// <summary>TCP connections that a stranger opens from an address of this machine's loopback network, and on which it says little.</summary>
/// <param name="port">The server's port.</param>
internal sealed class StrangersSockets(int port) : IDisposable
{
    private readonly List<Socket> _sockets = [];

    /// <summary>Opens more of them; what the server turns away at once counts as opened.</summary>
    /// <param name="count">How many.</param>
    /// <param name="first">What each says at once; nothing if empty.</param>
    /// <param name="from">The address of the nth.</param>
    public async Task OpenAsync(int count, byte[] first, Func<int, IPAddress> from)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            _sockets.Add(socket);
            try
            {
                socket.Bind(new IPEndPoint(from(i), 0));
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
                await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
                if (first.Length > 0)
                {
                    await socket.SendAsync(first, patience.Token);
                }
            }
            catch (Exception gone) when (gone is SocketException or OperationCanceledException)
            {
                // Turned away.
            }
        }
    }

    /// <summary>How many of them the server still has open.</summary>
    public int Open => _sockets.Count(IsOpen);

    public void Dispose()
    {
        foreach (var socket in _sockets)
        {
            socket.Dispose();
        }
    }

    private static bool IsOpen(Socket socket)
    {
        try
        {
            // What was answered is read away: behind it the end may stand.
            while (socket.Connected && socket.Poll(0, SelectMode.SelectRead))
            {
                if (socket.Receive(new byte[4096]) == 0)
                {
                    return false;
                }
            }

            return socket.Connected;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
