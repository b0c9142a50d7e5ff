using System.Collections.Immutable;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Decisions;

/// <summary>The person, back end or café that gives a command.</summary>
/// <param name="Role">What they are to the café; null for the café itself, its timers and what follows by rule.</param>
/// <param name="UserId">The id of the user; <see cref="OrderMovedFact.System"/> for the café itself.</param>
/// <param name="Name">Their name, if the token has one.</param>
/// <param name="Counters">An employee's counters at the reading of the command: <see cref="CounterStaffing.CountersOf"/>.</param>
public sealed record Actor(Role? Role, string UserId, string? Name, ImmutableArray<string> Counters)
{
    /// <summary>The café itself, which gives commands by its rules and timers.</summary>
    public static Actor System { get; } = new(null, OrderMovedFact.System, null, []);

    /// <summary>Whether it is the café itself.</summary>
    public bool IsSystem => Role is null;

    /// <summary>Whether they work in the café; managers and admins do too.</summary>
    public bool IsEmployee => Role is Terms.Role.Employee or Terms.Role.Manager or Terms.Role.Admin;

    /// <summary>Whether they run the café; admins do too.</summary>
    public bool IsManager => Role is Terms.Role.Manager or Terms.Role.Admin;

    /// <summary>Whether this is one of their counters.</summary>
    public bool Holds(string? counterId) =>
        counterId is not null && !Counters.IsDefault && Counters.Contains(counterId);

    /// <summary>Whether they are the guest of this order.</summary>
    public bool Owns(Order order) =>
        order.OwnerId is not null
        && order.OwnerId == UserId
        && Role is not (null or Terms.Role.Service);
}
