using TableTap.Protocol.Channels;
using TableTap.Terms;

namespace TableTap.Realtime.Channels;

/// <summary>Whose channels a grant reaches.</summary>
internal enum GrantScope
{
    /// <summary>The grant reaches the caller's own channels only.</summary>
    Self,

    /// <summary>The counters of the caller's staff record, and those covered now.</summary>
    OwnCounters,

    /// <summary>The caller's cafés, and all their counters.</summary>
    OwnCafes,

    /// <summary>The people of the caller's cafés, by their staff records.</summary>
    OwnStaff,

    /// <summary>The grant reaches the one channel that is of no café, for every such caller.</summary>
    Server,

    /// <summary>The grant reaches the channels of every user, café and counter, if there is no café beside the caller's own.</summary>
    Everything,
}

/// <summary>A row of the permission matrix.</summary>
/// <param name="Role">The role that the row is for.</param>
/// <param name="Kinds">The kinds of channel that they may hear.</param>
/// <param name="Scope">Whose channels of these kinds they are.</param>
internal sealed record Grant(Role Role, ChannelKinds Kinds, GrantScope Scope);
