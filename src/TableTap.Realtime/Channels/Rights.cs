using TableTap.Protocol.Channels;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Realtime.Channels;

/// <summary>
/// What a caller may hear, by the permission matrix and the cafés as they were at one moment (section 3). Immutable: equal
/// rights give equal answers.
/// </summary>
/// <param name="Identity">Who the caller is.</param>
/// <param name="Cafes">The cafés, counters and staff.</param>
internal readonly record struct Rights(Identity Identity, CafeMap Cafes)
{
    /// <summary>Whether the role holds at all: one of the staff only where a café's record has the person.</summary>
    public bool HoldSomewhere => !Identity.IsOfStaff || OwnCafes().Any();

    /// <summary>Whether a channel may be heard. Permission comes first: what is foreign is never told to exist.</summary>
    public Access To(ChannelName channel) =>
        !MayHear(channel) ? Access.Forbidden
        : Exists(channel) ? Access.Granted
        : Access.Unknown;

    /// <summary>
    /// Whether a pattern may be subscribed: each channel it stands for must be one that may be heard.
    /// </summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="channels">What it stands for now.</param>
    public Access To(ChannelPattern pattern, out IReadOnlyList<ChannelName> channels)
    {
        channels = [];
        if (pattern.Id is null)
        {
            if (!HearsEveryCounterOfItsCafes())
            {
                return Access.Forbidden;
            }

            channels = [.. OwnCounters().SelectMany(id => Expand(pattern.Kinds, id))];
            return Access.Granted;
        }

        channels = [.. Expand(pattern.Kinds, pattern.Id)];
        var worst = Access.Granted;
        foreach (var channel in channels)
        {
            switch (To(channel))
            {
                case Access.Forbidden:
                    channels = [];
                    return Access.Forbidden;
                case Access.Unknown:
                    worst = Access.Unknown;
                    break;
                default:
                    break;
            }
        }

        return worst;
    }

    /// <summary>
    /// After which commit the channel may be heard, where it is heard only because a break is covered (section 3); else null.
    /// </summary>
    public long? CoveredAfter(ChannelName channel) =>
        Identity.Role == Role.Employee
        && (channel.Kind & ChannelKinds.Counter) != ChannelKinds.None
        && OwnCafeOf(channel.Id) is { } cafe
        && !HasAnyway(cafe, channel.Id)
            ? cafe.CoveredAfter(Identity.UserId, channel.Id)
            : null;

    private static IEnumerable<ChannelName> Expand(ChannelKinds kinds, string id)
    {
        for (var left = (int)kinds; left != 0; left &= left - 1)
        {
            yield return ChannelName.Of((ChannelKinds)(left & -left), id);
        }
    }

    private bool MayHear(ChannelName channel)
    {
        foreach (var grant in PermissionMatrix.Of(Identity.Role))
        {
            if ((grant.Kinds & channel.Kind) != ChannelKinds.None && Covers(grant.Scope, channel))
            {
                return true;
            }
        }

        return false;
    }

    private bool Covers(GrantScope scope, ChannelName channel) =>
        scope switch
        {
            GrantScope.Self => channel.Id == Identity.UserId && HoldSomewhere,
            GrantScope.OwnCounters => WorksAt(channel.Id),
            GrantScope.OwnCafes when (channel.Kind & ChannelKinds.Counter) != ChannelKinds.None =>
                OwnCafeOf(channel.Id) is not null,
            GrantScope.OwnCafes => IsOwn(channel.Id),
            GrantScope.OwnStaff => OwnCafes()
                .Any(cafe => cafe.EmployeeCounters.ContainsKey(channel.Id)),
            GrantScope.Server => true,
            _ => Identity.IsServerAdministrator || AdministersEveryCafe(),
        };

    private bool WorksAt(string counterId) =>
        OwnCafeOf(counterId) is { } cafe
        && (
            cafe.CoveredAfter(Identity.UserId, counterId) is not null || HasAnyway(cafe, counterId)
        );

    // By the staff record, narrowed by the token; no break needs to be covered for it.
    private bool HasAnyway(CafeScope cafe, string counterId) =>
        cafe.EmployeeCounters.TryGetValue(Identity.UserId, out var counters)
        && counters.Contains(counterId)
        && (Identity.Counters is not { } narrowed || narrowed.Contains(counterId));

    private CafeScope? OwnCafeOf(string counterId) =>
        Cafes.OwnerOf(counterId) is { } owner && IsOwn(owner) ? Cafes.Find(owner) : null;

    // Of a café that is not there nobody is staff; to others it is told that there is none.
    private bool IsOwn(string cafeId) =>
        Cafes.Find(cafeId) is { } cafe
            ? cafe.HoldsFor(Identity)
            : Identity.Cafes.Contains(cafeId) && !Identity.IsOfStaff;

    private bool Exists(ChannelName channel) =>
        channel.Kind switch
        {
            ChannelKinds.CounterOrders or ChannelKinds.CounterStatus => Cafes.OwnerOf(channel.Id)
                is not null,
            ChannelKinds.CafeGeneral
            or ChannelKinds.CafeStaff
            or ChannelKinds.CafeMetrics
            or ChannelKinds.CafeAlerts => Cafes.Knows(channel.Id),
            _ => true,
        };

    private bool HearsEveryCounterOfItsCafes() =>
        HoldSomewhere
        && PermissionMatrix
            .Of(Identity.Role)
            .Any(grant =>
                (grant.Kinds & ChannelKinds.Counter) == ChannelKinds.Counter
                && grant.Scope >= GrantScope.OwnCafes
            );

    // A guest's channel tells of every café where the guest orders.
    private bool AdministersEveryCafe()
    {
        var identity = Identity;
        return Cafes.Cafes.Any() && Cafes.Cafes.All(cafe => identity.Owns(cafe.CafeId));
    }

    private IEnumerable<string> OwnCounters() =>
        OwnCafes()
            .OrderBy(cafe => cafe.CafeId, StringComparer.Ordinal)
            .SelectMany(cafe => cafe.Counters);

    private IEnumerable<CafeScope> OwnCafes()
    {
        var identity = Identity;
        return Cafes.Cafes.Where(cafe => cafe.HoldsFor(identity));
    }
}
