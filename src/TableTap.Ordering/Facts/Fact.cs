using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>Something that happened in a café. Facts are the only thing that is stored; folding them gives the café.</summary>
/// <param name="At">When it happened.</param>
public abstract record Fact(DateTimeOffset At);

/// <summary>
/// Something that happened to one order; each but <see cref="OrderReturnedFact"/> counts one up in its <see cref="Order.Version"/>.
/// </summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">To which order.</param>
public abstract record OrderFact(DateTimeOffset At, string OrderId) : Fact(At);

/// <summary>An order came from one status to the next; every such move is a row of <c>OrderTransitions</c>.</summary>
/// <param name="At">When it happened.</param>
/// <param name="OrderId">The id of the order.</param>
/// <param name="From">Where it was.</param>
/// <param name="By">User id of who did it, or <see cref="System"/>.</param>
public abstract record OrderMovedFact(
    DateTimeOffset At,
    string OrderId,
    OrderStatus From,
    string By
) : OrderFact(At, OrderId)
{
    /// <summary>Who did it when a rule did it.</summary>
    public const string System = "system";

    /// <summary>Where the order is after the move.</summary>
    public abstract OrderStatus To { get; }
}
