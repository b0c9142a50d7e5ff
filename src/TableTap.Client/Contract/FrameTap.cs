namespace TableTap.Client.Contract;

/// <summary>Which way a frame went.</summary>
public enum FrameDirection
{
    /// <summary>The frame came from the server.</summary>
    Received,

    /// <summary>The frame went to the server.</summary>
    Sent,
}

/// <summary>
/// Sees every text frame as it is on the wire, before the client judges it (received) or just before it is written (sent).
/// Called on the client's own tasks, one call at a time per direction; it must be quick and must not throw.
/// </summary>
/// <param name="direction">Which way the frame went.</param>
/// <param name="connection">Which of the client's sockets, counted from 1.</param>
/// <param name="frame">The frame's UTF-8 bytes, valid during the call only.</param>
public delegate void FrameTap(FrameDirection direction, int connection, ReadOnlySpan<byte> frame);
