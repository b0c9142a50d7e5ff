namespace TableTap.Client.Contract;

/// <summary>In which state the connection is, as far as it matters to somebody who looks at a screen.</summary>
public enum FreshnessState
{
    /// <summary>There is no connection; once the client was told to connect, it tries again by itself.</summary>
    Connecting,

    /// <summary>What the server tells comes at once.</summary>
    Live,

    /// <summary>The client is connected and fetches what was missed, or a followed state that is out of date.</summary>
    Behind,

    /// <summary>The client is connected, but the server has not answered a <c>ping</c>.</summary>
    Silent,

    /// <summary>The client has stopped for good and tries no more.</summary>
    Stopped,
}

/// <summary>
/// How current what the application shows is: data for a line such as "live · 2 s ago · sequence 812". Immutable.
/// </summary>
/// <param name="State">In which state the connection is.</param>
/// <param name="Since">Since when it is in that state.</param>
/// <param name="LastHeardAt">When the server was heard last; null before the first time.</param>
/// <param name="LastMessageAt">When the last message of a channel came; null before the first one.</param>
/// <param name="Sequence">The sequence of that message; null before the first one.</param>
/// <param name="Sequences">How far each subscribed channel was received, where that is known: its last sequence without a hole.</param>
public sealed record Freshness(
    FreshnessState State,
    DateTimeOffset Since,
    DateTimeOffset? LastHeardAt,
    DateTimeOffset? LastMessageAt,
    long? Sequence,
    IReadOnlyDictionary<string, long> Sequences
);
