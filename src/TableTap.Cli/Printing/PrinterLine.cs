using System.Net.Sockets;

namespace TableTap.Cli.Printing;

/// <summary>One connection to a printer. Each step has its time; what fails is an <see cref="IOException"/>.</summary>
internal sealed class PrinterLine : IAsyncDisposable
{
    private readonly TcpClient _client;
    private readonly NetworkStream _stream;
    private readonly TimeProvider _time;
    private readonly byte[] _one = new byte[1];
    private Task<int>? _reading;

    private PrinterLine(TcpClient client, TimeProvider time) =>
        (_client, _stream, _time) = (client, client.GetStream(), time);

    /// <summary>Connects to a printer.</summary>
    /// <param name="host">The printer's name or address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="patience">How long that may take.</param>
    /// <param name="time">The clock.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="IOException">There is no connection to be had.</exception>
    public static async Task<PrinterLine> OpenAsync(
        string host,
        int port,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken stop
    )
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await WithinAsync(
                async cancel =>
                {
                    await client.ConnectAsync(host, port, cancel);
                    return true;
                },
                patience,
                time,
                stop
            );
            return new(client, time);
        }
        catch (Exception failed)
        {
            client.Dispose();
            if (failed is SocketException refused)
            {
                throw new IOException(refused.Message, refused);
            }

            throw;
        }
    }

    /// <summary>Sends bytes to the printer.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="patience">How long the printer may take for them.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="IOException">The connection broke, or the printer takes nothing.</exception>
    public Task SendAsync(ReadOnlyMemory<byte> bytes, TimeSpan patience, CancellationToken stop) =>
        WithinAsync(
            async cancel =>
            {
                await _stream.WriteAsync(bytes, cancel);
                return true;
            },
            patience,
            _time,
            stop
        );

    /// <summary>The next byte that the printer sends.</summary>
    /// <param name="patience">How long to wait for it.</param>
    /// <param name="stop">Stops it.</param>
    /// <exception cref="TimeoutException">None came; the connection is good for further ones.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<byte> ReceiveAsync(TimeSpan patience, CancellationToken stop)
    {
        // Giving up loses no byte: the same read goes on with the next call. To wait for a byte first and read it then is no way, for a
        // socket can end such a wait where nothing has come.
        _reading ??= _stream.ReadAsync(_one, CancellationToken.None).AsTask();
        var count = await _reading.WaitAsync(patience, _time, stop);
        _reading = null;
        return count == 1 ? _one[0] : throw new IOException("the printer closed the connection");
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync();
        _client.Dispose();
    }

    private static async Task<T> WithinAsync<T>(
        Func<CancellationToken, Task<T>> act,
        TimeSpan patience,
        TimeProvider time,
        CancellationToken stop
    )
    {
        using var enough = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(enough.Token, stop);
        try
        {
            return await act(either.Token);
        }
        catch (OperationCanceledException late) when (!stop.IsCancellationRequested)
        {
            throw new IOException($"it took longer than {patience.TotalSeconds:0.#} s", late);
        }
    }
}
