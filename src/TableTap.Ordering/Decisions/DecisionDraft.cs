using System.Collections.Immutable;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;

namespace TableTap.Ordering.Decisions;

/// <summary>
/// A decision in the making: the café as it will be after the facts so far, so that each next step sees what the ones before it did.
/// Lives for one decision on one thread.
/// </summary>
internal sealed class DecisionDraft(Cafe cafe, DecisionContext context)
{
    private readonly ImmutableArray<AppliedFact>.Builder _changes =
        ImmutableArray.CreateBuilder<AppliedFact>();

    /// <summary>The café after the facts so far.</summary>
    public Cafe Cafe { get; private set; } = cafe;

    /// <summary>The time of the decision.</summary>
    public DateTimeOffset Now => context.Now;

    /// <summary>The actor that gives the command.</summary>
    public Actor Actor => context.Actor;

    /// <summary>The id of who wants it.</summary>
    public string By => context.Actor.UserId;

    /// <summary>Whether anybody here could take the money of a card.</summary>
    public bool TakesCards => context.TakesCards;

    /// <summary>The limits that the café's profile sets.</summary>
    public CafeLimits Limits => Cafe.Profile.Limits;

    /// <summary>Where ids and random numbers come from.</summary>
    public DecisionSources Ids => context.Ids;

    /// <summary>All facts of an order that ended and has left the café; null where there is none.</summary>
    public EquatableList<OrderFact>? EndedOrder(string orderId) => context.EndedOrder(orderId);

    /// <summary>An order that is known to exist, after the facts so far.</summary>
    public Order Order(string orderId) => Cafe.Order(orderId)!;

    /// <summary>Adds a fact to the decision and applies it to the café.</summary>
    public void Emit(Fact fact)
    {
        Cafe = CafeApply.Apply(Cafe, fact);
        _changes.Add(new(fact, Cafe));
    }

    /// <summary>The decision that accepts the command, with all facts so far.</summary>
    public Decision Accept(DecisionResult? result = null) =>
        new() { Changes = _changes.ToImmutable(), Result = result };

    /// <summary>The decision that refuses the command, with all facts so far.</summary>
    public Decision Refuse(Refusal refusal) =>
        new() { Changes = _changes.ToImmutable(), Refusal = refusal };
}
