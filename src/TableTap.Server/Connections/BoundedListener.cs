using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace TableTap.Server.Connections;

/// <summary>
/// Kestrel's sockets, bounded where they are accepted: what is behind the accept runs when the pool comes to it, and until then any
/// number of connections could be open. Thread-safe.
/// </summary>
/// <param name="limiter">Lets connections in.</param>
/// <param name="options">Kestrel's options of sockets.</param>
/// <param name="loggers">Where to log.</param>
internal sealed class BoundedListenerFactory(
    ConnectionLimiter limiter,
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(options, loggers);

    /// <inheritdoc />
    public async ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint,
        CancellationToken cancellationToken = default
    ) => new BoundedListener(limiter, await _sockets.BindAsync(endpoint, cancellationToken));

    /// <inheritdoc />
    public bool CanBind(EndPoint endpoint) => _sockets.CanBind(endpoint);

    private sealed class BoundedListener(ConnectionLimiter limiter, IConnectionListener inner)
        : IConnectionListener
    {
        public EndPoint EndPoint => inner.EndPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(
            CancellationToken cancellationToken = default
        )
        {
            while (await inner.AcceptAsync(cancellationToken) is { } connection)
            {
                if (await limiter.EnterAsync(connection))
                {
                    return connection;
                }

                await connection.DisposeAsync();
            }

            return null;
        }

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default) =>
            inner.UnbindAsync(cancellationToken);

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
