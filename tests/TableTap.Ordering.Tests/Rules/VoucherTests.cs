using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Figures;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Vouchers and gift cards (docs/protocol.md §5, "Vouchers").</summary>
public class VoucherTests
{
    private static readonly CafeProfile Takes = DemoCafe.Profile with
    {
        Vouchers = "gifts",
        Closing = new(),
        Tax = new([new("all", "All", 21m)]),
    };

    /// <summary>How many vouchers a café asks for at once.</summary>
    private const int MostAtOnce = 100;

    private readonly Day _day = new(Takes);

    private static PayByVoucher ForBill(Order order, Money amount, string id = "v1") =>
        new(id, null, order.BillId, amount, "1234");

    private static PayByVoucher ForOrder(Order order, string id = "v1") =>
        new(id, order.OrderId, null, order.Total, "1234");

    [Fact]
    public void What_is_held_is_booked_and_then_taken()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        Assert.Equal(PaymentStatus.Pending, _day.Order(order.OrderId).Payment.Status);

        var facts = _day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total));

        var paid = facts.OfType<PaymentProcessedFact>().Single();
        Assert.Equal(
            (PaymentMethod.Voucher, "gifts", "v1", 1L),
            (paid.Method, paid.Provider, paid.TransactionId, paid.ReceiptNumber!.Value)
        );
        Assert.Equal(OrderStatus.Confirmed, _day.Order(order.OrderId).Status);
        Assert.Equal(VoucherStage.Capturing, _day.Cafe.Vouchers.Items["v1"].Stage);
        // The same word once more changes nothing.
        Assert.Empty(_day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total)));

        _day.Do(Actor.System, new ReportVoucherSettled("v1"));
        Assert.Empty(_day.Cafe.Vouchers.Items);
        Assert.Empty(_day.Do(Actor.System, new ReportVoucherSettled("v1")));
    }

    [Fact]
    public void A_bill_is_paid_with_what_the_voucher_has_and_the_rest_otherwise()
    {
        var order = _day.Billed("latte", "croissant");
        _day.Do(Day.Anna, ForBill(order, order.Total));

        _day.Do(Actor.System, new ReportVoucherHeld("v1", new Money(500)));

        var bill = _day.Cafe.Bills.Items[order.BillId!];
        Assert.Equal(order.Total - new Money(500), BillSums.Of(_day.Cafe, bill).Due);
        Assert.Equal(
            (PaymentMethod.Voucher, "1234", "anna"),
            (bill.Payments[0].Method, bill.Payments[0].Reference, bill.Payments[0].By)
        );
        _day.Do(
            Day.Anna,
            new PayBill(bill.BillId, PaymentMethod.Cash, order.Total - new Money(500))
        );
        Assert.Equal(0, _day.Cafe.Bills.Count);
        var sales = _day.Cafe.Figures.Sales!;
        Assert.Equal(
            ["Cash 1 1.20", "Voucher 1 5.00"],
            sales.Takings.Values.Select(one => $"{one.Tender} {one.Payments} {one.Amount}")
        );
        SalesCountedAgain.Same(_day.Facts, _day.Cafe);
    }

    [Fact]
    public void What_the_issuer_refuses_pays_nothing()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Guest, ForBill(order, order.Total));

        _day.Do(Actor.System, new ReportVoucherRefused("v1", "unknown_code"));

        Assert.Empty(_day.Cafe.Vouchers.Items);
        Assert.Equal(order.Total, BillSums.DueOf(_day.Order(order.OrderId)));
    }

    [Fact]
    public void An_issuer_that_does_not_answer_is_asked_again_and_then_to_let_go()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        var tries = 0;
        while (_day.Cafe.Vouchers.Items["v1"].Stage == VoucherStage.Reserving)
        {
            _day.Now = _day.Cafe.Vouchers.Items["v1"].NextAttemptAt;
            _day.Do(Actor.System, new ReportVoucherAttempt("v1", "it does not answer in time"));
            tries++;
        }

        Assert.InRange(tries, 3, 5);
        Assert.True(_day.Now - Day.Morning < TimeSpan.FromSeconds(31));
        // Its answer comes after all: nothing is booked, and what it holds is given free.
        Assert.Empty(_day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total)));
        Assert.Equal(PaymentStatus.Pending, _day.Order(order.OrderId).Payment.Status);
        _day.Do(Actor.System, new ReportVoucherSettled("v1"));
        Assert.Equal(VoucherEnd.Released, _day.Facts.OfType<VoucherEndedFact>().Single().End);
    }

    [Fact]
    public void What_is_not_due_any_more_is_given_free()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        _day.Pay(order);

        _day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total));

        Assert.Equal(VoucherStage.Releasing, _day.Cafe.Vouchers.Items["v1"].Stage);
        Assert.Equal(order.Total, _day.Order(order.OrderId).Payment.Kept);
    }

    [Fact]
    public void An_order_by_itself_is_paid_wholly_or_not_at_all()
    {
        var order = _day.Pending("latte");
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            ForOrder(order) with
            {
                Amount = new Money(100),
            }
        );
        _day.Do(Day.Guest, ForOrder(order));

        _day.Do(Actor.System, new ReportVoucherHeld("v1", new Money(100)));

        Assert.Equal(VoucherStage.Releasing, _day.Cafe.Vouchers.Items["v1"].Stage);
        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Payment.Captured);
    }

    [Fact]
    public void Money_that_was_booked_and_is_not_given_is_told_to_a_manager()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        _day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total));

        _day.Do(Actor.System, new ReportVoucherRefused("v1", "expired"));

        Assert.Empty(_day.Cafe.Vouchers.Items);
        Assert.Equal(
            MoneyConcernKind.VoucherUnsettled,
            _day.Cafe.MoneyConcerns.Values.Single().Kind
        );
    }

    [Fact]
    public void A_dead_issuer_is_told_to_a_manager_once_and_asked_once_a_day_until_it_is_back()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        _day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total));
        for (var tries = 1; tries <= 20; tries++)
        {
            var next = _day.Cafe.Vouchers.Items["v1"].NextAttemptAt;
            Assert.InRange(next - _day.Now, TimeSpan.Zero, TimeSpan.FromDays(1.2));
            _day.Now = next;
            _day.Do(Actor.System, new ReportVoucherAttempt("v1", "it cannot be reached"));
            Assert.Equal(
                tries < 12 ? 0 : 1,
                _day.Facts.OfType<MoneyConcernRaisedFact>()
                    .Count(raised => raised.Kind == MoneyConcernKind.VoucherUnsettled)
            );
        }

        Assert.True(_day.Now - Day.Morning > TimeSpan.FromDays(6));
        _day.Do(Actor.System, new ReportVoucherSettled("v1"));

        Assert.Empty(_day.Cafe.Vouchers.Items);
        Assert.DoesNotContain(
            _day.Cafe.MoneyConcerns.Values,
            concern => concern.Kind == MoneyConcernKind.VoucherUnsettled
        );
    }

    [Fact]
    public void What_has_to_be_let_go_of_keeps_nobody_from_paying()
    {
        var order = _day.Billed("latte");
        for (var one = 0; one < MostAtOnce; one++)
        {
            _day.Do(Day.Guest, ForBill(order, new Money(1), $"v{one}"));
        }

        _day.Refuse(RefusalCode.TryLater, Day.Anna, ForBill(order, new Money(1), "more"));
        _day.Wait(0.5);
        for (var one = 0; one < MostAtOnce; one++)
        {
            _day.Do(Actor.System, new ReportVoucherAttempt($"v{one}", "it cannot be reached"));
        }

        _day.Do(Day.Anna, ForBill(order, order.Total, "more"));

        Assert.Equal(VoucherStage.Reserving, _day.Cafe.Vouchers.Items["more"].Stage);
        Assert.Equal(MostAtOnce + 1, _day.Cafe.Vouchers.Count);
    }

    [Fact]
    public void A_refund_that_waited_for_the_money_is_due_when_it_comes()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        _day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total));
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        _day.Now = _day.Now.AddDays(4);

        _day.Do(Actor.System, new ReportVoucherSettled("v1"));

        var refund = _day.Cafe.PendingRefunds.Values.Single();
        Assert.Equal(
            (Tender.Voucher, _day.Now),
            (refund.Refund.Tender!.Value, refund.Delivery.NextAttemptAt!.Value)
        );
    }

    [Fact]
    public void Money_that_never_came_does_not_go_back()
    {
        var first = _day.Billed("latte");
        var second = _day.Billed("croissant");
        _day.Do(Day.Guest, ForBill(first, first.Total + second.Total));
        _day.Do(Actor.System, new ReportVoucherHeld("v1", first.Total + second.Total));
        _day.Do(Day.Maya, new IssueRefund(first.OrderId, new Money(100), "cold"));
        _day.Do(Day.Maya, new IssueRefund(second.OrderId, new Money(50), "stale"));
        Assert.Equal(2, _day.Cafe.PendingRefunds.Count);

        _day.Do(Actor.System, new ReportVoucherRefused("v1", "expired"));

        Assert.Empty(_day.Cafe.PendingRefunds.Items);
        foreach (var order in new[] { first, second })
        {
            var payment = _day.Order(order.OrderId).Payment;
            Assert.Equal(RefundStatus.Failed, payment.RefundsById.Values.Single().Status);
            Assert.Equal(Money.Zero, payment.Refunded);
        }

        SalesCountedAgain.Same(_day.Facts, _day.Cafe);
    }

    [Fact]
    public void A_refund_goes_back_to_the_voucher()
    {
        var order = _day.Pending("latte");
        _day.Do(Day.Guest, ForOrder(order));
        _day.Do(Actor.System, new ReportVoucherHeld("v1", order.Total));
        _day.Do(Actor.System, new ReportVoucherSettled("v1"));

        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));

        var refund = _day.Cafe.PendingRefunds.Values.Single().Refund;
        Assert.Equal(
            ("gifts", "v1", order.Total),
            (refund.Provider, refund.TransactionId, refund.Amount)
        );
    }

    [Fact]
    public void Who_may_not_pay_it_cannot()
    {
        var order = _day.Pending("latte");
        var billed = _day.Billed("latte");

        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, ForOrder(order));
        _day.Refuse(RefusalCode.NotFound, Day.OtherGuest, ForBill(billed, billed.Total));
        _day.Refuse(RefusalCode.Conflict, Day.Guest, ForOrder(billed));
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Maya, new ReportVoucherSettled("v1"));
        var without = new Day();
        without.Refuse(RefusalCode.Conflict, Day.Anna, ForOrder(without.Pending("latte")));
    }

    [Fact]
    public void Two_vouchers_do_not_pay_the_same_money()
    {
        var order = _day.Billed("latte");
        _day.Do(Day.Guest, ForBill(order, new Money(300)));

        _day.Refuse(RefusalCode.Conflict, Day.Anna, ForBill(order, new Money(100), "v2"));
        _day.Do(Day.Anna, ForBill(order, order.Total - new Money(300), "v2"));
        _day.Do(Actor.System, new ReportVoucherHeld("v1", new Money(300)));
        _day.Do(Actor.System, new ReportVoucherHeld("v2", order.Total - new Money(300)));

        Assert.Equal(0, _day.Cafe.Bills.Count);
    }

    /// <summary>An issuer as its contract asks: by the payment's id, each thing once.</summary>
    private sealed class Issuer
    {
        private readonly Dictionary<string, (string State, Money Amount)> _known = [];

        public Money Balance { get; private set; } = new(5_000);

        public Money Captured { get; private set; }

        public Money Held =>
            _known
                .Values.Where(one => one.State == "held")
                .Aggregate(Money.Zero, (sum, one) => sum + one.Amount);

        public CafeCommand Ask(VoucherPayment voucher)
        {
            var known = _known.GetValueOrDefault(voucher.VoucherId);
            switch (voucher.Stage)
            {
                case VoucherStage.Reserving when known.State is null:
                    var amount = voucher.Amount < Balance ? voucher.Amount : Balance;
                    if (!amount.IsPositive)
                    {
                        return new ReportVoucherRefused(voucher.VoucherId, "empty");
                    }

                    Balance -= amount;
                    _known[voucher.VoucherId] = ("held", amount);
                    return new ReportVoucherHeld(voucher.VoucherId, amount);
                case VoucherStage.Reserving when known.State == "held":
                    return new ReportVoucherHeld(voucher.VoucherId, known.Amount);
                case VoucherStage.Capturing when known.State == "held":
                    Captured += voucher.Amount;
                    Balance += known.Amount - voucher.Amount;
                    _known[voucher.VoucherId] = ("captured", voucher.Amount);
                    return new ReportVoucherSettled(voucher.VoucherId);
                case VoucherStage.Releasing when known.State == "held":
                    Balance += known.Amount;
                    _known[voucher.VoucherId] = ("released", Money.Zero);
                    return new ReportVoucherSettled(voucher.VoucherId);
                case VoucherStage.Releasing when known.State is null:
                    _known[voucher.VoucherId] = ("released", Money.Zero);
                    return new ReportVoucherSettled(voucher.VoucherId);
                case VoucherStage.Capturing when known.State == "captured":
                case VoucherStage.Releasing when known.State == "released":
                    return new ReportVoucherSettled(voucher.VoucherId);
                default:
                    return new ReportVoucherRefused(voucher.VoucherId, "ended");
            }
        }
    }

    [Fact]
    [Trait("Lines", "reached")]
    public void Whatever_gets_lost_on_the_way_a_voucher_pays_once_and_nothing_stays_held()
    {
        Gen.Select(Gen.Int[0, 9].Array[1, 60], Gen.Int)
            .Sample(
                (steps, seed) =>
                {
                    var (day, random, issuer) = (
                        new Day(Takes, seed),
                        new Random(seed),
                        new Issuer()
                    );
                    var number = 0;
                    foreach (var step in steps)
                    {
                        Step(day, random, issuer, step, ref number);
                    }

                    while (day.Cafe.Vouchers.Values.FirstOrDefault() is { } voucher)
                    {
                        day.Do(Actor.System, issuer.Ask(voucher));
                    }

                    var booked = day
                        .Facts.OfType<PaymentProcessedFact>()
                        .Where(paid => paid.Method == PaymentMethod.Voucher)
                        .Aggregate(Money.Zero, (sum, paid) => sum + paid.Amount);
                    Assert.Equal(booked, issuer.Captured);
                    Assert.Equal(Money.Zero, issuer.Held);
                    Assert.Equal(new Money(5_000), issuer.Balance + issuer.Captured);
                    SalesCountedAgain.Same(day.Facts, day.Cafe);
                },
                iter: 300
            );
    }

    private static void Step(Day day, Random random, Issuer issuer, int step, ref int number)
    {
        if (step < 2 && !Day.Accepts(day, Day.Takeaway("latte", "croissant")))
        {
            // The counters have enough to do.
            return;
        }

        var bill = day.Cafe.Bills.Values.FirstOrDefault();
        var all = day.Cafe.Vouchers.Values.ToList();
        var voucher = all.Count == 0 ? null : all[random.Next(all.Count)];
        switch (step)
        {
            case 0:
                day.Billed("latte", "croissant");
                break;
            case 1:
                day.Try(Day.Guest, ForOrder(day.Pending("latte"), $"v{++number}"));
                break;
            case 2 or 3 when bill is not null:
                var due = BillSums.Of(day.Cafe, bill).Due;
                day.Try(
                    Day.Anna,
                    new PayByVoucher(
                        $"v{++number}",
                        null,
                        bill.BillId,
                        random.Next(2) == 0 ? due : new Money(random.Next(1, 500)),
                        "1234"
                    )
                );
                break;
            case 4 when bill is not null:
                day.Try(
                    Day.Anna,
                    new PayBill(
                        bill.BillId,
                        PaymentMethod.Cash,
                        random.Next(2) == 0
                            ? BillSums.Of(day.Cafe, bill).Due
                            : new Money(random.Next(1, 500))
                    )
                );
                break;
            case 5 when voucher is not null:
                // It did what it was asked, and nobody heard of it.
                issuer.Ask(voucher);
                day.Try(Actor.System, new ReportVoucherAttempt(voucher.VoucherId, "lost"));
                break;
            case 6 when voucher is not null:
                day.Try(Actor.System, new ReportVoucherAttempt(voucher.VoucherId, "down"));
                break;
            case 7 when day.Cafe.OpenOrders.Values.FirstOrDefault() is { } order:
                day.Try(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
                break;
            case 8:
                day.Wait(random.Next(2));
                day.Try(Day.Maya, new CloseDay());
                break;
            default:
                if (voucher is not null)
                {
                    day.Try(Actor.System, issuer.Ask(voucher));
                }

                break;
        }
    }
}
