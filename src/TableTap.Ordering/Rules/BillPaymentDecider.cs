using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides <see cref="PayBill"/>: the staff has money for a bill, or for a part of it. It goes to the orders of the bill, so that each holds
/// what was paid of it, and never more than is due (docs/protocol.md §5, "Bills").
/// </summary>
internal static class BillPaymentDecider
{
    /// <summary>Records a payment; with the last one the bill ends.</summary>
    public static Decision Decide(DecisionDraft draft, PayBill command)
    {
        var refusal =
            BillLookup.FindForStaff(draft, command, out var bill) ?? Forms(draft, command);
        if (refusal is not null)
        {
            return refusal;
        }

        var part = command.PartId is { } partId ? bill.Part(partId) : null;
        return command.PartId is not null && part is null
                ? Refusal.NotFound("part of this bill", command.PartId)
            : Due(draft, bill, part, command, out var settled) is { } wrong ? wrong
            : Pay(draft, bill, part, command, settled);
    }

    /// <summary>The refusal of an amount that is not due; null where it is, with what it settles: in cash more or less than comes.</summary>
    private static Refusal? Due(
        DecisionDraft draft,
        Bill bill,
        BillPart? part,
        PayBill command,
        out Money settled
    )
    {
        var (amount, due) = (command.Amount, BillSums.Of(draft.Cafe, bill).Due);
        settled = amount;
        if (!due.IsPositive || part is { IsPaid: true })
        {
            return Refusal.Conflict(
                part is { IsPaid: true }
                    ? $"That part of {bill.BillNumber} is paid"
                    : $"Nothing of {bill.BillNumber} is due"
            );
        }

        // What was voided or paid otherwise since the bill was divided is not due any more.
        var asked = part is null ? due : Least(part.Amount, due);
        var toPay = CashRounding.ToPay(draft, command.Method, asked);
        if (amount == toPay && (toPay.IsPositive || asked == due))
        {
            settled = asked;
            return null;
        }

        return part is not null
                ? Refusal.Invalid(
                    "amount",
                    toPay.IsPositive
                        ? $"{toPay} is due of this part"
                        : $"{asked} is due of this part, less than there are coins for: by card, or with the rest of the bill"
                )
            : !amount.IsPositive ? Refusal.Invalid("amount", "more than nothing")
            : amount > asked ? Refusal.Invalid("amount", $"at most {toPay} is due")
            : CashRounding.Check(draft, command.Method, amount);
    }

    /// <summary>Books what a voucher pays of a bill; with the last of what is due the bill ends.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="bill">The open bill.</param>
    /// <param name="voucher">The payment, with the amount that is booked.</param>
    public static void Book(DecisionDraft draft, Bill bill, VoucherPayment voucher)
    {
        var receipt = Receipts.Next(draft);
        var taxes = Receipts.Taxes(draft, bill, voucher.Amount);
        foreach (var (orderId, amount) in Shares(draft.Cafe, bill, null, voucher.Amount))
        {
            draft.Emit(
                new PaymentProcessedFact(
                    draft.Now,
                    orderId,
                    voucher.VoucherId,
                    PaymentMethod.Voucher,
                    amount,
                    Money.Zero,
                    null,
                    voucher.By,
                    voucher.Issuer,
                    receipt,
                    amount < BillSums.DueOf(draft.Order(orderId))
                )
            );
        }

        draft.Emit(
            new BillPaidFact(
                draft.Now,
                bill.BillId,
                new(
                    voucher.VoucherId,
                    draft.Now,
                    PaymentMethod.Voucher,
                    voucher.Amount,
                    Money.Zero,
                    voucher.By,
                    Reference: voucher.LastFour,
                    ReceiptNumber: receipt,
                    Taxes: taxes,
                    BillTotal: BillSums.Of(draft.Cafe, bill).Total
                )
            )
        );
    }

