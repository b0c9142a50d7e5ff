using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Terms;

namespace TableTap.Ordering.Rules;

/// <summary>
/// Decides payments by voucher (docs/protocol.md §5, "Vouchers"). What the issuer is to be asked is in the café's state before anybody
/// asks, and the money is booked before the issuer gives it: a kill at any moment neither loses nor doubles anything.
/// </summary>
internal static class VoucherDecider
{
    /// <summary>Payments by voucher whose issuer is asked to hold something, in a café at most.</summary>
    internal const int MostAtOnce = 100;

    /// <summary>Payments by voucher that are not settled, in a café at most: so many come together only while an issuer is away for days.</summary>
    internal const int MostUnsettled = 10_000;

    /// <summary>For how long somebody waits for the issuer before what it may hold is given free.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Decides <see cref="PayByVoucher"/>: whether it may pay, before its issuer is asked.</summary>
    public static Decision Decide(DecisionDraft draft, PayByVoucher command)
    {
        // Who may not see it hears nothing else of it.
        if (Payable(draft, command, out var due) is { } refusal)
        {
            return refusal;
        }

        if (draft.Cafe.Profile.Vouchers is not { } issuer)
        {
            return Refusal.Conflict("The café takes no vouchers: its file has no 'vouchers'");
        }

        if (Forms(draft, command) is { } wrong)
        {
            return wrong;
        }

        var asked = draft
            .Cafe.Vouchers.Values.Where(one =>
                one.Stage == VoucherStage.Reserving
                && (one.OrderId, one.BillId) == (command.OrderId, command.BillId)
            )
            .Aggregate(Money.Zero, (sum, one) => sum + one.Amount);
        if (command.Amount > due - asked || command.OrderId is not null && command.Amount != due)
        {
            return asked.IsPositive
                ? Refusal.Conflict("Another voucher is being asked for it; please wait")
                : Refusal.Invalid(
                    "amount",
                    command.OrderId is null ? $"at most {due} is due" : $"{due} is due"
                );
        }

        if (
            draft.Cafe.Vouchers.Count >= MostUnsettled
            || draft.Cafe.Vouchers.Values.Count(one => one.Stage == VoucherStage.Reserving)
                >= MostAtOnce
        )
        {
            return new Refusal(
                RefusalCode.TryLater,
                "Too many vouchers are being asked; please try again"
            )
            {
                RetryAfter = Patience,
            };
        }

        draft.Emit(
            new VoucherOfferedFact(
                draft.Now,
                new(
                    command.VoucherId,
                    issuer,
                    command.OrderId,
                    command.BillId,
                    command.Amount,
                    command.LastFour,
                    draft.By,
                    draft.Now
                )
                {
                    NextAttemptAt = draft.Now,
                }
            )
        );
        return draft.Accept(new OfferedVoucher(command.VoucherId));
    }

    /// <summary>Decides <see cref="ReportVoucherHeld"/>: books what is held and still due, or gives it free.</summary>
    public static Decision Decide(DecisionDraft draft, ReportVoucherHeld command)
    {
        if (Find(draft, command.VoucherId, out var voucher) is { } answer)
        {
            return answer;
        }

        var due = DueOf(draft, voucher);
        var held = command.Amount < voucher.Amount ? command.Amount : voucher.Amount;
        var booked = held < due ? held : due;
        var isEnough = booked.IsPositive && (voucher.BillId is not null || booked == due);
        var isBooked = isEnough && Currencies.CanPay(draft.Cafe.Profile.Currency, booked);
        var cause = isBooked ? VoucherCause.Held : VoucherCause.HeldInVain;
        if (VoucherTransitions.Find(voucher.Stage, cause) is not { } row)
        {
            // It was given up meanwhile; its release is under way.
            return draft.Accept();
        }

        if (isBooked)
        {
            voucher = voucher with { Amount = booked };
            Move(draft, voucher, row);
            Book(draft, voucher);
        }
        else
        {
            Move(draft, voucher, row, due.IsPositive ? "not_enough" : "not_due");
        }

        return draft.Accept();
    }

