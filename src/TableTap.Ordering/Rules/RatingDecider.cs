using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>Decides <see cref="RateOrder"/>: the guest, once, after completion (docs/protocol.md §4).</summary>
internal static class RatingDecider
{
    private const int MaxStars = 5;

    /// <summary>Notes what the guest thought of an order.</summary>
    public static Decision Decide(DecisionDraft draft, RateOrder command)
    {
        var refusal = OrderAccess.Find(draft, command, out var order);
        if (refusal is not null)
        {
            return refusal;
        }

        if (!draft.Actor.Owns(order))
        {
            return Refusal.NotAllowed("Only the guest rates an order");
        }

        var wrong = InputChecks.Refuse(
            command.Stars is < 1 or > MaxStars
                ? new FieldProblem("stars", $"from 1 to {MaxStars}")
                : null,
            InputChecks.Text("comment", command.Comment, draft.Limits.TextLength)
        );
        if (wrong is not null)
        {
            return wrong;
        }

        if (order.Status != OrderStatus.Completed)
        {
            return Refusal.WrongStatus(
                order,
                $"Only a completed order is rated; this one is '{order.Status.Word}'"
            );
        }

        if (order.Rating is not null)
        {
            return Refusal.Conflict("The order is rated already", order);
        }

        draft.Emit(
            new OrderRatedFact(
                draft.Now,
                order.OrderId,
                command.Stars,
                InputChecks.Trimmed(command.Comment),
                draft.By
            )
        );
        return draft.Accept();
    }
}
