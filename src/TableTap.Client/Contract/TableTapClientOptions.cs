using System.Net.WebSockets;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace TableTap.Client.Contract;

/// <summary>
/// How a client connects and behaves (protocol sections 1, 7 and 8). Immutable; may be shared by clients
/// except for <see cref="Random"/>.
/// </summary>
public sealed record TableTapClientOptions
{
    /// <summary>
    /// The server's socket: <c>ws://localhost:3001/v1</c>, <c>wss://…/v1</c>; <c>http</c> and <c>https</c> are read as <c>ws</c> and
    /// <c>wss</c>.
    /// </summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// Gives a token. Asked before each connection, when the session is about to expire and after a refusal, so it may give a
    /// kept token while that is good. The token travels in the <c>Authorization</c> header (section 1).
    /// </summary>
    public required Func<CancellationToken, ValueTask<string>> Token { get; init; }

    /// <summary>
    /// The private key, on P-256, of which the token's <c>cnf.jwk</c> is the public part: what has to be signed is signed with it
    /// (section 9). The application keeps and disposes it.
    /// </summary>
    /// <value>Default null: nothing is signed.</value>
    public ECDsa? SigningKey { get; init; }

    /// <summary>
    /// The private key, on P-256, to which payment data is encrypted: its public part is told to the server at each connection, and
    /// payment messages are opened before the application gets them (section 9). The application keeps and disposes it.
    /// </summary>
    /// <value>Default null: payment data comes as the server gives it to who has no key.</value>
    public ECDiffieHellman? EncryptionKey { get; init; }

    /// <summary>How long a connection may take until <c>connection_established</c>.</summary>
    /// <value>Default 10 s.</value>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before the first reconnection; doubles with each failure. Half of every wait is random.</summary>
    /// <value>Default 250 ms.</value>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two attempts.</summary>
    /// <value>Default 30 s; not below <see cref="FirstBackoff"/>.</value>
    public TimeSpan MaxBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a <c>ping</c> is sent; a socket silent for two and a half times as long is given up (section 1).</summary>
    /// <value>Default null: the server's <c>heartbeatInterval</c>.</value>
    public TimeSpan? HeartbeatInterval { get; init; }

