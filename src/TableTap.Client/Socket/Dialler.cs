using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using TableTap.Client.Contract;
using TableTap.Client.Keys;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Envelopes;
using TableTap.Protocol.Errors;
using TableTap.Protocol.Messages;

namespace TableTap.Client.Socket;

/// <summary>What an attempt to connect came to: a socket with its first frame, or why there is none.</summary>
/// <param name="Wire">The open socket; null where there is none.</param>
/// <param name="Established">Its first frame.</param>
/// <param name="Failure">Why there is none.</param>
internal readonly record struct DialResult(
    FrameSocket? Wire,
    ConnectionEstablished? Established,
    SessionEnd? Failure
);

/// <summary>Opens sockets and waits for <c>connection_established</c> (section 1).</summary>
/// <param name="options">Where to, and how long.</param>
/// <param name="token">The token in use.</param>
/// <param name="keyring">Has the key that the server is told before anything else.</param>
internal sealed class Dialler(TableTapClientOptions options, KeptToken token, ClientKeyring keyring)
{
    private int _count;

    /// <summary>Opens the next socket and waits for its first frame.</summary>
    public async Task<DialResult> DialAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(
            options.ConnectTimeout,
            options.TimeProvider
        );
        using var both = CancellationTokenSource.CreateLinkedTokenSource(
            patience.Token,
            cancellationToken
        );
        var socket = new ClientWebSocket();
        var wire = new FrameSocket(socket, ++_count, options);
        var isKept = false;
        try
        {
            options.ConfigureSocket?.Invoke(socket.Options);
            // Pings are messages of the protocol (section 1); the socket's own would double them.
            socket.Options.KeepAliveInterval = TimeSpan.Zero;
            socket.Options.CollectHttpResponseDetails = true;
            var bearer = await token.RenewedAsync(both.Token);
            socket.Options.SetRequestHeader("Authorization", $"Bearer {bearer}");
            await socket.ConnectAsync(options.SocketUrl, both.Token);
            var result = await GreetAsync(wire, both.Token);
            if (result.Established is not null && keyring.KeyFrame($"c_key_{_count}") is { } frame)
            {
                await wire.SendAsync(frame, both.Token);
            }

            isKept = result.Established is not null;
            return result;
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            return new(null, null, new("no connection in time"));
        }
        catch (Exception refused) when (!cancellationToken.IsCancellationRequested)
        {
            return new(null, null, Upgrade(socket, refused));
        }
        finally
        {
            if (!isKept)
            {
                wire.Dispose();
            }
        }
    }

    private static async Task<DialResult> GreetAsync(
        FrameSocket wire,
        CancellationToken cancellationToken
    )
    {
        Error? error = null;
        while (await wire.ReceiveAsync(cancellationToken) is { } frame)
        {
            if (!EnvelopeReader.TryRead(frame.Span, out var envelope, out var problem))
            {
                return new(null, null, new(problem.Message));
            }

            var data = envelope.DataOf(frame);
            if (envelope.Type == "connection_established")
            {
                return new(
                    wire,
                    JsonSerializer.Deserialize(
                        data.Span,
                        ProtocolJson.Default.ConnectionEstablished
                    ),
                    null
                );
            }

            if (envelope.Type == "error")
            {
                error = JsonSerializer.Deserialize(data.Span, ProtocolJson.Default.Error);
            }
        }

        return new(
            null,
            null,
            new(
                error?.Message ?? wire.CloseReason ?? "the server closed",
                wire.CloseCode,
                error?.Code,
                error?.RetryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null
            )
        );
    }

    private static SessionEnd Upgrade(ClientWebSocket socket, Exception refused) =>
        // A proxy, or a server over a limit, may refuse the upgrade itself.
        socket.HttpStatusCode switch
        {
            HttpStatusCode.Unauthorized => new(
                "401 to the upgrade",
                (int)CloseCode.AuthenticationFailed
            ),
            HttpStatusCode.Forbidden => new("403 to the upgrade", (int)CloseCode.NotAllowed),
            HttpStatusCode.TooManyRequests => new(
                "429 to the upgrade",
                (int)CloseCode.TooMany,
                RetryAfter: RetryAfter(socket)
            ),
            HttpStatusCode.ServiceUnavailable => new(
                "503 to the upgrade",
                RetryAfter: RetryAfter(socket)
            ),
            _ => new(refused.Message),
        };

    private static TimeSpan? RetryAfter(ClientWebSocket socket)
    {
        foreach (var (name, values) in socket.HttpResponseHeaders ?? NoHeaders)
        {
            if (
                name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)
                && int.TryParse(values.FirstOrDefault(), out var seconds)
                && seconds >= 0
            )
            {
                return TimeSpan.FromSeconds(seconds);
            }
        }

        return null;
    }

    private static readonly Dictionary<string, IEnumerable<string>> NoHeaders = [];
}
