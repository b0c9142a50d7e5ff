using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides <see cref="RemakeOrder"/>: what was spilled, wrong or cold is made again as an order of its own, which costs nothing and is made
/// first (docs/protocol.md §5, "Remakes").
/// </summary>
internal static class RemakeDecider
{
    /// <summary>Makes lines of an order again.</summary>
    public static Decision Decide(DecisionDraft draft, RemakeOrder command)
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

        if (
            order.Status
            is not (OrderStatus.Preparing or OrderStatus.Ready or OrderStatus.Completed)
        )
        {
            return Refusal.WrongStatus(
                order,
                $"Nothing of it was made yet: the order is '{order.Status.Word}'"
            );
        }

        var lines = order
            .LiveLines.Where(line =>
                command.LineIds.Count == 0 || command.LineIds.Contains(line.LineId)
            )
            .ToList();
        if (
            command.LineIds.Items.FirstOrDefault(id =>
                lines.TrueForAll(line => line.LineId != id)
            ) is
            { } unknown
        )
        {
            return Refusal.NotFound("item of this order", unknown);
        }

        return Make(draft, order, lines, InputChecks.Trimmed(command.Reason)!);
    }

    private static Decision Make(
        DecisionDraft draft,
        Order first,
        IEnumerable<OrderLine> lines,
        string reason
    )
    {
        var (number, orderNumber) = OrderPlacementDecider.NextNumber(draft);
        var fact = new OrderCreatedFact(
            draft.Now,
            draft.Ids.NewId(),
            number,
            orderNumber,
            first.Type,
            first.TableNumber,
            first.OwnerId,
            first.CustomerName,
            lines.Select(line => Again(draft, line)).ToEquatableList(),
            first.SpecialInstructions,
            first.Payment.Method,
            Money.Zero,
            EstimatedTime: 1,
            PaymentRequired: false,
            PaymentGivenUp.ExpiryOf(draft, first.Payment.Method),
            draft.By,
            new Remake(first.OrderId, first.OrderNumber, reason)
        );
        OrderPlacementDecider.Take(draft, fact);
        return draft.Accept(new CreatedOrder(fact.OrderId, fact.OrderNumber, false));
    }

    private static OrderLine Again(DecisionDraft draft, OrderLine line) =>
        line with
        {
            LineId = draft.Ids.NewId(),
            UnitPrice = Money.Zero,
            Status = line.NeedsPreparation ? LineStatus.Queued : LineStatus.Ready,
            CounterId = null,
            StartedAt = null,
            ReadyAt = null,
            Course = 0,
        };
}
