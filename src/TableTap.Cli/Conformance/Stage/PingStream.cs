using System.Text;
using Microsoft.AspNetCore.Http.Features;

namespace TableTap.Cli.Conformance.Stage;

/// <summary>
/// The raw stream of an upgraded connection: pings of the WebSocket can be written into it, which the platform's WebSocket does not offer,
/// and the pongs that come are told. What is written at once stays together. Owns the stream below.
/// </summary>
/// <param name="below">The connection.</param>
internal sealed class PingStream(Stream below) : Stream
{
    private const byte FinalPing = 0x89;

    // Never disposed: a late writer may still hold it, and it has no handle to free.
#pragma warning disable CA2213
    private readonly SemaphoreSlim _writing = new(1, 1);
#pragma warning restore CA2213
    private readonly PongCount _pongs = new();

    /// <summary>Is called for each pong that comes.</summary>
    public Action OnPong { get; set; } = static () => { };

    /// <inheritdoc />
    public override bool CanRead => true;

    /// <inheritdoc />
    public override bool CanSeek => false;

    /// <inheritdoc />
    public override bool CanWrite => true;

    /// <inheritdoc />
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc />
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes a ping of the WebSocket; between the parts of a message, too.</summary>
    /// <param name="words">What the pong has to bring back.</param>
    /// <param name="cancellationToken">Stops the writing.</param>
    public async Task PingAsync(string words, CancellationToken cancellationToken)
    {
        var payload = Encoding.ASCII.GetBytes(words);
        await WriteAsync((byte[])[FinalPing, (byte)payload.Length, .. payload], cancellationToken);
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var read = await below.ReadAsync(buffer, cancellationToken);
        for (var pongs = _pongs.Take(buffer.Span[..read]); pongs > 0; pongs--)
        {
            OnPong();
        }

        return read;
    }

    /// <inheritdoc />
    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await below.WriteAsync(buffer, cancellationToken);
            await below.FlushAsync(cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc />
    public override Task WriteAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc />
    public override Task FlushAsync(CancellationToken cancellationToken) =>
        below.FlushAsync(cancellationToken);

    /// <inheritdoc />
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc />
    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    /// <inheritdoc />
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc />
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            below.Dispose();
        }

        base.Dispose(disposing);
    }
}

/// <summary>Stands in for the host's own upgrade, so that the WebSocket is made over a <see cref="PingStream"/>. One per request.</summary>
/// <param name="upgrade">The host's own.</param>
internal sealed class PingUpgrade(IHttpUpgradeFeature upgrade) : IHttpUpgradeFeature
{
    /// <inheritdoc />
    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>The stream, once upgraded.</summary>
    public PingStream? Stream { get; private set; }

    /// <inheritdoc />
    public async Task<Stream> UpgradeAsync() =>
        Stream = new PingStream(await upgrade.UpgradeAsync());
}
