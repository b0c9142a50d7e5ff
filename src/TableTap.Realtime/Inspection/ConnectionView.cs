using TableTap.Realtime.Authentication;
using TableTap.Realtime.Sessions;
using TableTap.Terms;

namespace TableTap.Realtime.Inspection;

/// <summary>A connection as operators see it: that it is there and how it keeps up, never what it says. Immutable.</summary>
/// <param name="ConnectionId">The id that <c>connection_established</c> told.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Role">The role of the token that was shown last.</param>
/// <param name="CafeIds">The cafés of that token; none for an administrator of the server.</param>
/// <param name="Since">When the session began.</param>
/// <param name="Channels">What it hears: the first twenty names.</param>
/// <param name="ChannelCount">How many channels it hears.</param>
/// <param name="BacklogBytes">Bytes that wait to be written to it.</param>
/// <param name="Live">Whether it hears live; otherwise it reads what it missed from the journal.</param>
public sealed record ConnectionView(
    string ConnectionId,
    string UserId,
    Role Role,
    IReadOnlyList<string> CafeIds,
    DateTimeOffset Since,
    IReadOnlyList<string> Channels,
    int ChannelCount,
    long BacklogBytes,
    bool Live
)
{
    /// <summary>From where it came.</summary>
    /// <value>Default null: not known.</value>
    public string? Address { get; init; }

    /// <summary>For how many whole seconds its client has sent no byte.</summary>
    /// <value>Default null: a stream of events, whose client can say nothing.</value>
    public int? SilentSeconds { get; init; }

    /// <summary>For how many whole seconds its line has been taking nothing, although something waits.</summary>
    /// <value>Default null: it takes what it is given.</value>
    public int? StalledSeconds { get; init; }

    /// <summary>Bytes that came from its client since it began, without TLS.</summary>
    /// <value>Default null: a stream of events, whose client can say nothing.</value>
    public long? ReceivedBytes { get; init; }

    /// <summary>Bytes that were handed to its line since it began, without TLS.</summary>
    /// <value>Default 0.</value>
    public long SentBytes { get; init; }
}

/// <summary>Which connections are wanted, in the order in which they began.</summary>
/// <param name="Limit">How many at most, from 1.</param>
public sealed record ConnectionFilter(int Limit)
{
    /// <summary>Only those of this role.</summary>
    /// <value>Default null: of all roles.</value>
    public Role? Role { get; init; }

    /// <summary>Only those whose token names this café.</summary>
    /// <value>Default null: of all cafés, and of none.</value>
    public string? CafeId { get; init; }

    /// <summary>Only those of this user.</summary>
    /// <value>Default null: of all users.</value>
    public string? UserId { get; init; }

    /// <summary>Only those whose id comes after this one: the last of the page before.</summary>
    /// <value>Default null: from the first on.</value>
    public string? After { get; init; }

    internal bool Holds(Session session) =>
        Holds(session.Identity) && (After is null || string.CompareOrdinal(session.Id, After) > 0);

    private bool Holds(Identity identity) =>
        (Role is null || identity.Role == Role)
        && (UserId is null || identity.UserId == UserId)
        && (CafeId is null || identity.Cafes.Contains(CafeId));
}
