using System.Net.WebSockets;

namespace TableTap.Realtime.Hub;

/// <summary>How it looks when the other side of a socket is no longer there.</summary>
internal static class PeerDisconnect
{
    /// <summary>Whether a fault of reading means no more than that.</summary>
    public static bool Is(Exception fault) =>
        fault
            is WebSocketException
                or OperationCanceledException
                or IOException
                or ObjectDisposedException;
}
