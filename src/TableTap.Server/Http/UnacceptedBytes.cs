using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;

namespace TableTap.Server.Http;

/// <summary>
/// Bounds how long bytes of an answer may wait for the client's machine to take them. What is written counts as sent once the
/// operating system has it, so nobody here would notice that a client has vanished without a word; the operating system does.
/// </summary>
internal static class UnacceptedBytes
{
    // RFC 5482's time-out, in milliseconds, as Linux names it (IPPROTO_TCP, TCP_USER_TIMEOUT).
    private const int Tcp = 6;
    private const int UserTimeout = 18;

    /// <summary>Has the connection of a request ended where its bytes are not taken in time; on other systems TCP's own times hold.</summary>
    /// <param name="context">The request.</param>
    /// <param name="limit">The longest time.</param>
    public static void Bound(HttpContext context, TimeSpan limit)
    {
        if (
            !OperatingSystem.IsLinux()
            || context.Features.Get<IConnectionSocketFeature>() is not { Socket: { } socket }
        )
        {
            return;
        }

        try
        {
            var milliseconds = BitConverter.GetBytes((int)limit.TotalMilliseconds);
            socket.SetRawSocketOption(Tcp, UserTimeout, milliseconds);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The client has left already, and the request learns it.
        }
    }
}
