using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Facts;

/// <summary>What facts make of what is out and of what is counted (docs/protocol.md §5, "Countdown").</summary>
internal static class AvailabilityApply
{
    /// <summary>The café after somebody said that something is out, counted, or there again.</summary>
    /// <param name="cafe">The café before it.</param>
    /// <param name="fact">What was said.</param>
    public static Cafe Apply(Cafe cafe, ItemAvailabilityChangedFact fact)
    {
        var said = new Outage(
            fact.ItemId,
            fact.Customization,
            fact.CounterId,
            fact.OptionId,
            fact.BackAt
        );
        if (fact.CounterId is null)
        {
            // Whatever is said of the whole café ends what was counted before.
            cafe = cafe with
            {
                Countdowns = fact.Remaining is { } left
                    ? cafe.Countdowns.Set(
                        said.Key,
                        new(fact.ItemId, fact.OptionId, left, cafe.Version + 1, fact.BackAt)
                    )
                    : cafe.Countdowns.Remove(said.Key),
            };
        }

        return cafe with
        {
            Outages = fact.Available
                ? cafe
                    .Outages.Values.Where(outage => IsOver(outage, said))
                    .Aggregate(cafe.Outages, (outages, gone) => outages.Remove(gone.Key))
                : cafe.Outages.Set(said.Key, said),
        };
    }

    /// <summary>The café after something happened to an order: what was confirmed is taken, what nobody began comes back.</summary>
    /// <param name="cafe">The café with the order as it is.</param>
    /// <param name="before">The order as it was.</param>
    /// <param name="after">The order as it is.</param>
    /// <param name="fact">What happened to it.</param>
    public static Cafe Apply(Cafe cafe, Order before, Order after, OrderFact fact) =>
        cafe.Countdowns.Count == 0
            ? cafe
            : fact switch
            {
                OrderScheduledFact or OrderConfirmedFact { From: OrderStatus.Pending } => Counted(
                    cafe,
                    after,
                    after.LiveLines,
                    -1
                ),
                OrderRescheduledFact when after.Status == OrderStatus.Scheduled => Counted(
                    Counted(cafe, before, before.LiveLines, 1),
                    after,
                    after.LiveLines,
                    -1
                ),
                OrderCancelledFact => Counted(cafe, after, before.LiveLines.Where(IsUntouched), 1),
                LineMovedFact { To: LineStatus.Voided } f => Counted(
                    cafe,
                    after,
                    [
                        .. before.Lines.Items.Where(line =>
                            line.LineId == f.LineId && IsUntouched(line)
                        ),
                    ],
                    1
                ),
                _ => cafe,
            };

    /// <summary>What is there again in the whole café is there again at every counter.</summary>
    private static bool IsOver(Outage outage, Outage said) =>
        outage.Key == said.Key
        || said.CounterId is null && (outage with { CounterId = null }).Key == said.Key;

    /// <summary>Whether nobody began it: what is fetched from the shelf is never begun.</summary>
    private static bool IsUntouched(OrderLine line) =>
        !line.NeedsPreparation || line.Status.IsUntouched;

    private static Cafe Counted(Cafe cafe, Order order, IEnumerable<OrderLine> lines, int sign)
    {
        var countdowns = cafe.Countdowns;
        foreach (var line in lines)
        {
            foreach (var (key, countdown) in countdowns.Items)
            {
                if (
                    (order.AcceptedPlace ?? order.QueuePlace) > countdown.Since
                    && countdown.CountsAt(order.ScheduledFor)
                    && countdown.IsIn(line)
                )
                {
                    countdowns = countdowns.Set(
                        key,
                        countdown with
                        {
                            Left = countdown.Left + sign * line.Quantity,
                        }
                    );
                }
            }
        }

        return ReferenceEquals(countdowns.Items, cafe.Countdowns.Items)
            ? cafe
            : cafe with
            {
                Countdowns = countdowns,
            };
    }
}
