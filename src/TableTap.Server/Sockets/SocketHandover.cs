using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace TableTap.Server.Sockets;

/// <summary>
/// Lets a plain TCP connection outlive the HTTP that it began with: a request that was upgraded ends at once, with all that HTTP holds for it,
/// and the WebSocket goes on with the bare connection. One for each connection, until HTTP has ended.
/// </summary>
internal sealed class SocketHandover : IDuplexPipe
{
    private readonly ConnectionContext _connection;
    private readonly IDuplexPipe _transport;
    private readonly HandoverReader _input;
    private readonly HandoverWriter _output;
    private Func<Stream, ReadOnlyMemory<byte>, Task>? _successor;

    private SocketHandover(ConnectionContext connection)
    {
        (_connection, _transport) = (connection, connection.Transport);
        (_input, _output) = (new(_transport.Input), new(_transport.Output));
    }

    /// <inheritdoc />
    public PipeReader Input => _input;

    /// <inheritdoc />
    public PipeWriter Output => _output;

    /// <summary>
    /// Whether the connection can be taken over: not where an earlier answer may still be on its way, which what is written past it could overtake.
    /// </summary>
    public bool IsPossible =>
        !_output.IsUsed && _connection.Features.Get<IConnectionSocketFeature>() is not null;

    /// <summary>Lets HTTP have a connection, and then whoever took it over.</summary>
    /// <param name="connection">A connection that was accepted.</param>
    /// <param name="http">HTTP.</param>
    public static async Task ServeAsync(ConnectionContext connection, ConnectionDelegate http)
    {
        // Nothing of this is held any longer than HTTP is.
        if (await new SocketHandover(connection).RunHttpAsync(http) is { } successor)
        {
            await successor();
        }
    }

    /// <summary>The next answer of HTTP, 101, is its last.</summary>
    public void Begin()
    {
        _input.IsTaken = true;
        _output.Hold();
    }

    /// <summary>Says who goes on with the connection when the request has ended.</summary>
    /// <param name="successor">Serves the bare connection, and sends HTTP's last answer first.</param>
    public void Continue(Func<Stream, ReadOnlyMemory<byte>, Task> successor) =>
        _successor = successor;

    private async Task<Func<Task>?> RunHttpAsync(ConnectionDelegate http)
    {
        var features = _connection.Features;
        var heartbeat = features.Get<IConnectionHeartbeatFeature>();
        var beats = new HandoverHeartbeat();
        heartbeat?.OnHeartbeat(static state => ((HandoverHeartbeat)state).Beat(), beats);
        features.Set<IConnectionHeartbeatFeature>(beats);
        features.Set(this);
        _connection.Transport = this;
        await http(_connection);
        _connection.Transport = _transport;
        features.Set<SocketHandover>(null);
        features.Set(heartbeat);
        beats.End();
        if (_successor is not { } successor)
        {
            return null;
        }

        try
        {
            var socket = features.Get<IConnectionSocketFeature>()!.Socket;
            var (stream, answer) = (new DirectStream(socket, _transport.Input), _output.Held);
            return () => successor(stream, answer);
        }
        catch (ObjectDisposedException)
        {
            // Its client was gone before the request had ended: there is nobody to go on with.
            return null;
        }
    }
}
