using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Realtime.Channels;

/// <summary>Whose channels a grant reaches.</summary>
internal enum GrantScope
{
    /// <summary>The caller's own.</summary>
    Self,

    /// <summary>The counters of the caller's staff record, and those covered now.</summary>
    OwnCounters,

    /// <summary>The caller's cafés, and all their counters.</summary>
    OwnCafes,

    /// <summary>Everything.</summary>
    Everything,
}

/// <summary>A row of the permission matrix.</summary>
/// <param name="Role">Who.</param>
/// <param name="Kinds">May hear which channels.</param>
/// <param name="Scope">Of whom.</param>
internal sealed record Grant(Role Role, ChannelKinds Kinds, GrantScope Scope);
