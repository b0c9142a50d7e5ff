using TableTap.Ordering.State;

namespace TableTap.Ordering.Facts;

/// <summary>Keeps what follows from the open orders in step with them.</summary>
internal static class WorkApply
{
    /// <summary>The café with what follows from its orders after a fact.</summary>
    /// <param name="before">The café before the fact.</param>
    /// <param name="after">The café after it, but for what follows from its orders.</param>
    /// <param name="fact">The fact that was applied.</param>
    public static Cafe Apply(Cafe before, Cafe after, Fact fact)
    {
        // Nobody has asked yet, or everything counts otherwise from now on: who asks next has it counted.
        var basis = after.Basis;
        if (before.HasWork && basis.CountsLike(before.Basis))
        {
            after.Keep(
                before.Work.Next(
                    basis,
                    (fact as OrderFact)?.OrderId,
                    Measured(before, after, fact),
                    fact.At
                )
            );
        }

        return after;
    }

    private static (string CounterId, string ItemId)? Measured(
        Cafe before,
        Cafe after,
        Fact fact
    ) =>
        fact is LineMovedFact { CounterId: { } counterId } moved
        && !ReferenceEquals(before.PreparationTimes.Items, after.PreparationTimes.Items)
            ? (counterId, before.Order(moved.OrderId)!.Line(moved.LineId)!.ItemId)
            : null;
}
