using TableTap.Ordering.Decisions;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What somebody brings along for a move of an order.</summary>
/// <param name="To">Where it shall go.</param>
/// <param name="Actor">Who wants it.</param>
/// <param name="Now">The present time.</param>
/// <param name="Reason">Why, in words.</param>
/// <param name="PickupCode">What the guest showed.</param>
/// <param name="CancelReason">Why it is cancelled.</param>
/// <param name="Reopens">How long ago it may have been handed over; null for a move that opens nothing again.</param>
internal sealed record OrderMove(
    OrderStatus To,
    Actor Actor,
    DateTimeOffset Now,
    string? Reason = null,
    string? PickupCode = null,
    CancelReason? CancelReason = null,
    TimeSpan? Reopens = null
);

/// <summary>The guards of <see cref="OrderTransitions"/>, each with what is said when it does not hold.</summary>
internal static class OrderGuards
{
    /// <summary>
    /// Whether the table allows a move: no row for anybody's request is an impossible transition, no row for this somebody is a missing
    /// right, else the guards decide.
    /// </summary>
    public static Refusal? Check(Order order, OrderMove move)
    {
        var rows = OrderTransitions.Between(order.Status, move.To);
        var (isMove, isParty) = (false, false);
        Refusal? refusal = null;
        foreach (var row in rows)
        {
            if (!Concerns(row, move))
            {
                continue;
            }

            isMove = true;
            if (!move.Actor.IsParty(row.By, order))
            {
                continue;
            }

            isParty = true;
            refusal = Check(row.Guard, order, move);
            if (refusal is null)
            {
                return null;
            }
        }

        if (!isMove)
        {
            return Refusal.NoTransition(order, move.To);
        }

        return !isParty
                ? Refusal.NotAllowed(
                    $"Only {Names(rows.Where(row => Concerns(row, move)))} may take an order from "
                        + $"'{order.Status.Word}' to '{move.To.Word}'"
                )
            : NeedsReason(rows.Where(row => Concerns(row, move)), move, refusal!)
                ? Refusal.Invalid("reason", "say why")
            : refusal;
    }

    /// <summary>Whether a row is for a move: one of the café itself is for nobody else, one that opens again for nothing else.</summary>
    private static bool Concerns(OrderTransition row, OrderMove move) =>
        (row.By != TransitionParty.System || move.Actor.IsSystem)
        && (row.Guard == TransitionGuard.HandedOverLately) == (move.Reopens is not null);

    /// <summary>Whether all that a manager lacks is a reason: a locked code is for those who may not do without.</summary>
    private static bool NeedsReason(
        IEnumerable<OrderTransition> rows,
        OrderMove move,
        Refusal refusal
    ) =>
        move is { Actor.IsManager: true, Reason: null }
        && refusal.Code == RefusalCode.PickupCodeLocked
        && rows.Any(row => row.Guard == TransitionGuard.WithReason);

    /// <summary>Whether a rule may take an order on by itself.</summary>
    public static bool Allows(Order order, OrderStatus to, DateTimeOffset now) =>
        Check(order, new OrderMove(to, Actor.System, now)) is null;

    private static Refusal? Check(TransitionGuard guard, Order order, OrderMove move)
    {
        Refusal? Unless(bool holds, string because) =>
            holds ? null : Refusal.NoTransition(order, move.To, because);

        return guard switch
        {
            TransitionGuard.Paid => Unless(order.Payment.Kept >= order.Total, "it is not paid"),
            TransitionGuard.PaysAtTheEnd => Unless(
                order.Payment.Method == PaymentMethod.Cash,
                "the guest pays by card and the payment has not come; record cash to take it instead"
            ),
            TransitionGuard.OnBill => Unless(order.BillId is not null, "it is on no bill"),
            TransitionGuard.NothingCaptured => Unless(
                !order.Payment.Refundable.IsPositive,
                "it is paid"
            ),
            TransitionGuard.HoldsTheOrder => order.LiveLines.Any(line =>
                move.Actor.WorksOn(order, line)
            )
                ? null
                : Refusal.NotAllowed("None of your counters holds this order", order),
            TransitionGuard.NothingToPrepare => Unless(
                order.LiveLines.All(line => !line.NeedsPreparation),
                "something is to be made"
            ),
            TransitionGuard.NothingLeftToDo => Unless(
                order.LiveLines.All(line => !line.Status.IsToDo),
                "not all of it is ready"
            ),
            TransitionGuard.NothingStarted => Unless(
                order.LiveLines.All(line => !line.NeedsPreparation || line.Status.IsUntouched),
                "it is being made"
            ),
            TransitionGuard.WithReason => move.Reason is not null || move.CancelReason is not null
                ? null
                : Refusal.Invalid("reason", "say why"),
            TransitionGuard.ItemIsUnavailable => move.CancelReason == CancelReason.ItemUnavailable
                ? null
                : Refusal.NotAllowed(
                    "It is being made: only a manager may cancel it, or anybody here if an item is unavailable"
                ),
            TransitionGuard.HandedOverLately => Unless(
                move.Now - order.ClosedAt <= move.Reopens,
                $"it was handed over more than {InputChecks.Words(move.Reopens!.Value)} ago"
            ),
            TransitionGuard.WithPickupCode => PickupCodes.Check(order, move.PickupCode, move.Now),
            _ => null,
        };
    }

    private static string Names(IEnumerable<OrderTransition> rows) =>
        string.Join(
            " or ",
            rows.Select(row => row.By)
                .Distinct()
                .Order()
                .Select(party =>
                    party switch
                    {
                        TransitionParty.Owner => "the guest",
                        TransitionParty.Employee => "the staff",
                        TransitionParty.Manager => "a manager",
                        _ => "the café",
                    }
                )
        );
}
