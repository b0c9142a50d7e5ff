using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Orders that are not paid when something goes out: nobody pays for what they will not get, so they are offered again without it
/// (docs/protocol.md §5, "Paying"). One whose payment is in process stays as it was ordered, until its money is there.
/// </summary>
internal static class UnpaidOrders
{
    /// <summary>Whether an order can still be offered again: it waits for its payment, and none is in process.</summary>
    /// <param name="order">The order to check.</param>
    public static bool CanBeOfferedAgain(Order order) =>
        order is { Status: OrderStatus.Pending, Payment.InProcess.Count: 0 };

    /// <summary>Takes out of every such order what is out in the whole café; one of which nothing is left is cancelled.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="outage">What went out.</param>
    /// <param name="backAt">When it is there again by itself; null where somebody has to say so.</param>
    public static void OfferAgain(
        DecisionDraft draft,
        UpdateItemAvailability outage,
        DateTimeOffset? backAt
    ) =>
        OfferAgain(
            draft,
            draft.Cafe.OpenOrders.Items.Keys,
            order =>
                order.ScheduledFor >= backAt
                    ? []
                    : order.LiveLines.Where(line => Needs(outage, line))
        );

    /// <summary>Takes out of every such order what it wants more of than is left, wherever the number has changed.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="before">What was left before it.</param>
    public static void OfferWhatIsLeft(DecisionDraft draft, EquatableMap<Countdown> before)
    {
        while (!ReferenceEquals(before.Items, draft.Cafe.Countdowns.Items))
        {
            var (was, now) = (before, draft.Cafe.Countdowns);
            // An order of which nothing is due any more is confirmed, and takes what it has.
            before = now;
            foreach (var (key, countdown) in now.Items)
            {
                if (!was.TryGet(key, out var known) || known != countdown)
                {
                    OfferAgain(
                        draft,
                        draft.Cafe.PaymentDeadlines.Values,
                        order => Countdowns.TooMuch(draft.Cafe.Countdowns.Items[key], order)
                    );
                }
            }
        }
    }

    private static void OfferAgain(
        DecisionDraft draft,
        IEnumerable<string> orderIds,
        Func<Order, IEnumerable<OrderLine>> isGone
    )
    {
        foreach (var orderId in orderIds.ToList())
        {
            // One before it that is confirmed, because nothing is due any more, may take the last of what is counted.
            var order = draft.Order(orderId);
            var gone = CanBeOfferedAgain(order) ? isGone(order).ToList() : [];
            if (gone.Count == 0)
            {
                continue;
            }

            if (
                gone.Count == order.LiveLines.Count()
                && OrderGuards.Allows(order, OrderStatus.Cancelled, draft.Now)
            )
            {
                CancellationDecider.Cancel(
                    draft,
                    order,
                    OrderMovedFact.System,
                    CancelReason.ItemUnavailable,
                    null,
                    order.Payment.Refundable
                );
                continue;
            }

            foreach (var line in gone)
            {
                draft.Emit(
                    new LineMovedFact(
                        draft.Now,
                        order.OrderId,
                        line.LineId,
                        line.CounterId,
                        line.Status,
                        LineStatus.Voided,
                        OrderMovedFact.System
                    )
                );
            }

            OrderProgression.ConfirmFree(draft, order.OrderId);
        }
    }

    /// <summary>Whether a line needs what is out.</summary>
    /// <param name="outage">What is out.</param>
    /// <param name="line">The line to check.</param>
    public static bool Needs(UpdateItemAvailability outage, OrderLine line) =>
        (outage.CounterId is null || outage.CounterId == line.CounterId)
        && outage.Outage.IsIn(line);
}
