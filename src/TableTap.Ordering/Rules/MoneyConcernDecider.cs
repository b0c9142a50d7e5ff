using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>What about money a manager should check, and until when.</summary>
internal static class MoneyConcernDecider
{
    /// <summary>Raises a concern about the money of an order.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="kind">What is the matter.</param>
    /// <param name="orderId">With which order.</param>
    /// <param name="amount">About how much.</param>
    /// <param name="refundId">The refund whose arrival settles it.</param>
    public static void Raise(
        DecisionDraft draft,
        MoneyConcernKind kind,
        string orderId,
        Money amount,
        string? refundId = null
    ) =>
        draft.Emit(
            new MoneyConcernRaisedFact(
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
    public static void Arrived(DecisionDraft draft, string refundId) =>
        Settle(draft, concern => concern.RefundId == refundId);

    /// <summary>Settles those of failed refunds of an order: a manager gave money back again.</summary>
    public static void GivenBackAgain(DecisionDraft draft, string orderId) =>
        Settle(
            draft,
            concern => concern.Kind == MoneyConcernKind.RefundFailed && concern.OrderId == orderId
        );

    /// <summary>Settles the one of a voucher whose issuer settled it after all.</summary>
    public static void VoucherSettled(DecisionDraft draft, string orderId, Money amount)
    {
        var settled = draft.Cafe.MoneyConcerns.Values.FirstOrDefault(concern =>
            concern.Kind == MoneyConcernKind.VoucherUnsettled
            && (concern.OrderId, concern.Amount) == (orderId, amount)
        );
        Settle(draft, concern => concern == settled);
    }

    /// <summary>Decides the command <see cref="ExpireMoneyConcern"/>: ends a concern whose time is over.</summary>
    public static Decision Decide(DecisionDraft draft, ExpireMoneyConcern command)
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

    private static void Settle(DecisionDraft draft, Predicate<MoneyConcern> which)
    {
        foreach (var concern in draft.Cafe.MoneyConcerns.Values.Where(one => which(one)))
        {
            draft.Emit(new MoneyConcernSettledFact(draft.Now, concern.ConcernId));
        }
    }
}