    private static Decision Pay(
        DecisionDraft draft,
        Bill bill,
        BillPart? part,
        PayBill command,
        Money settled
    )
    {
        var (receipt, tip) = (Receipts.Next(draft), command.Tip ?? Money.Zero);
        var (rounding, left) = (command.Amount - settled, command.Amount - settled);
        var taxes = Receipts.Taxes(draft, bill, settled, part?.LineIds ?? default);
        foreach (var (orderId, share) in Shares(draft.Cafe, bill, part, settled))
        {
            // What cash is less by is taken from the first orders that have so much to pay.
            var rounded = share + left < Money.Zero ? -share : left;
            left -= rounded;
            draft.Emit(
                new PaymentProcessedFact(
                    draft.Now,
                    orderId,
                    $"txn_{draft.Ids.NewId()}",
                    command.Method,
                    share + rounded,
                    tip,
                    null,
                    draft.By,
                    ReceiptNumber: receipt,
                    IsPart: share < BillSums.DueOf(draft.Order(orderId)),
                    Rounding: CashRounding.Told(rounded)
                )
            );
            tip = Money.Zero;
        }

        var payment = new BillPayment(
            draft.Ids.NewId(),
            draft.Now,
            command.Method,
            command.Amount,
            command.Tip ?? Money.Zero,
            draft.By,
            part?.PartId,
            InputChecks.Trimmed(command.Reference),
            receipt,
            CashRounding.Told(rounding),
            part?.LineIds ?? default,
            taxes,
            BillSums.Of(draft.Cafe, bill).Total
        );
        draft.Emit(new BillPaidFact(draft.Now, bill.BillId, payment));
        return draft.Accept(
            new PaidBill(
                bill.BillId,
                payment.PaymentId,
                BillSums.Of(draft.Cafe, draft.Cafe.Bills.Items[bill.BillId]).Due,
                command.Tendered is { } tendered ? tendered - payment.Amount - payment.Tip : null,
                receipt,
                payment.Rounding
            )
        );
    }

    /// <summary>What each order gets of a payment: of a part its own lines first, then what is due the longest.</summary>
    private static IEnumerable<(string OrderId, Money Amount)> Shares(
        Cafe cafe,
        Bill bill,
        BillPart? part,
        Money amount
    )
    {
        var lines = part is { LineIds.Count: > 0 } ? BillShares.ByLine(cafe, bill) : null;
        var orders = bill.OrderIds.Items.Select(orderId => cafe.Order(orderId)!).ToList();
        var own = orders.ToDictionary(
            order => order.OrderId,
            order =>
                lines is null
                    ? Money.Zero
                    : order
                        .LiveLines.Where(line => part!.LineIds.Contains(line.LineId))
                        .Aggregate(Money.Zero, (sum, line) => sum + lines[line.LineId])
        );
        var left = amount;
        foreach (var order in orders)
        {
            own[order.OrderId] = Least(own[order.OrderId], left);
            left -= own[order.OrderId];
        }

        foreach (var order in orders)
        {
            var more = Least(BillSums.DueOf(order) - own[order.OrderId], left);
            left -= more;
            if (own[order.OrderId] + more is { IsPositive: true } share)
            {
                yield return (order.OrderId, share);
            }
        }
    }

    private static Money Least(Money one, Money other) => one < other ? one : other;

    private static Refusal? Forms(DecisionDraft draft, PayBill command)
    {
        var cash = command.Method == PaymentMethod.Cash;
        return InputChecks.Refuse(
            (command.Amount.IsPositive || cash && command.Amount == Money.Zero)
            && command.Amount <= InputChecks.LargestAmount
                ? null
                : new FieldProblem(
                    "amount",
                    $"more than nothing, at most {InputChecks.LargestAmount}"
                ),
            InputChecks.Payable("amount", command.Amount, draft.Cafe.Profile),
            command.Tip < Money.Zero || command.Tip > InputChecks.LargestAmount
                ? new FieldProblem("tip", $"from 0 to {InputChecks.LargestAmount}")
                : null,
            InputChecks.Payable("tip", command.Tip, draft.Cafe.Profile),
            command.Method == PaymentMethod.Voucher
                ? new FieldProblem("method", "cash or card; voucher_pay asks for a voucher")
                : null,
            cash ? null : InputChecks.Needed("reference", command.Reference, TextLimits.Provider),
            cash && command.Reference is not null
                ? new FieldProblem("reference", "cash has none")
                : null,
            !cash && command.Tendered is not null
                ? new FieldProblem("tendered", "only cash is handed over")
                : null,
            command.Tendered < command.Amount + (command.Tip ?? Money.Zero)
                ? new FieldProblem("tendered", "at least the amount and the tip")
                : null,
            command.Tendered > InputChecks.LargestAmount
                ? new FieldProblem("tendered", $"at most {InputChecks.LargestAmount}")
                : null,
            InputChecks.Payable("tendered", command.Tendered, draft.Cafe.Profile)
        );
    }
}
