using TableTap.Protocol.Messages;

namespace TableTap.Client.Contract;

/// <summary>Something that happened to the connection, for <see cref="TableTapClientOptions.OnEvent"/>. Immutable.</summary>
public abstract record ClientEvent;

/// <summary>A session began (section 1).</summary>
/// <param name="Connection">Which of the client's sockets, counted from 1.</param>
/// <param name="Established">What the server said of it.</param>
public sealed record Connected(int Connection, ConnectionEstablished Established) : ClientEvent;

/// <summary>The socket is gone; the client tries again by itself.</summary>
/// <param name="Reason">What happened, for a person.</param>
/// <param name="CloseCode">The server's close code, if it gave one (section 1).</param>
/// <param name="RetryIn">How long the client waits before it tries again.</param>
public sealed record Disconnected(string Reason, int? CloseCode, TimeSpan RetryIn) : ClientEvent;

/// <summary>A new session has every message that was missed; live messages follow (section 7).</summary>
/// <param name="Channels">How many channels were resumed.</param>
public sealed record Resumed(int Channels) : ClientEvent;

/// <summary>The client has stopped for good and will not reconnect.</summary>
/// <param name="Reason">The error that made the client stop.</param>
public sealed record Stopped(TableTapException Reason) : ClientEvent;

/// <summary>
/// What was sent on a channel cannot be replayed: reload the state (<see cref="TableTapClientOptions.ReloadState"/>; section 7).
/// </summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="After">The last sequence the client had.</param>
/// <param name="OldestSequence">The oldest that is kept, where the server said so.</param>
/// <param name="Sequence">The channel's head, where the server said so.</param>
public sealed record HistoryLost(string Channel, long After, long? OldestSequence, long? Sequence)
    : ClientEvent;

/// <summary>A replay jumped over sequences: the reader may not see them (section 3, covers), or the server lost them.</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="After">The last sequence before the jump.</param>
/// <param name="Before">The first sequence after it.</param>
public sealed record SequencesWithheld(string Channel, long After, long Before) : ClientEvent;

/// <summary>A sequence was skipped on the live path, or the heads ran ahead: the client replays (sections 2 and 7).</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="After">The last sequence it has.</param>
public sealed record FellBehind(string Channel, long After) : ClientEvent
{
    /// <summary>Whether the heads of a <c>pong</c> said so, and no later message came: what is missing may only be late.</summary>
    /// <value>Default false: a later message came first.</value>
    public bool IsByHeads { get; init; }
}

/// <summary>A channel is no longer heard: revoked, or refused when the client came back (sections 1 and 3).</summary>
/// <param name="Channel">The name of the channel.</param>
/// <param name="Reason">Why the channel is no longer heard, in words.</param>
public sealed record SubscriptionEnded(string Channel, string Reason) : ClientEvent;

/// <summary>A pattern covers more channels now (section 3).</summary>
/// <param name="Pattern">The pattern that was subscribed.</param>
/// <param name="Channels">The new channels.</param>
public sealed record SubscriptionGrew(string Pattern, IReadOnlyList<string> Channels) : ClientEvent;

/// <summary>The session was renewed (section 1).</summary>
/// <param name="SessionExpiresAt">Its new end.</param>
public sealed record SessionRenewed(DateTimeOffset SessionExpiresAt) : ClientEvent;

/// <summary>The freshness is in another state than before.</summary>
/// <param name="Freshness">How current everything is from now on.</param>
public sealed record FreshnessChanged(Freshness Freshness) : ClientEvent;

/// <summary>An <c>error</c> that answers nothing the client waits for, or a frame that is no message (section 2).</summary>
/// <param name="Error">The error as the server sent it.</param>
public sealed record ServerReported(Error Error) : ClientEvent;

/// <summary>Where a state that was read over HTTP stands (section 7): its <c>positions</c> and <c>epoch</c>.</summary>
/// <param name="Positions">The sequence of each channel that the state includes.</param>
/// <param name="Epoch">The journal's epoch.</param>
public sealed record StatePositions(IReadOnlyDictionary<string, long> Positions, string Epoch);
