namespace TableTap.Load.Sockets;

/// <summary>The server did not take a connection, or not what it asked for first; the message is a code or a few words.</summary>
/// <param name="message">Why.</param>
/// <param name="inner">What was behind it.</param>
internal sealed class SocketRefusedException(string message, Exception? inner = null)
    : Exception(message, inner);
