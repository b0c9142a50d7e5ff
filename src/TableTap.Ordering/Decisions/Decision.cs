using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;

namespace TableTap.Ordering.Decisions;

/// <summary>
/// What a command comes to: facts, or a refusal. An accepted decision may have no facts (the same status again). A refused one may have
/// some (a wrong pickup code is counted); they are stored all the same.
/// </summary>
public sealed record Decision
{
    /// <summary>What happened, in its order, each with the café that it left: whoever takes the decision applies nothing again.</summary>
    public ImmutableArray<AppliedFact> Changes { get; init; } = [];

    /// <summary>What happened, in its order.</summary>
    public ImmutableArray<Fact> Facts => [.. Changes.Select(change => change.Fact)];

    /// <summary>What was made, if the command makes something.</summary>
    public DecisionResult? Result { get; init; }

    /// <summary>Why not; null when the command was accepted.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>Whether the command was accepted.</summary>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAccepted => Refusal is null;

    /// <summary>The decision that accepts a command in which nothing happens.</summary>
    public static Decision Nothing { get; } = new();

    /// <summary>A refusal alone is a decision in which nothing happens.</summary>
    public static implicit operator Decision(Refusal refusal) => new() { Refusal = refusal };
}

/// <summary>A fact that was applied, and the café that it left.</summary>
/// <param name="Fact">The fact that was applied.</param>
/// <param name="After">The café after it.</param>
public readonly record struct AppliedFact(Fact Fact, Cafe After);