    /// <summary>Decides <see cref="ReportVoucherSettled"/>: the issuer did what it was asked.</summary>
    public static Decision Decide(DecisionDraft draft, ReportVoucherSettled command)
    {
        if (Find(draft, command.VoucherId, out var voucher) is { } answer)
        {
            return answer;
        }

        if (VoucherTransitions.Find(voucher.Stage, VoucherCause.Done) is { } row)
        {
            Move(draft, voucher, row);
            VoucherRefunds.MayGo(draft, voucher.VoucherId);
            if (voucher.Attempts >= RetryPauses.MaxAttempts)
            {
                MoneyConcernDecider.VoucherSettled(draft, OrderOf(draft, voucher), voucher.Amount);
            }
        }

        return draft.Accept();
    }

    /// <summary>Decides <see cref="ReportVoucherRefused"/>: the issuer will never do it.</summary>
    public static Decision Decide(DecisionDraft draft, ReportVoucherRefused command)
    {
        if (Find(draft, command.VoucherId, out var voucher) is { } answer)
        {
            return answer;
        }

        if (VoucherTransitions.Find(voucher.Stage, VoucherCause.Refused) is { } row)
        {
            Move(draft, voucher, row, command.Reason);
            if (row.End == VoucherEnd.Lost)
            {
                VoucherRefunds.Fail(draft, voucher.VoucherId);
                Concern(draft, voucher);
            }
        }

        return draft.Accept();
    }

    /// <summary>
    /// Decides <see cref="ReportVoucherAttempt"/>: it is asked again under the same id, later each time, in the end once a day until it
    /// is settled. Who waits for it does so for a while only: then what may be held is given free.
    /// </summary>
    public static Decision Decide(DecisionDraft draft, ReportVoucherAttempt command)
    {
        if (Find(draft, command.VoucherId, out var voucher) is { } answer)
        {
            return answer;
        }

        var attempts = voucher.Attempts + 1;
        var givenUp = VoucherTransitions.Find(voucher.Stage, VoucherCause.NoAnswer);
        var next =
            RetryPauses.Next(draft, attempts, givenUp is not null)
            ?? RetryPauses.NextForEver(draft, attempts);
        if (givenUp is not null && next >= voucher.At + Patience)
        {
            Move(draft, voucher, givenUp, "no_answer");
            return draft.Accept();
        }

        draft.Emit(
            new VoucherAttemptFailedFact(
                draft.Now,
                voucher.VoucherId,
                attempts,
                command.Error,
                next
            )
        );
        if (attempts == RetryPauses.MaxAttempts)
        {
            Concern(draft, voucher);
        }

        return draft.Accept();
    }

    /// <summary>Takes a payment to where a row of the table leads.</summary>
    /// <param name="draft">The decision in the making.</param>
    /// <param name="voucher">The payment, with the amount that it has from now on.</param>
    /// <param name="row">The row, found by what happened to it.</param>
    /// <param name="reason">Why nothing was booked, or why the issuer refused, in a word.</param>
    private static void Move(
        DecisionDraft draft,
        VoucherPayment voucher,
        VoucherTransition row,
        string? reason = null
    ) =>
        draft.Emit(
            row.To is { } stage
                ? new VoucherMovedFact(draft.Now, voucher.VoucherId, stage, voucher.Amount, reason)
                : new VoucherEndedFact(draft.Now, voucher.VoucherId, row.End!.Value, reason)
        );

    private static Refusal? Forms(DecisionDraft draft, PayByVoucher command) =>
        InputChecks.Refuse(
            command.Amount.IsPositive && command.Amount <= InputChecks.LargestAmount
                ? null
                : new FieldProblem(
                    "amount",
                    $"more than nothing, at most {InputChecks.LargestAmount}"
                ),
            InputChecks.Payable("amount", command.Amount, draft.Cafe.Profile)
        );

