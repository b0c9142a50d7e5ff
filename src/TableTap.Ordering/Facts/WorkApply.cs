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
        if (
            !before.HasWork
            || !ReferenceEquals(before.Profile.Limits, after.Profile.Limits)
            || before.DayEndedPlace != after.DayEndedPlace
        )
        {
            return after;
        }

        var work = before.Work with { Orders = after.OpenOrders, Times = after.Times };
        if (fact is OrderFact { OrderId: var orderId })
        {
            work = Replaced(before, after, Measured(before, after, work, fact), orderId);
        }

        return after.WithWork(work with { Queues = work.Queues.At(fact.At) });
    }

    private static OpenWork Replaced(Cafe before, Cafe after, OpenWork work, string orderId)
    {
        before.OpenOrders.TryGet(orderId, out var was);
        after.OpenOrders.TryGet(orderId, out var now);
        return work.Replace(was, now);
    }

    /// <summary>A piece that was measured changes what the tickets with its item take.</summary>
    private static OpenWork Measured(Cafe before, Cafe after, OpenWork work, Fact fact) =>
        fact is LineMovedFact { CounterId: { } counterId } moved
        && !ReferenceEquals(before.PreparationTimes.Items, after.PreparationTimes.Items)
            ? work with
            {
                Queues = work.Queues.Measured(
                    counterId,
                    before.Order(moved.OrderId)!.Line(moved.LineId)!.ItemId,
                    after.Times
                ),
            }
            : work;
}
