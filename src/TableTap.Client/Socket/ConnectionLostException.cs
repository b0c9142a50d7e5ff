namespace TableTap.Client.Socket;

/// <summary>The socket is gone; whatever was under way is settled after the reconnection.</summary>
internal sealed class ConnectionLostException(string message, Exception? inner = null)
    : Exception(message, inner);
