using System.Buffers;
using System.IO.Pipelines;

namespace TableTap.Server.Sockets;

/// <summary>
/// What a connection sends, as HTTP writes it. Once the connection is taken over, HTTP's last words go past the pipe to whoever goes on with
/// it: what would stand in the pipe still could be overtaken by what is sent without one.
/// </summary>
/// <param name="inner">The connection's own.</param>
internal sealed class HandoverWriter(PipeWriter inner) : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _last = new();
    private Stream? _taken;

    /// <summary>Whether anything went into the pipe.</summary>
    public bool IsUsed { get; private set; }

    /// <inheritdoc />
    public override bool CanGetUnflushedBytes => _taken is not null || inner.CanGetUnflushedBytes;

    /// <inheritdoc />
    public override long UnflushedBytes =>
        _taken is null ? inner.UnflushedBytes : _last.WrittenCount;

    /// <summary>From here on nothing goes into the pipe.</summary>
    /// <param name="stream">Where it goes.</param>
    public void Take(Stream stream) => _taken = stream;

    /// <inheritdoc />
    public override void Advance(int bytes)
    {
        if (_taken is null)
        {
            IsUsed = true;
            inner.Advance(bytes);
        }
        else
        {
            _last.Advance(bytes);
        }
    }

    /// <inheritdoc />
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null)
    {
        if (_taken is null)
        {
            inner.Complete(exception);
        }
    }

    /// <inheritdoc />
    public override ValueTask<FlushResult> FlushAsync(
        CancellationToken cancellationToken = default
    ) =>
        _taken is null
            ? inner.FlushAsync(cancellationToken)
            : WriteLastAsync(_taken, cancellationToken);

    /// <inheritdoc />
    public override Memory<byte> GetMemory(int sizeHint = 0) =>
        _taken is null ? inner.GetMemory(sizeHint) : _last.GetMemory(sizeHint);

    /// <inheritdoc />
    public override Span<byte> GetSpan(int sizeHint = 0) =>
        _taken is null ? inner.GetSpan(sizeHint) : _last.GetSpan(sizeHint);

    private async ValueTask<FlushResult> WriteLastAsync(
        Stream taken,
        CancellationToken cancellationToken
    )
    {
        await taken.WriteAsync(_last.WrittenMemory, cancellationToken);
        _last.ResetWrittenCount();
        return default;
    }
}
