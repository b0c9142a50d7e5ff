using System.Collections.Immutable;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// How many open orders a guest and a table may have that nobody has paid for (docs/protocol.md §8): nobody fills the lists with what may
/// never be fetched. What the staff orders counts, and is not refused: they see who sits there. What goes on a bill has limits of its own.
/// </summary>
internal static class UnpaidLimits
{
    /// <summary>Why a guest may place no further order now; null where they may.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="command">The order that is to be placed.</param>
    public static Refusal? Check(DecisionDraft draft, CreateOrder command)
    {
        if (draft.Actor.IsEmployee || BillOrders.IsWanted(command))
        {
            return null;
        }

        var (unpaid, limits) = (draft.Cafe.Work.Marks.Unpaid, draft.Limits);
        return Check(
                draft,
                unpaid.OfGuest(draft.Actor.UserId),
                limits.UnpaidOrdersPerGuest,
                "You have"
            )
            ?? (
                command is { OrderType: OrderType.DineIn, TableNumber: { } table }
                    ? Check(
                        draft,
                        unpaid.OfTable(table),
                        limits.UnpaidOrdersPerTable,
                        $"Table {table} has"
                    )
                    : null
            );
    }

    private static Refusal? Check(
        DecisionDraft draft,
        ImmutableSortedSet<string> orders,
        int limit,
        string whoHas
    ) =>
        orders.Count < limit
            ? null
            : new(
                RefusalCode.TooMany,
                $"{whoHas} {Counted.Of(orders.Count, "open order", "open orders")} to pay, and no more are taken until one is paid or cancelled; the staff can order for you"
            )
            {
                Limit = limit,
                RetryAfter =
                    orders
                        .Select(draft.Order)
                        .Where(order => order.Status == OrderStatus.Pending)
                        .Select(order => (TimeSpan?)(order.Payment.GivenUpAt - draft.Now))
                        .Min()
                    ?? draft.Limits.ConfirmationExpiry,
            };
}
