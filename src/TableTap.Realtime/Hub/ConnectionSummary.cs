using System.Collections.Immutable;
using TableTap.Protocol;

namespace TableTap.Realtime;

/// <summary>A connection as operators see it; nothing of what it hears or says.</summary>
/// <param name="ConnectionId">Its id.</param>
/// <param name="UserId">The <c>sub</c>.</param>
/// <param name="Role">The role.</param>
/// <param name="Cafes">The token's cafés.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Since">When it was opened.</param>
/// <param name="EndsAt">When it ends without renewal.</param>
/// <param name="Subscriptions">Channels it hears.</param>
/// <param name="BacklogBytes">Bytes that wait for it.</param>
/// <param name="IsLive">Whether it hears messages as they come; otherwise it catches up.</param>
public sealed record ConnectionSummary(
    string ConnectionId,
    string UserId,
    Role Role,
    ImmutableArray<string> Cafes,
    string? Address,
    DateTimeOffset Since,
    DateTimeOffset EndsAt,
    int Subscriptions,
    long BacklogBytes,
    bool IsLive
);
