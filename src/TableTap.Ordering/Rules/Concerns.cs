namespace TableTap.Ordering;

/// <summary>What about money a manager should look at, and until when.</summary>
internal static class Concerns
{
    /// <summary>Raises one.</summary>
    /// <param name="draft">The decision.</param>
    /// <param name="kind">What is the matter.</param>
    /// <param name="orderId">With which order.</param>
    /// <param name="amount">About how much.</param>
    /// <param name="refundId">The refund whose arrival settles it.</param>
    public static void Raise(
        Draft draft,
        MoneyConcernKind kind,
        string orderId,
        Money amount,
        string? refundId = null
    ) =>
        draft.Tell(
            new MoneyConcernRaised(
                draft.Now,
                draft.Ids.NewId(),
                kind,
                orderId,
                amount,
                draft.Now + draft.Limits.MoneyConcernsKept,
                refundId
            )
        );

    /// <summary>Settles those that waited for a refund to arrive.</summary>
    public static void Arrived(Draft draft, string refundId) =>
        Settle(draft, concern => concern.RefundId == refundId);

    /// <summary>Settles those of failed refunds of an order: a manager gave money back again.</summary>
    public static void GivenBackAgain(Draft draft, string orderId) =>
        Settle(
            draft,
            concern => concern.Kind == MoneyConcernKind.RefundFailed && concern.OrderId == orderId
        );

    /// <summary>Decides <see cref="MoneyConcernExpire"/>.</summary>
    public static Decision Decide(Draft draft, MoneyConcernExpire command)
    {
        if (!draft.Actor.IsSystem)
        {
            return Refusal.NotAllowed("Only the café's own timer ends concerns");
        }

        Settle(
            draft,
            concern => concern.ConcernId == command.ConcernId && concern.EndsAt <= draft.Now
        );
        return draft.Accept();
    }

    private static void Settle(Draft draft, Predicate<MoneyConcern> which)
    {
        foreach (var concern in draft.Cafe.MoneyConcerns.Values.Where(one => which(one)))
        {
            draft.Tell(new MoneyConcernSettled(draft.Now, concern.ConcernId));
        }
    }
}
