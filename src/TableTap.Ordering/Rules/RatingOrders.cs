namespace TableTap.Ordering;

/// <summary>Decides <see cref="OrderRate"/>: the guest, once, after completion (docs/protocol.md §4).</summary>
internal static class RatingOrders
{
    private const int MostStars = 5;

    /// <summary>Notes what the guest thought of an order.</summary>
    public static Decision Decide(Draft draft, OrderRate command)
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

        var wrong = Inputs.Refuse(
            command.Stars is < 1 or > MostStars
                ? new Problem("stars", $"from 1 to {MostStars}")
                : null,
            Inputs.Text("comment", command.Comment, draft.Limits.TextLength)
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

        draft.Tell(
            new OrderRated(
                draft.Now,
                order.OrderId,
                command.Stars,
                Inputs.Trimmed(command.Comment),
                draft.By
            )
        );
        return draft.Accept();
    }
}
