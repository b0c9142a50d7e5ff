using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace TableTap.Server.Connections;

/// <summary>Binds the ports on which Kestrel serves. Thread-safe.</summary>
/// <param name="limiter">Lets connections in.</param>
/// <param name="options">Kestrel's options of sockets.</param>
/// <param name="loggers">Where to log.</param>
/// <param name="time">The clock.</param>
internal sealed class BoundedListenerFactory(
    ConnectionLimiter limiter,
    IOptions<SocketTransportOptions> options,
    ILoggerFactory loggers,
    TimeProvider time
) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <inheritdoc />
    public ValueTask<IConnectionListener> BindAsync(
        EndPoint endpoint,
        CancellationToken cancellationToken = default
    )
    {
        var port = Bind(endpoint);
        port.Listen(options.Value.Backlog);
        return new(
            new BoundedListener(
                limiter,
                port,
                options.Value,
                loggers.CreateLogger<BoundedListener>(),
                time
            )
        );
    }

    /// <inheritdoc />
    public bool CanBind(EndPoint endpoint) =>
        endpoint is IPEndPoint or UnixDomainSocketEndPoint or FileHandleEndPoint;

    private Socket Bind(EndPoint endpoint)
    {
        try
        {
            return options.Value.CreateBoundListenSocket(endpoint);
        }
        catch (SocketException error)
            when (error.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(error.Message, error);
        }
    }
}
