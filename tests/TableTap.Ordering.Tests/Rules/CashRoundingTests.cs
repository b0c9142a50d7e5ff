using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What is due is rounded where it is paid in cash, and the difference is a figure of its own (docs/protocol.md §5, "Rounding of cash").</summary>
public class CashRoundingTests
{
    private readonly Day _day = new(
        CurrencyTests.Profile("CHF", 5_010) with
        {
            CashRounding = new Money(5),
        }
    );

    private PaidBill Pay(PayBill command)
    {
        var decision = _day.Try(Day.Anna, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return Assert.IsType<PaidBill>(decision.Result);
    }

    [Theory]
    [InlineData(10_020, 10_000)]
    [InlineData(10_024, 10_000)]
    [InlineData(10_025, 10_050)]
    [InlineData(10_030, 10_050)]
    [InlineData(10_050, 10_050)]
    [InlineData(24, 0)]
    [InlineData(0, 0)]
    public void A_half_goes_up(long due, long inCash) =>
        Assert.Equal(
            Money.OfThousandths(inCash),
            _day.Cafe.Profile.InCash(Money.OfThousandths(due))
        );

    [Fact]
    public void What_is_paid_in_cash_is_the_nearest_and_never_more_than_half_a_coin_away() =>
        Gen.Select(Gen.Long[0, 10_000_000], Gen.Long[1, 1_000])
            .Sample(
                (due, step) =>
                {
                    var paid = (
                        _day.Cafe.Profile with
                        {
                            CashRounding = Money.OfThousandths(step),
                        }
                    ).InCash(Money.OfThousandths(due));
                    Assert.Equal(0, paid.Thousandths % step);
                    Assert.InRange(2 * (paid.Thousandths - due), -step + 1, step);
                }
            );

    [Fact]
    public void An_order_in_cash_costs_what_was_paid_and_by_card_what_it_costs()
    {
        var cash = _day.Place(
            Day.Guest,
            Day.Takeaway(new NewOrderLine("latte", 2)) with
            {
                PaymentMethod = PaymentMethod.Cash,
            }
        );
        Assert.Contains(
            "10.00 is due",
            _day.Refuse(
                RefusalCode.ValidationFailed,
                Day.Anna,
                new RecordPayment(cash.OrderId, PaymentMethod.Cash, cash.Total)
            ).Message
        );

        _day.Do(Day.Anna, new RecordPayment(cash.OrderId, PaymentMethod.Cash, new Money(1000)));
        var card = _day.Paid(_day.Place(Day.Guest, Day.Takeaway(new NewOrderLine("latte", 2))));

        var paid = _day.Order(cash.OrderId);
        Assert.Equal(
            (new Money(1000), new Money(1000), new Money(-2), PaymentStatus.Paid),
            (paid.Total, paid.Payment.Kept, paid.Price.Rounding, paid.Payment.Status)
        );
        Assert.Equal((new Money(1002), new Money(1002)), (card.Total, card.Payment.Kept));
        Assert.Null(card.Adjustments);
    }

    [Fact]
    public void Of_a_divided_bill_only_the_part_in_cash_is_rounded()
    {
        var order = _day.Billed("latte", "latte");
        var parts = Assert
            .IsType<DividedBill>(_day.Try(Day.Anna, new SplitBill(order.BillId!, 2)).Result)
            .Parts;
        Pay(
            new(
                order.BillId!,
                PaymentMethod.Card,
                new Money(501),
                PartId: parts[0].PartId,
                Reference: "T-1"
            )
        );
        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Cash, new Money(501), PartId: parts[1].PartId)
        );

        var paid = Pay(
            new(
                order.BillId!,
                PaymentMethod.Cash,
                new Money(500),
                PartId: parts[1].PartId,
                Tendered: new Money(1000)
            )
        );

