using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="ReopenOrder"/>: completed → ready, because it was not handed over after all (docs/protocol.md §5).</summary>
internal static class ReopenDecider
{
    /// <summary>Opens an order again. Once more is acknowledged.</summary>
    public static Decision Decide(DecisionDraft draft, ReopenOrder command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? InputChecks.Refuse(
                InputChecks.Needed("reason", command.Reason, draft.Limits.TextLength)
            );
        if (refusal is not null)
        {
            return refusal;
        }

        if (order is { Status: OrderStatus.Ready, ReopenedAt: not null })
        {
            return Decision.Nothing;
        }

        var reason = InputChecks.Trimmed(command.Reason)!;
        var move = new OrderMove(
            OrderStatus.Ready,
            draft.Actor,
            draft.Now,
            reason,
            Reopens: draft.Limits.ReopenableFor
        );
        if ((OrderGuards.Check(order, move) ?? WasMadeElsewhere(draft.Cafe, order)) is { } no)
        {
            return no;
        }

        var code = order.NeedsPickupCode ? PickupCodes.Again(draft.Cafe, order, draft.Ids) : null;
        draft.Emit(
            new OrderReopenedFact(
                draft.Now,
                order.OrderId,
                order.Status,
                draft.By,
                reason,
                code,
                code is null ? null : draft.Now + draft.Limits.PickupCodeShown
            )
        );
        return draft.Accept();
    }

    /// <summary>What is ready may be recalled, which only the counter that made it can answer.</summary>
    private static Refusal? WasMadeElsewhere(Cafe cafe, Order order) =>
        order.CounterIds.Items.FirstOrDefault(id => cafe.Profile.Counter(id) is null) is { } gone
            ? Refusal.Conflict(
                $"Counter '{gone}' made some of it and is not there any more: have it made again",
                order
            )
            : null;
}
