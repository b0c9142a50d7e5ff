using System.Net.Sockets;

namespace TableTap.Faults.Clients;

/// <summary>A socket's stream that first gives what was already read of it.</summary>
internal sealed class LeftoverStream(Socket socket, ReadOnlyMemory<byte> leftover)
    : NetworkStream(socket, ownsSocket: true)
{
    private ReadOnlyMemory<byte> _leftover = leftover;

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (_leftover.IsEmpty)
        {
            return base.ReadAsync(buffer, cancellationToken);
        }

        var length = Math.Min(buffer.Length, _leftover.Length);
        _leftover[..length].CopyTo(buffer);
        _leftover = _leftover[length..];
        return ValueTask.FromResult(length);
    }
}
