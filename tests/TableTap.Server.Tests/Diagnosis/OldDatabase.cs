using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TableTap.Server.Tests.Diagnosis;

/// <summary>
/// Says the beginning of what a PostgreSQL says, so that it is of whatever version a test needs: nobody has one of each installed. It answers no
/// question.
/// </summary>
internal sealed class OldDatabase : IAsyncDisposable
{
    /// <summary>What stands in the place of the protocol's version where a client wants to speak TLS or GSS first.</summary>
    private const int WantsEncryption = 1234;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _welcome;
    private readonly Task _work;

    /// <summary>Listens on a free port of this machine.</summary>
    /// <param name="version">The version it says it is.</param>
    public OldDatabase(string version)
    {
        _welcome =
        [
            // Nobody has to say who they are.
            .. Message('R', [0, 0, 0, 0]),
            .. Parameter("server_version", version),
            .. Parameter("server_encoding", "UTF8"),
            .. Parameter("client_encoding", "UTF8"),
            .. Parameter("integer_datetimes", "on"),
            .. Parameter("standard_conforming_strings", "on"),
            .. Message('K', [0, 0, 0, 1, 0, 0, 0, 1]),
            .. Message('Z', [(byte)'I']),
        ];
        _listener.Start();
        _work = ServeAsync();
    }

    /// <summary>How it is reached, in the words of Npgsql.</summary>
    public string ConnectionString =>
        $"Host=127.0.0.1;Port={((IPEndPoint)_listener.LocalEndpoint).Port};Username=tabletap;Database=tabletap";

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        _listener.Dispose();
    }

    private async Task ServeAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            try
            {
                await WelcomeAsync(client.GetStream());
            }
            catch (IOException)
            {
                // The client has seen enough.
            }
        }
    }

    private async Task WelcomeAsync(NetworkStream stream)
    {
        while (await BeginsWithAsync(stream) >> 16 == WantsEncryption)
        {
            await stream.WriteAsync("N"u8.ToArray(), _stop.Token);
        }

        await stream.WriteAsync(_welcome, _stop.Token);
        // Until it says good-bye.
        var rest = new byte[1024];
        while (await stream.ReadAsync(rest, _stop.Token) > 0) { }
    }

    // The number behind the length of the first message: the version of the protocol, or a wish.
    private async Task<int> BeginsWithAsync(NetworkStream stream)
    {
        var head = new byte[8];
        await stream.ReadExactlyAsync(head, _stop.Token);
        var rest = new byte[BinaryPrimitives.ReadInt32BigEndian(head) - head.Length];
        await stream.ReadExactlyAsync(rest, _stop.Token);
        return BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
    }

    private static byte[] Parameter(string name, string value) =>
        Message('S', Encoding.ASCII.GetBytes($"{name}\0{value}\0"));

    private static byte[] Message(char type, byte[] body)
    {
        var message = new byte[1 + sizeof(int) + body.Length];
        message[0] = (byte)type;
        BinaryPrimitives.WriteInt32BigEndian(message.AsSpan(1), sizeof(int) + body.Length);
        body.CopyTo(message, 1 + sizeof(int));
        return message;
    }
}
