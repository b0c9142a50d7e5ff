using System.Buffers;
using System.IO.Pipelines;

namespace TableTap.Server.Sockets;

/// <summary>
/// What a connection sends, as HTTP writes it. Once the connection is taken over, HTTP's last answer is held for whoever goes on with it:
/// what would stand in the pipe could be overtaken by what is sent without one.
/// </summary>
/// <param name="inner">The connection's own.</param>
internal sealed class HandoverWriter(PipeWriter inner) : PipeWriter
{
    private ArrayBufferWriter<byte>? _held;

    /// <summary>Whether anything went into the pipe.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>What was written since the connection was taken over.</summary>
    public ReadOnlyMemory<byte> Held => _held?.WrittenMemory ?? default;

    /// <inheritdoc />
    public override bool CanGetUnflushedBytes => _held is not null || inner.CanGetUnflushedBytes;

    /// <inheritdoc />
    public override long UnflushedBytes => _held?.WrittenCount ?? inner.UnflushedBytes;

    /// <summary>From here on nothing goes into the pipe.</summary>
    public void Hold() => _held = new();

    /// <inheritdoc />
    public override void Advance(int bytes)
    {
        if (_held is null)
        {
            IsUsed = true;
            inner.Advance(bytes);
        }
        else
        {
            _held.Advance(bytes);
        }
    }

    /// <inheritdoc />
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null)
    {
        if (_held is null)
        {
            inner.Complete(exception);
        }
    }

    /// <inheritdoc />
    public override ValueTask<FlushResult> FlushAsync(
        CancellationToken cancellationToken = default
    ) => _held is null ? inner.FlushAsync(cancellationToken) : default;

    /// <inheritdoc />
    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        _held is null ? inner.GetMemory(sizeHint) : _held.GetMemory(sizeHint);

    /// <inheritdoc />
    public override Span<byte> GetSpan(int sizeHint = 0) =>
        _held is null ? inner.GetSpan(sizeHint) : _held.GetSpan(sizeHint);
}
