using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Gives and takes back discounts of a bill. It has no money of its own, so each of its orders has its share of it, under one id
/// (docs/protocol.md §5, "Discounts").
/// </summary>
internal static class BillDiscountDecider
{
    /// <summary>Decides the command <see cref="ApplyBillDiscount"/>: of what is ordered later nothing is taken off.</summary>
    public static Decision Decide(DecisionDraft draft, ApplyBillDiscount command)
    {
        var refusal =
            BillLookup.FindForStaff(draft, command, out var bill)
            ?? DiscountForms.Check(draft, command.Discount);
        if (refusal is not null)
        {
            return refusal;
        }

        var discount = DiscountForms.Of(draft, command.Discount, command.LineId);
        var orders = OfLine(draft, bill, command.LineId, discount);
        var none = command.LineId is { } lineId
            ? Refusal.NotFound("item of this bill", lineId)
            : Shares(draft, bill, discount, out orders)
                ?? Refusal.Conflict($"Nothing is left to take off {bill.BillNumber}");
        if (orders.Count == 0)
        {
            return none;
        }

        foreach (var (order, share) in orders)
        {
            if (DiscountDecider.Check(draft, order, share) is { } no)
            {
                return no;
            }
        }

        var off = Money.Zero;
        foreach (var (order, share) in orders)
        {
            off += DiscountDecider.Give(draft, order, share);
        }

        return draft.Accept(new GivenDiscount(discount.AppliedId, off));
    }

    /// <summary>Decides the command <see cref="RemoveBillDiscount"/>.</summary>
    public static Decision Decide(DecisionDraft draft, RemoveBillDiscount command)
    {
        var refusal =
            BillLookup.FindForStaff(draft, command, out var bill)
            ?? DiscountDecider.Reason(draft, command.Reason);
        if (refusal is not null)
        {
            return refusal;
        }

        var orders = Living(draft, bill)
            .Where(order => order.Adjustments?.Find(command.AppliedId) is not null)
            .ToList();
        if (orders.Count == 0)
        {
            return Refusal.NotFound("discount of this bill", command.AppliedId);
        }

        foreach (var order in orders)
        {
            if (DiscountDecider.CheckRemoval(draft, order, command.AppliedId) is { } no)
            {
                return no;
            }
        }

        foreach (var order in orders)
        {
            DiscountDecider.TakeBack(draft, order, command.AppliedId, command.Reason);
        }

        return draft.Accept();
    }

    /// <summary>The orders of a bill that are not cancelled.</summary>
    public static IEnumerable<Order> Living(DecisionDraft draft, Bill bill) =>
        bill
            .OrderIds.Items.Select(draft.Order)
            .Where(order => order.Status != OrderStatus.Cancelled);

    private static List<(Order Order, AppliedDiscount Discount)> OfLine(
        DecisionDraft draft,
        Bill bill,
        string? lineId,
        AppliedDiscount discount
    ) =>
        [
            .. Living(draft, bill)
                .Where(order => lineId is not null && order.Line(lineId) is { IsLive: true })
                .Select(order => (order, discount)),
        ];

    /// <summary>
    /// What is taken off which order: a percentage of each, an amount by what is left of their lines. Orders that can have no such discount
    /// are left out, and those of which it takes nothing.
    /// </summary>
    /// <returns>Why none can have it; null where one can.</returns>
    private static Refusal? Shares(
        DecisionDraft draft,
        Bill bill,
        AppliedDiscount discount,
        out List<(Order Order, AppliedDiscount Discount)> shares
    )
    {
        shares = [];
        var left = Living(draft, bill)
            .Select(order =>
                (Order: order, Left: Left(order), No: DiscountDecider.Bar(draft, order, discount))
            )
            .Where(one => one.Left.IsPositive)
            .ToList();
        // An amount with a name is one of the bill, not one for each round of it.
        var no = left.Select(one => one.No)
            .FirstOrDefault(one =>
                discount is { Amount: not null, DiscountId: not null }
                && one?.Code == RefusalCode.Conflict
            );
        var orders = left.Where(one => one.No is null).ToList();
        if (no is not null || orders.Count == 0)
        {
            return no ?? left.Select(one => one.No).FirstOrDefault();
        }

        if (discount.Amount is not { } amount)
        {
            shares =
            [
                .. orders
                    .Where(one =>
                        PriceApply
                            .With(one.Order, discount)
                            .Price.Off(discount.AppliedId)
                            .IsPositive
                    )
                    .Select(one => (one.Order, discount)),
            ];
            return null;
        }

        var all = orders.Aggregate(Money.Zero, (sum, one) => sum + one.Left);
        var parts = MoneyShares.Of(
            amount < all ? amount : all,
            [.. orders.Select(one => one.Left.ToDecimal())],
            discount.Decimals
        );
        shares =
        [
            .. orders
                .Select(
                    (one, place) => (one.Order, Discount: discount with { Amount = parts[place] })
                )
                .Where(one => one.Discount.Amount!.Value.IsPositive),
        ];
        return null;
    }

    private static Money Left(Order order)
    {
        var price = order.Price;
        return order.LiveLines.Aggregate(
            Money.Zero,
            (sum, line) => sum + price.OfLine(line.LineId)
        );
    }
}
