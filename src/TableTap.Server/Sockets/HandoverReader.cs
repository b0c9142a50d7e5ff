using System.IO.Pipelines;

namespace TableTap.Server.Sockets;

/// <summary>What a connection received, as HTTP reads it: HTTP's end does not end it, once somebody else goes on with the connection.</summary>
/// <param name="inner">The connection's own.</param>
internal sealed class HandoverReader(PipeReader inner) : PipeReader
{
    /// <summary>Whether somebody goes on with the connection.</summary>
    public bool IsTaken { get; set; }

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    /// <inheritdoc />
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        inner.AdvanceTo(consumed, examined);

    /// <inheritdoc />
    public override void CancelPendingRead() => inner.CancelPendingRead();

    /// <inheritdoc />
    public override void Complete(Exception? exception = null)
    {
        if (!IsTaken)
        {
            inner.Complete(exception);
        }
    }

    /// <inheritdoc />
    public override ValueTask<ReadResult> ReadAsync(
        CancellationToken cancellationToken = default
    ) => inner.ReadAsync(cancellationToken);

    /// <inheritdoc />
    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);
}
