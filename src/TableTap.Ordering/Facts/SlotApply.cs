using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What facts of orders make of the room at the counters (docs/protocol.md §5, "Room at the counters").</summary>
internal static class SlotApply
{
    /// <summary>What is over for this long is forgotten.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>The room that is taken after an order was placed.</summary>
    /// <param name="cafe">The café before it.</param>
    /// <param name="fact">The order.</param>
    public static EquatableMap<int> Created(Cafe cafe, OrderCreatedFact fact) =>
        fact.Slots.Count == 0
            ? cafe.SlotUse
            : Counted(Forgotten(cafe.SlotUse, fact.At), fact.Slots.Items, 1);

    /// <summary>The café after something happened to an order: what nobody will make leaves its room to others.</summary>
    /// <param name="cafe">The café before it.</param>
    /// <param name="before">The order as it was.</param>
    /// <param name="after">The order as it is.</param>
    /// <param name="fact">What happened to it.</param>
    public static Cafe Apply(Cafe cafe, Order before, Order after, OrderFact fact)
    {
        if (before.Slots.Count == 0 && after.Slots.Count == 0)
        {
            return cafe;
        }

        return fact switch
        {
            OrderRescheduledFact f => cafe with
            {
                SlotUse = Counted(
                    Counted(Forgotten(cafe.SlotUse, f.At), Live(before), -1),
                    Live(after),
                    1
                ),
            },
            OrderCancelledFact => cafe with { SlotUse = Counted(cafe.SlotUse, Live(before), -1) },
            LineMovedFact { To: LineStatus.Voided } f => cafe with
            {
                SlotUse = Counted(
                    cafe.SlotUse,
                    Live(before).Where(share => share.LineId == f.LineId),
                    -1
                ),
            },
            _ => cafe,
        };
    }

    /// <summary>The room that an order takes and that would be free without it: nobody began the lines.</summary>
    internal static IEnumerable<SlotShare> Live(Order order) =>
        order.Slots.Items.Where(share => order.Line(share.LineId) is { Status.IsUntouched: true });

    /// <summary>The room that is taken with some shares more, or less.</summary>
    /// <param name="use">The room that is taken.</param>
    /// <param name="shares">What comes or goes.</param>
    /// <param name="sign">1 for what comes, -1 for what goes.</param>
    internal static EquatableMap<int> Counted(
        EquatableMap<int> use,
        IEnumerable<SlotShare> shares,
        int sign
    )
    {
        foreach (var share in shares)
        {
            var known = use.TryGet(share.Key, out var taken);
            var pieces = (known ? taken : 0) + sign * share.Pieces;
            // A slot that was forgotten is not there to take something back.
            use =
                pieces > 0 && (known || sign > 0) ? use.Set(share.Key, pieces)
                : known ? use.Remove(share.Key)
                : use;
        }

        return use;
    }

    private static EquatableMap<int> Forgotten(EquatableMap<int> use, DateTimeOffset now)
    {
        var first = TimeKey.Of(SlotShare.SlotOf(now - Kept), "");
        while (
            use.Count > 0
            && use.Items.Keys.First() is var key
            && string.CompareOrdinal(key, first) < 0
        )
        {
            use = use.Remove(key);
        }

        return use;
    }
}
