using System.Net.Sockets;
using System.Text;

namespace TableTap.Testing;

/// <summary>Listens as a service manager does, at a socket that takes a datagram for each word of a server.</summary>
public sealed class ServiceListener : IDisposable
{
    private readonly Socket _socket = new(
        AddressFamily.Unix,
        SocketType.Dgram,
        ProtocolType.Unspecified
    );
    private readonly byte[] _buffer = new byte[4096];

    /// <summary>Listens from now on.</summary>
    /// <param name="address">A file that is not there yet, or an abstract name behind <c>@</c>.</param>
    public ServiceListener(string address)
    {
        Address = address;
        _socket.Bind(
            new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address)
        );
    }

    /// <summary>Where it listens, as <c>NOTIFY_SOCKET</c> says it.</summary>
    public string Address { get; }

    /// <summary>Waits for the next word, not longer than <see cref="Patience.Bound"/>.</summary>
    public async Task<string> NextAsync()
    {
        var length = await _socket
            .ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, CancellationToken.None)
            .AsTask()
            .Soon();
        return Encoding.UTF8.GetString(_buffer, 0, length);
    }

    /// <summary>Listens no longer.</summary>
    public void Dispose() => _socket.Dispose();
}