    /// <summary>Whether somebody may pay this, and what is due of it.</summary>
    private static Refusal? Payable(DecisionDraft draft, PayByVoucher command, out Money due)
    {
        due = Money.Zero;
        if (command.BillId is { } billId)
        {
            var known = BillLookup.FindOpen(draft, billId, out var bill);
            if (
                !draft.Actor.IsEmployee
                && (known is not null || !bill.GuestIds.Contains(draft.Actor.UserId))
            )
            {
                return Refusal.NotFound("bill", billId);
            }

            if (known is not null)
            {
                return known;
            }

            due = BillSums.Of(draft.Cafe, bill).Due;
            return due.IsPositive ? null : Refusal.Conflict($"Nothing of {bill.BillNumber} is due");
        }

        if (
            draft.Cafe.Order(command.OrderId!) is not { } order
            || !draft.Actor.IsEmployee && !draft.Actor.Owns(order)
        )
        {
            return Refusal.NotFound("order", command.OrderId!);
        }

        if (draft.Cafe.Bills.TryGet(order.BillId, out var on))
        {
            return Refusal.Conflict($"It is on {on.BillNumber}: pay that", order);
        }

        due = DueOf(order);
        return due.IsPositive ? null : Refusal.Conflict("Nothing is due of the order", order);
    }

    private static Money DueOf(Order order) =>
        order.Status == OrderStatus.Cancelled || CardPaymentDecider.IsPaid(order)
            ? Money.Zero
            : CardPaymentDecider.Due(order);

    private static Money DueOf(DecisionDraft draft, VoucherPayment voucher) =>
        voucher.BillId is { } billId
            ? draft.Cafe.Bills.TryGet(billId, out var bill)
                ? BillSums.Of(draft.Cafe, bill).Due
                : Money.Zero
            : draft.Cafe.Order(voucher.OrderId!) is { } order
            && !draft.Cafe.Bills.Contains(order.BillId)
                ? DueOf(order)
                : Money.Zero;

    private static void Book(DecisionDraft draft, VoucherPayment voucher)
    {
        if (voucher.BillId is { } billId)
        {
            BillPaymentDecider.Book(draft, draft.Cafe.Bills.Items[billId], voucher);
            return;
        }

        draft.Emit(
            new PaymentProcessedFact(
                draft.Now,
                voucher.OrderId!,
                voucher.VoucherId,
                PaymentMethod.Voucher,
                voucher.Amount,
                Money.Zero,
                null,
                voucher.By,
                voucher.Issuer,
                Receipts.Next(draft)
            )
        );
        CardPaymentDecider.Confirm(draft, voucher.OrderId!);
    }

    private static void Concern(DecisionDraft draft, VoucherPayment voucher) =>
        MoneyConcernDecider.Raise(
            draft,
            MoneyConcernKind.VoucherUnsettled,
            OrderOf(draft, voucher),
            voucher.Amount
        );

    /// <summary>An order that people find the payment by.</summary>
    private static string OrderOf(DecisionDraft draft, VoucherPayment voucher) =>
        voucher.OrderId
        ?? (
            draft.Cafe.Bills.TryGet(voucher.BillId, out var open) ? open.OrderIds
            : draft.Cafe.ClosedBills.TryGet(voucher.BillId, out var closed) ? closed.OrderIds
            : default
        ).Items.FirstOrDefault()
        ?? voucher.BillId!;

    private static Decision? Find(DecisionDraft draft, string voucherId, out VoucherPayment voucher)
    {
        voucher = null!;
        return !draft.Actor.IsSystem
                ? Refusal.NotAllowed("Only the café itself asks the issuers of vouchers")
            : draft.Cafe.Vouchers.TryGet(voucherId, out voucher!) ? null
            : Decision.Nothing;
    }
}
