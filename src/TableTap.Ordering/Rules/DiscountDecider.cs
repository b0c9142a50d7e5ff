using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Gives and takes back discounts and comps of an order or of one of its lines (docs/protocol.md §5, "Discounts"). The tickets stay what
/// they are.
/// </summary>
internal static class DiscountDecider
{
    /// <summary>Decides the command <see cref="ApplyDiscount"/>.</summary>
    public static Decision Decide(DecisionDraft draft, ApplyDiscount command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? DiscountForms.Check(draft, command.Discount)
            ?? (
                command.LineId is { } lineId && order.Line(lineId) is not { IsLive: true }
                    ? Refusal.NotFound("item of this order", lineId)
                    : null
            );
        if (refusal is not null)
        {
            return refusal;
        }

        var discount = DiscountForms.Of(draft, command.Discount, command.LineId);
        return Check(draft, order, discount) is { } no
            ? no
            : draft.Accept(new GivenDiscount(discount.AppliedId, Give(draft, order, discount)));
    }

    /// <summary>Decides the command <see cref="RemoveDiscount"/>.</summary>
    public static Decision Decide(DecisionDraft draft, RemoveDiscount command)
    {
        var refusal =
            OrderAccess.FindForStaff(draft, command, out var order)
            ?? Reason(draft, command.Reason)
            ?? CheckRemoval(draft, order, command.AppliedId);
        if (refusal is not null)
        {
            return refusal;
        }

        TakeBack(draft, order, command.AppliedId, command.Reason);
        return draft.Accept();
    }

    /// <summary>The refusal of a discount of an order; null where it can be given.</summary>
    public static Refusal? Check(DecisionDraft draft, Order order, AppliedDiscount discount)
    {
        var cheaper = PriceApply.With(order, discount);
        return Bar(draft, order, discount)
            ?? (
                cheaper.Price.Off(discount.AppliedId).IsPositive
                    ? null
                    : Refusal.Conflict(
                        $"Nothing is left to take off {(discount.LineId is null ? order.OrderNumber : "it")}",
                        order
                    )
            )
            ?? DiscountRights.Check(draft, discount, cheaper);
    }

    /// <summary>The refusal of an order that can have no such discount, however much that were; null where it can.</summary>
    public static Refusal? Bar(DecisionDraft draft, Order order, AppliedDiscount discount) =>
        PriceChanges.Refuse(order)
        ?? Again(order, discount)
        ?? Room(order)
        ?? DiscountRights.CheckOver(draft, order);

    /// <summary>A discount with a name is given once: of the whole order, or of each line.</summary>
    private static Refusal? Again(Order order, AppliedDiscount discount) =>
        discount.DiscountId is not null
        && order.Adjustments?.Discounts.Items.Any(one =>
            one.DiscountId == discount.DiscountId
            && (
                one.LineId is null
                || one.LineId == discount.LineId
                || discount.LineId is null && order.Line(one.LineId) is { IsLive: true }
            )
        ) == true
            ? Refusal.Conflict($"{order.OrderNumber} has '{discount.Name}' already", order)
            : null;

    private static Refusal? Room(Order order) =>
        order.Adjustments?.Discounts.Count >= OrderAdjustments.MostDiscounts
            ? new Refusal(
                RefusalCode.TooMany,
                $"{order.OrderNumber} has as many discounts as an order may have"
            )
            {
                Limit = OrderAdjustments.MostDiscounts,
            }
            : null;

    /// <summary>Gives a discount that nothing speaks against.</summary>
    /// <returns>What it takes off.</returns>
    public static Money Give(DecisionDraft draft, Order order, AppliedDiscount discount)
    {
        var off = PriceApply.With(order, discount).Price.Off(discount.AppliedId);
        // What is more than there is must not come back once another discount is taken back.
        var given = discount.Amount is null ? discount : discount with { Amount = off };
        PriceChanges.Lower(
            draft,
            new DiscountAppliedFact(draft.Now, order.OrderId, given, off),
            discount.IsComp ? "comp" : "discount"
        );
        return off;
    }

    /// <summary>The refusal of taking a discount of an order back; null where it can be.</summary>
    public static Refusal? CheckRemoval(DecisionDraft draft, Order order, string appliedId) =>
        order.Adjustments?.Find(appliedId) is not { } discount
            ? Refusal.NotFound("discount of this order", appliedId)
        : PriceChanges.Refuse(order) is { } over ? over
        : IsSettled(draft, order)
            ? Refusal.Conflict(
                $"{order.OrderNumber} is paid, or its bill has ended: what was taken off stays with the guest",
                order
            )
        : DiscountRights.CheckRemoval(draft, discount)
            ?? DiscountRights.CheckRest(draft, PriceApply.Without(order, appliedId));

    /// <summary>Whether an order is paid, also with nothing where that was what was due, or its bill has ended.</summary>
    private static bool IsSettled(DecisionDraft draft, Order order) =>
        CardPaymentDecider.IsPaid(order)
        || order.Payment
            is { Status: PaymentStatus.Paid or PaymentStatus.Refunded, Captures.Count: > 0 }
        || order.BillId is { } billId && !draft.Cafe.Bills.Contains(billId);

    /// <summary>Takes a discount back that nothing speaks against.</summary>
    public static void TakeBack(
        DecisionDraft draft,
        Order order,
        string appliedId,
        string reason
    ) =>
        draft.Emit(
            new DiscountRemovedFact(
                draft.Now,
                order.OrderId,
                appliedId,
                order.Price.Off(appliedId),
                InputChecks.Trimmed(reason)!,
                draft.By
            )
        );

    /// <summary>The refusal where nobody says why.</summary>
    public static Refusal? Reason(DecisionDraft draft, string reason) =>
        InputChecks.Refuse(InputChecks.Needed("reason", reason, draft.Limits.TextLength));
}
