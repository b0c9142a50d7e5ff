using System.IO.Pipelines;

namespace TableTap.Realtime.Tests.Doubles;

/// <summary>One end of a connection in memory; it takes so many bytes before the other end has to read.</summary>
internal sealed class Duplex(PipeReader reader, PipeWriter writer) : Stream
{
    private readonly Stream _input = reader.AsStream();
    private readonly Stream _output = writer.AsStream();
    private int _writes;

    /// <summary>How often this end was written to.</summary>
    public int Writes => Volatile.Read(ref _writes);

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Two ends.</summary>
    /// <param name="window">Bytes that the client's end takes before it has to be read.</param>
    public static (Duplex Server, Duplex Client) Pair(int window)
    {
        var (up, down) = (new Pipe(Options(1024 * 1024)), new Pipe(Options(window)));
        return (new(up.Reader, down.Writer), new(down.Reader, up.Writer));
    }

    private static PipeOptions Options(int window) =>
        new(
            pauseWriterThreshold: window,
            resumeWriterThreshold: window / 2,
            useSynchronizationContext: false
        );

    public override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) => _input.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Interlocked.Increment(ref _writes);
        return _output.WriteAsync(buffer, cancellationToken);
    }

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => _input.ReadAsync(buffer, offset, count, cancellationToken);

    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => _output.WriteAsync(buffer, offset, count, cancellationToken);

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        reader.Complete();
        writer.Complete();
        base.Dispose(disposing);
    }
}
