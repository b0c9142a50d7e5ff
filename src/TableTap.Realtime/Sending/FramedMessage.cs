using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Sending;

/// <summary>
/// A live message with the WebSocket frame that is the same for all its readers: made once, for the first of them. Guarded by the fan-out's
/// gate.
/// </summary>
/// <param name="message">The message.</param>
internal sealed class FramedMessage(StoredMessage message)
{
    public StoredMessage Message => message;

    /// <summary>The message as a whole text frame.</summary>
    public byte[] SocketFrame => field ??= FrameHeader.Text(message.Frame.Span);
}
