using System.Net.WebSockets;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>A message of a client before it is read.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="IsText">Whether it is text.</param>
/// <param name="IsTooBig">Whether it is larger than a message may be; then the bytes are only its beginning.</param>
internal sealed record RawMessage(byte[] Bytes, bool IsText, bool IsTooBig);

/// <summary>
/// One WebSocket of the client under test, with what a script needs and a server seldom does: parts, pings, a loss without a goodbye. Who
/// is gone is sent nothing, without a word: what the client does next tells more. One reader, any number of writers.
/// </summary>
/// <param name="socket">The WebSocket.</param>
/// <param name="stream">The stream that it was made over.</param>
/// <param name="drop">Ends the connection without a goodbye.</param>
internal sealed class ScriptedSocket(WebSocket socket, PingStream stream, Action drop) : IDisposable
{
    /// <summary>The largest message that a client may send (protocol section 8).</summary>
    public const int MaxMessageBytes = 64 * 1024;

    // Never disposed: a late writer may still hold it, and it has no handle to free.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _sending = new(1, 1);
#pragma warning restore CA2213

    /// <summary>Has something called for each answer to a ping.</summary>
    /// <param name="heard">What is called.</param>
    public void WhenPong(Action heard) => stream.OnPong = heard;

    /// <summary>Sends a frame as one message in one part.</summary>
    /// <param name="frame">The frame, UTF-8.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public Task SendAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken) =>
        SendInPartsAsync(frame, 1, ping: null, cancellationToken);

    /// <summary>Sends a frame as one message in several parts, perhaps with a ping after each part but the last.</summary>
    /// <param name="frame">The frame, UTF-8.</param>
    /// <param name="parts">How many parts.</param>
    /// <param name="ping">The words of the pings; null for none.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task SendInPartsAsync(
        ReadOnlyMemory<byte> frame,
        int parts,
        string? ping,
        CancellationToken cancellationToken
    )
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            var size = (frame.Length + parts - 1) / parts;
            while (true)
            {
                var isLast = frame.Length <= size;
                await socket.SendAsync(
                    isLast ? frame : frame[..size],
                    WebSocketMessageType.Text,
                    isLast,
                    cancellationToken
                );
                if (isLast)
                {
                    return;
                }

                frame = frame[size..];
                if (ping is not null)
                {
                    await stream.PingAsync(ping, cancellationToken);
                }
            }
        }
        catch (Exception gone) when (IsGone(gone, cancellationToken))
        {
            // The client went; its next act is judged.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Sends a ping of the WebSocket.</summary>
    /// <param name="words">What the pong has to bring back.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task PingAsync(string words, CancellationToken cancellationToken)
    {
        try
        {
            await stream.PingAsync(words, cancellationToken);
        }
        catch (Exception gone) when (IsGone(gone, cancellationToken))
        {
            // As above.
        }
    }

    /// <summary>Says goodbye with a code; what the client still sends is read.</summary>
    /// <param name="code">The close code.</param>
    /// <param name="reason">The reason, in words.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    public async Task CloseAsync(int code, string reason, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            await socket.CloseOutputAsync((WebSocketCloseStatus)code, reason, cancellationToken);
        }
        catch (Exception gone) when (IsGone(gone, cancellationToken))
        {
            // As above.
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Ends the connection without a goodbye, as a lost network does.</summary>
    public void Drop() => drop();

    /// <summary>Reads the next message; null when the client is gone.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    public async Task<RawMessage?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxMessageBytes + 1];
        var length = 0;
        try
        {
            while (true)
            {
                var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    return null;
                }

                length += part.Count;
                if (part.EndOfMessage || length > MaxMessageBytes)
                {
                    return new(
                        buffer[..length],
                        part.MessageType == WebSocketMessageType.Text,
                        length > MaxMessageBytes
                    );
                }
            }
        }
        catch (Exception gone) when (IsGone(gone, cancellationToken))
        {
            return null;
        }
    }

    /// <inheritdoc />
    public void Dispose() => socket.Dispose();

    private static bool IsGone(Exception fault, CancellationToken cancellationToken) =>
        fault
            is WebSocketException
                or IOException
                or ObjectDisposedException
                or InvalidOperationException
        || (fault is OperationCanceledException && !cancellationToken.IsCancellationRequested);
}