    /// <summary>
    /// How long a command or request may stay unanswered on a live socket before it is sent again, and how long a state may take that is
    /// loaded over HTTP.
    /// </summary>
    /// <value>Default 10 s.</value>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a command is tried in all, over reconnections, time-outs and pauses of up to a minute that the server asks for (section 4).</summary>
    /// <value>Default 2 min.</value>
    public TimeSpan CommandDeadline { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// How many commands may wait for their answers, those without a connection included; one more fails at once with
    /// <see cref="CommandQueueFullException"/>.
    /// </summary>
    /// <value>Default 100; at least 1.</value>
    public int MaxCommands { get; init; } = 100;

    /// <summary>How long the client may be behind the <c>heads</c> of a <c>pong</c> before it replays (section 2).</summary>
    /// <value>Default 2 s.</value>
    public TimeSpan CatchUpGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often handled messages are confirmed, one cumulative <c>ack</c> per channel (section 7).</summary>
    /// <value>Default 250 ms.</value>
    public TimeSpan AckInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// How many messages wait for the application. When they do, the socket is no longer read, so that TCP slows the server down;
    /// nothing is dropped. While a command waits for its answer, eight times as many may wait, so that a reader that sends
    /// commands gets its answers.
    /// </summary>
    /// <value>Default 1,024; at least 1.</value>
    public int InboxCapacity { get; init; } = 1024;

    /// <summary>The largest frame that is accepted from the server, in bytes.</summary>
    /// <value>Default 4 MiB; at least 512 KiB, which a full replay page may need.</value>
    public int MaxFrameBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>
    /// Asked when the history of a channel that the application subscribed no longer reaches back (<c>HISTORY_UNAVAILABLE</c>,
    /// section 7): load the state over HTTP and return the <c>positions</c> and <c>epoch</c> of that answer; the client subscribes
    /// from there. Null, or a null answer: it subscribes from what comes next. A state that is followed is loaded by the client itself.
    /// </summary>
    public Func<
        HistoryLost,
        CancellationToken,
        ValueTask<StatePositions?>
    >? ReloadState { get; init; }

    /// <summary>Hears what happens to the connection. Called on the client's tasks: must be quick; what it throws is ignored.</summary>
    public Action<ClientEvent>? OnEvent { get; init; }

    /// <summary>
    /// Makes the log of the category <c>TableTap.Client</c>, with a line for what happens to the connection and for each
    /// refusal. Channels, ids and reasons stand in it; a payload, a token or a key never does.
    /// </summary>
    /// <value>Default null: nothing is logged.</value>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>Sees every frame, received or sent; null for none.</summary>
    public FrameTap? FrameTap { get; init; }

    /// <summary>
    /// Sets what the platform's socket offers beside the protocol, before each connection: a proxy, how the server's certificate is checked.
    /// The header <c>Authorization</c> and pings are the client's own affair. Must be quick.
    /// </summary>
    /// <value>Default null: the platform's defaults.</value>
    public Action<ClientWebSocketOptions>? ConfigureSocket { get; init; }

    /// <summary>
    /// What states are loaded through over HTTP, where a proxy or the server's certificate asks for it. The application keeps and disposes
    /// it; the header <c>Authorization</c> is the client's own affair.
    /// </summary>
    /// <value>Default null: the platform's own, which follows no redirection.</value>
    public HttpMessageHandler? HttpHandler { get; init; }

    /// <summary>The clock that all waits are measured by.</summary>
    /// <value>Default the system's.</value>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The source of jitter; not shared between clients.</summary>
    /// <value>Default a new one per options.</value>
    public Random Random { get; init; } = new();

    /// <summary>The address of the socket: the scheme is <c>ws</c> or <c>wss</c>.</summary>
    internal Uri SocketUrl =>
        Url.Scheme switch
        {
            "http" => new UriBuilder(Url) { Scheme = "ws" }.Uri,
            "https" => new UriBuilder(Url) { Scheme = "wss" }.Uri,
            _ => Url,
        };

    /// <summary>The server's address for requests over HTTP, without <c>/v1</c> and without a slash at its end.</summary>
    internal string HttpAddress
    {
        get
        {
            var scheme = Url.Scheme is "ws" or "http" ? "http" : "https";
            var address = new UriBuilder(Url) { Scheme = scheme }
                .Uri.GetLeftPart(UriPartial.Path)
                .TrimEnd('/');
            return address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address;
        }
    }

    /// <summary>Throws where an option is out of its range.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(
            Url.IsAbsoluteUri && Url.Scheme is "ws" or "wss" or "http" or "https",
            nameof(Url),
            "an absolute ws, wss, http or https address"
        );
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout), "more than 0");
        Require(FirstBackoff > TimeSpan.Zero, nameof(FirstBackoff), "more than 0");
        Require(MaxBackoff >= FirstBackoff, nameof(MaxBackoff), "at least FirstBackoff");
        Require(
            HeartbeatInterval is null || HeartbeatInterval > TimeSpan.Zero,
            nameof(HeartbeatInterval),
            "more than 0"
        );
        Require(CommandTimeout > TimeSpan.Zero, nameof(CommandTimeout), "more than 0");
        Require(CommandDeadline > TimeSpan.Zero, nameof(CommandDeadline), "more than 0");
        Require(MaxCommands >= 1, nameof(MaxCommands), "at least 1");
        Require(CatchUpGrace > TimeSpan.Zero, nameof(CatchUpGrace), "more than 0");
        Require(AckInterval > TimeSpan.Zero, nameof(AckInterval), "more than 0");
        Require(InboxCapacity >= 1, nameof(InboxCapacity), "at least 1");
        Require(MaxFrameBytes >= 512 * 1024, nameof(MaxFrameBytes), "at least 524288");
    }

    private static void Require(bool holds, string option, string allowed)
    {
        if (!holds)
        {
            throw new ArgumentException(
                $"{nameof(TableTapClientOptions)}.{option} has to be {allowed}.",
                option
            );
        }
    }
}
