using System.Net.Sockets;

namespace TableTap.Faults.Line;

/// <summary>Carries one direction of a connection, as well or badly as the line is at the moment.</summary>
internal sealed class Pump(
    Socket from,
    Socket to,
    LineCondition condition,
    TimeProvider time,
    AnswerStream? answers = null
)
{
    private const int Piece = 4096;
    private volatile bool _closed;

    /// <summary>The next piece goes over in part only, and then everything ends.</summary>
    public bool Tears { get; set; }

    /// <summary>Says goodbye in this direction and carries nothing more.</summary>
    public void HalfClose()
    {
        _closed = true;
        try
        {
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // Gone already.
        }
    }

    /// <summary>Carries until one side ends; false where the connection was torn.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var buffer = new byte[Piece];
        while (true)
        {
            // Nothing is taken from the sender while the line is stopped: its own buffers fill.
            if (answers is not { TakesAll: true })
            {
                await condition.OpenAsync(stop);
            }

            var length = await from.ReceiveAsync(buffer, stop);
            if (length == 0)
            {
                HalfClose();
                return true;
            }

            if (_closed)
            {
                continue;
            }

            var piece = answers is null
                ? buffer.AsMemory(0, length)
                : answers.Pass(buffer.AsMemory(0, length), condition.IsStopped);
            if (piece.IsEmpty)
            {
                continue;
            }

            await condition.OpenAsync(stop);
            if (condition.PauseFor(piece.Length) is { } pause)
            {
                await Task.Delay(pause, time, stop);
            }

            if (Tears)
            {
                await SendAsync(piece[..(piece.Length / 2)], stop);
                return false;
            }

            await SendAsync(piece, stop);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await to.SendAsync(bytes, stop)..];
        }
    }
}