        Assert.Equal(
            (Money.Zero, new Money(500), new Money(-1)),
            (paid.Due, paid.Change, paid.Rounding)
        );
        var bill = Assert.Single(_day.Cafe.ClosedBills.Values);
        Assert.Equal(
            new BillSums(new Money(1001), new Money(1001), Money.Zero, Rounding: new Money(-1)),
            bill.Sums
        );
        Assert.Equal([null, new Money(-1)], bill.Payments.Items.Select(one => one.Rounding));
    }

    [Fact]
    public void A_smaller_part_in_cash_is_one_that_there_are_coins_for()
    {
        var order = _day.Billed("latte", "latte");

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Cash, new Money(401))
        );
        Assert.Equal(
            (new Money(602), null),
            (
                Pay(new(order.BillId!, PaymentMethod.Cash, new Money(400))).Due,
                _day.Order(order.OrderId).Adjustments
            )
        );
        Assert.Equal(Money.Zero, Pay(new(order.BillId!, PaymentMethod.Cash, new Money(600))).Due);
        Assert.Equal(new Money(-2), _day.Order(order.OrderId).Price.Rounding);
    }

    [Fact]
    public void What_rounds_to_nothing_is_paid_with_nothing()
    {
        var order = _day.Billed("latte", "latte");
        Pay(new(order.BillId!, PaymentMethod.Card, new Money(1000), Reference: "T-1"));

        var paid = Pay(new(order.BillId!, PaymentMethod.Cash, Money.Zero));

        Assert.Equal((Money.Zero, new Money(-2)), (paid.Due, paid.Rounding));
        Assert.Empty(_day.Cafe.Bills.Items);
    }

    [Fact]
    public void A_part_that_rounds_to_nothing_is_paid_by_card_or_with_the_rest()
    {
        var order = _day.Billed("croissant");
        _day.Do(
            Day.Maya,
            new ApplyDiscount(order.OrderId, new(Amount: new Money(96), Reason: "old"))
        );
        var parts = Assert
            .IsType<DividedBill>(_day.Try(Day.Anna, new SplitBill(order.BillId!, 2)).Result)
            .Parts;

        var refused = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Cash, Money.Zero, PartId: parts[0].PartId)
        );

        Assert.StartsWith("amount: 0.02 is due of this part", $"{refused.Details[0]}");
        Pay(
            new(
                order.BillId!,
                PaymentMethod.Card,
                new Money(2),
                PartId: parts[0].PartId,
                Reference: "T-1"
            )
        );
        Pay(new(order.BillId!, PaymentMethod.Cash, Money.Zero, PartId: parts[1].PartId));
        Assert.Empty(_day.Cafe.Bills.Items);
    }

    [Fact]
    public void Cash_that_is_all_back_has_rounded_nothing_and_a_card_pays_what_is_due()
    {
        var day = new Day(CurrencyTests.Profile("CHF", 5_030) with { CashRounding = new Money(5) });
        var order = day.Billed("latte", "latte");
        var parts = Assert
            .IsType<DividedBill>(day.Try(Day.Anna, new SplitBill(order.BillId!, 2)).Result)
            .Parts;
        day.Do(
            Day.Anna,
            new PayBill(
                order.BillId!,
                PaymentMethod.Cash,
                new Money(505),
                new Money(50),
                parts[0].PartId
            )
        );
        Assert.Equal(new Money(1008), day.Order(order.OrderId).Total);

        day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(500), "by card after all"));
        Assert.Equal(new Money(1008), day.Order(order.OrderId).Total);
        day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(5), "all of it"));

        var after = day.Order(order.OrderId);
        Assert.Equal(
            (new Money(1006), new Money(1006), Money.Zero, new Money(50)),
            (after.Total, BillSums.DueOf(after), after.Price.Rounding, after.Payment.Refundable)
        );
        day.Do(
            Day.Anna,
            new PayBill(order.BillId!, PaymentMethod.Card, new Money(1006), Reference: "T-1")
        );
        Assert.Equal(
            new Money(1006),
            BillSums.Of(day.Cafe, day.Cafe.ClosedBills.Items[order.BillId!]).Total
        );
    }

    [Fact]
    public void Nothing_is_paid_where_something_is_due_in_cash()
    {
        var order = _day.Billed("latte");

        Assert.Equal(
            "amount: more than nothing",
            Assert
                .Single(
                    _day.Refuse(
                        RefusalCode.ValidationFailed,
                        Day.Anna,
                        new PayBill(order.BillId!, PaymentMethod.Cash, Money.Zero)
                    ).Details.Items
                )
                .ToString()
        );
    }

    [Fact]
    public void What_was_rounded_is_of_no_tax()
    {
        var day = new Day(
            CurrencyTests.Profile("CHF", 5_010) with
            {
                CashRounding = new Money(5),
                Tax = new([new("all", "All", 8.1m)]),
            }
        );
        var order = day.Billed("latte", "latte");
        var tax = order.Taxes;

        day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, new Money(1000)));

        Assert.Equal(tax, day.Order(order.OrderId).KeptTaxes);
        Assert.Equal(new Money(1002), day.Order(order.OrderId).KeptPrice);
        day.Do(Day.Maya, new IssueRefund(order.OrderId, new Money(1000), "cold"));
        Assert.Equal(Money.Zero, OrderTax.Total(day.Order(order.OrderId).KeptTaxes));
    }

    [Fact]
    public void What_is_given_for_nothing_after_it_was_paid_goes_back_as_it_came()
    {
        var order = _day.Billed("latte", "latte");
        Pay(new(order.BillId!, PaymentMethod.Cash, new Money(1000)));

        _day.Do(Day.Maya, new ApplyDiscount(order.OrderId, new(Percent: 100m, Reason: "cold")));

        Assert.Equal(
            (new Money(1000), Money.Zero, Money.Zero),
            (
                _day.Order(order.OrderId).Payment.Refunded,
                _day.Order(order.OrderId).Payment.Kept,
                _day.Order(order.OrderId).Total
            )
        );
    }
}
