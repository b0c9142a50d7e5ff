using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>
/// The one entry to sessions, subscriptions and delivery. Made once per process: <see cref="RunAsync"/> delivers for as
/// long as the server lives, <see cref="ServeAsync"/> serves one socket each. Thread-safe.
/// </summary>
public sealed class RealtimeHub
{
    private readonly CommandAllowance _allowance;

    /// <summary>Makes the hub; nothing runs yet.</summary>
    /// <param name="journal">The history; the hub is the one reader of its commits.</param>
    /// <param name="tokens">Checks tokens.</param>
    /// <param name="commands">Handles commands.</param>
    /// <param name="cafes">What permissions know of cafés.</param>
    /// <param name="revocations">Who is no longer served.</param>
    /// <param name="options">The options; checked by <see cref="RealtimeOptions.Problems"/> before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where to log.</param>
    /// <param name="ids">Gives connection ids.</param>
    /// <param name="random">Spreads a drain.</param>
    public RealtimeHub(
        IJournal journal,
        TokenCheck tokens,
        CommandHandler commands,
        CafeDirectory cafes,
        Revocations revocations,
        RealtimeOptions options,
        TimeProvider time,
        ILoggerFactory loggers,
        IdSource ids,
        RandomSource random
    ) => _allowance = new(options.Messages, time);

    /// <summary>How many commands each user may send over HTTP (section 8).</summary>
    public CommandAllowance HttpCommands => _allowance;

    /// <summary>Open connections by user type.</summary>
    public IReadOnlyDictionary<Role, int> ConnectionCounts { get; } = new Dictionary<Role, int>();

    /// <summary>
    /// Wraps an upgraded transport stream, before the WebSocket is made over it: without compression, and with a
    /// <c>KeepAliveInterval</c> of <see cref="Timeout.InfiniteTimeSpan"/> (heartbeats are the protocol's own).
    /// </summary>
    /// <param name="transport">The upgraded stream.</param>
    public SocketStream Wrap(Stream transport)
    {
        _ = _allowance;
        return new(transport);
    }

    /// <summary>Delivers what the journal commits and looks after all sessions, until stopped. Called once.</summary>
    /// <param name="cancellationToken">The server stops; after <see cref="DrainAsync"/>.</param>
    public Task RunAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>Serves one socket until it ends. Never throws for what a client can cause.</summary>
    /// <param name="socket">The server's end, made over <paramref name="stream"/>.</param>
    /// <param name="stream">What <see cref="Wrap"/> gave.</param>
    /// <param name="handshake">What the client brought.</param>
    /// <param name="cancellationToken">Cuts the socket.</param>
    public Task ServeAsync(
        WebSocket socket,
        SocketStream stream,
        Handshake handshake,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    /// <summary>
    /// Accepts nobody any more, tells everybody when to come back, spread over the drain window, and closes each with 1012
    /// at that time; returns when all have gone. <see cref="RunAsync"/> must still run.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting; sockets still open are cut.</param>
    public Task DrainAsync(CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
