using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Something is taken off a price, by whom it may be, and the money follows (docs/protocol.md §5, "Discounts").</summary>
public class DiscountTests
{
    private static readonly CafeDiscounts Rules = new(
        [
            new("happy", "Happy hour", 20m, By: Role.Employee),
            new("staff", "Staff meal", Amount: new Money(300)),
        ],
        EmployeePercent: 10m
    );

    private readonly Day _day = new(DemoCafe.Profile with { Discounts = Rules });

    private GivenDiscount Give(Actor actor, ApplyDiscount command)
    {
        var decision = _day.Try(actor, command);
        Assert.True(decision.IsAccepted, decision.Refusal?.ToString());
        return Assert.IsType<GivenDiscount>(decision.Result);
    }

    private static ApplyDiscount Percent(string orderId, decimal percent, string? lineId = null) =>
        new(orderId, new(Percent: percent, Reason: "cold"), lineId);

    private static ApplyDiscount Amount(string orderId, long cents, string? lineId = null) =>
        new(orderId, new(Amount: new Money(cents), Reason: "cold"), lineId);

    [Fact]
    public void A_percentage_of_the_order_is_taken_off_to_the_cent()
    {
        var order = _day.Billed("latte", "croissant");

        var given = Give(Day.Maya, Percent(order.OrderId, 12.5m));

        // 12.5 % of 6.20 is 0.775: a half goes up.
        Assert.Equal(new Money(78), given.Off);
        Assert.Equal(new Money(542), _day.Order(order.OrderId).Total);
        Assert.Equal(new Money(78), _day.Order(order.OrderId).Price.Discount);
        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Price.Comp);
    }

    [Fact]
    public void Discounts_of_lines_come_before_those_of_the_order_whenever_they_were_given()
    {
        var order = _day.Billed("latte", "croissant");
        Give(Day.Maya, Percent(order.OrderId, 50m));

        Give(Day.Maya, Amount(order.OrderId, 180, order.Lines[0].LineId));

        var price = _day.Order(order.OrderId).Price;
        Assert.Equal(new Money(220), price.Total);
        Assert.Equal(
            (new Money(100), new Money(120)),
            (price.OfLine(order.Lines[0].LineId), price.OfLine(order.Lines[1].LineId))
        );
    }

    [Fact]
    public void An_amount_takes_no_more_than_there_is_and_is_no_comp()
    {
        var order = _day.Billed("latte");

        Assert.Equal(order.Total, Give(Day.Maya, Amount(order.OrderId, 9_900)).Off);

        var price = _day.Order(order.OrderId).Price;
        Assert.Equal(
            (Money.Zero, order.Total, Money.Zero),
            (price.Total, price.Discount, price.Comp)
        );
        _day.Refuse(RefusalCode.Conflict, Day.Maya, Percent(order.OrderId, 10m));
    }

    [Fact]
    public void A_comp_of_a_line_is_counted_by_itself_and_its_ticket_stays()
    {
        var order = _day.Billed("latte", "croissant");
        var tickets = _day.Cafe.Tickets;

        Give(Day.Maya, Percent(order.OrderId, 100m, order.Lines[1].LineId));

        Assert.Equal(
            (new Money(380), new Money(240), Money.Zero),
            (
                _day.Order(order.OrderId).Total,
                _day.Order(order.OrderId).Price.Comp,
                _day.Order(order.OrderId).Price.Discount
            )
        );
        Assert.Equal(tickets, _day.Cafe.Tickets);
        Assert.Equal(order.Lines, _day.Order(order.OrderId).Lines);
    }

    [Fact]
    public void A_voided_line_takes_its_discount_along_and_a_percentage_is_of_what_is_left()
    {
        var order = _day.Billed("latte", "croissant");
        Give(Day.Maya, Percent(order.OrderId, 10m));
        Give(Day.Maya, Amount(order.OrderId, 80, order.Lines[0].LineId));

        _day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );

        Assert.Equal(new Money(216), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void What_was_paid_too_much_goes_back_like_that_of_a_voided_line()
    {
        var order = _day.Confirmed("latte", "croissant");

        _day.Do(Day.Maya, Percent(order.OrderId, 100m, order.Lines[1].LineId));

        var refund = Assert.Single(_day.Order(order.OrderId).Payment.RefundsById.Values);
        Assert.Equal((new Money(240), "comp"), (refund.Amount, refund.Reason));
        Assert.Equal(_day.Order(order.OrderId).Total, _day.Order(order.OrderId).Payment.Kept);
    }

    [Fact]
    public void After_a_part_payment_nothing_goes_back_that_is_not_too_much()
    {
        var order = _day.Billed("latte", "croissant");
        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, new Money(400)));

        Give(Day.Maya, Amount(order.OrderId, 100));
        Assert.Equal(Money.Zero, _day.Order(order.OrderId).Payment.Refunded);
        Assert.Equal(new Money(120), BillSums.DueOf(_day.Order(order.OrderId)));

        Give(Day.Maya, Amount(order.OrderId, 200));
        Assert.Equal(new Money(80), _day.Order(order.OrderId).Payment.Refunded);
        Assert.Equal(BillStatus.Paid, Assert.Single(_day.Cafe.ClosedBills.Values).Status);
    }

    [Fact]
    public void A_pending_order_of_which_nothing_is_due_any_more_is_confirmed()
    {
        var order = _day.Pending("latte");

        Give(Day.Maya, Percent(order.OrderId, 100m));

        Assert.Equal(
            (OrderStatus.Confirmed, PaymentStatus.Paid),
            (_day.Order(order.OrderId).Status, _day.Order(order.OrderId).Payment.Status)
        );
    }

    [Fact]
    public void Taken_back_the_order_costs_what_it_did_and_is_due_again()
    {
        var order = _day.Pending("latte");
        var given = Give(Day.Maya, Percent(order.OrderId, 100m));

        _day.Do(Day.Maya, new RemoveDiscount(order.OrderId, given.AppliedId, "wrong order"));

        var after = _day.Order(order.OrderId);
        Assert.Equal(
            (order.Total, order.Total, PaymentStatus.Pending),
            (after.Total, BillSums.DueOf(after), after.Payment.Status)
        );
        _day.Do(Day.Anna, new RecordPayment(order.OrderId, PaymentMethod.Cash, order.Total));
        Assert.Equal(PaymentStatus.Paid, _day.Order(order.OrderId).Payment.Status);
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new RemoveDiscount(order.OrderId, given.AppliedId, "again")
        );
    }

    [Fact]
    public void Of_a_paid_order_nothing_is_taken_back()
    {
        var order = _day.Confirmed("latte");
        var given = Give(Day.Maya, Percent(order.OrderId, 10m));

        _day.Refuse(
            RefusalCode.Conflict,
            Day.Maya,
            new RemoveDiscount(order.OrderId, given.AppliedId, "wrong order")
        );
    }

    [Fact]
    public void An_employee_gives_what_the_cafe_lets_them_and_all_together_no_more()
    {
        var order = _day.Billed("latte", "croissant");

        Give(Day.Anna, Percent(order.OrderId, 8m));
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, Percent(order.OrderId, 8m));
        Give(Day.Anna, new(order.OrderId, new("happy")));
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new ApplyDiscount(order.OrderId, new("staff"))
        );
        var refused = _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            Percent(order.OrderId, 100m, order.Lines[0].LineId)
        );

        Assert.Equal(Role.Manager, refused.RequiredRole);
        Give(Day.Maya, Percent(order.OrderId, 8m));
        Give(Day.Maya, new(order.OrderId, new("staff")));
        Assert.Equal(
            ["Happy hour", "Staff meal"],
            _day.Order(order.OrderId)
                .Adjustments!.Discounts.Items.Select(one => one.Name)
                .OfType<string>()
        );
    }

    [Fact]
    public void Without_a_word_of_the_cafe_only_managers_give_and_comps_can_be_the_employees()
    {
        var day = new Day();
        var order = day.Billed("latte");
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, Percent(order.OrderId, 1m));

        day.Do(
            Actor.System,
            new ConfigureCafe(day.Cafe.Profile with { Discounts = new(EmployeeComps: true) })
        );

        day.Do(Day.Anna, Percent(order.OrderId, 100m));
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            Amount(day.Billed("latte").OrderId, 1)
        );
    }

    [Fact]
    public void An_employee_takes_back_what_an_employee_gave()
    {
        var order = _day.Billed("latte");
        var ofMaya = Give(Day.Maya, Percent(order.OrderId, 10m));
        var ofAnna = Give(Day.Anna, new(order.OrderId, new("happy")));

        _day.Do(Day.Ben, new RemoveDiscount(order.OrderId, ofAnna.AppliedId, "too late"));
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Ben,
            new RemoveDiscount(order.OrderId, ofMaya.AppliedId, "why")
        );
    }

    [Fact]
    public void What_makes_no_discount_is_refused_with_the_field()
    {
        var order = _day.Billed("latte").OrderId;
        var wrong = new (NewDiscount Discount, string Problem)[]
        {
            (new(Reason: "x"), "percent: exactly one of discountId, percent and amount"),
            (
                new("happy", 10m, Reason: "x"),
                "percent: exactly one of discountId, percent and amount"
            ),
            (
                new(Percent: 100.1m, Reason: "x"),
                "percent: more than 0, at most 100, with at most three decimals"
            ),
            (
                new(Percent: 0.0001m, Reason: "x"),
                "percent: more than 0, at most 100, with at most three decimals"
            ),
            (
                new(Amount: Money.OfThousandths(15), Reason: "x"),
                "amount: EUR has at most two decimals"
            ),
            (new(Percent: 10m), "reason: is needed"),
        };

        foreach (var (discount, problem) in wrong)
        {
            Assert.Equal(
                problem,
                Assert
                    .Single(
                        _day.Refuse(
                            RefusalCode.ValidationFailed,
                            Day.Maya,
                            new ApplyDiscount(order, discount)
                        ).Details.Items
                    )
                    .ToString()
            );
        }

        _day.Refuse(RefusalCode.NotFound, Day.Maya, new ApplyDiscount(order, new("none")));
        _day.Refuse(RefusalCode.NotFound, Day.Maya, Percent(order, 10m, "no-line"));
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            Percent(_day.Cancelled("latte").OrderId, 10m)
        );
    }

    [Fact]
    public void An_order_has_so_many_discounts_and_no_more()
    {
        var order = _day.Billed("club-sandwich", "club-sandwich");
        for (var count = 0; count < OrderAdjustments.MostDiscounts; count++)
        {
            Give(Day.Maya, Amount(order.OrderId, 1));
        }

        Assert.Equal(
            OrderAdjustments.MostDiscounts,
            _day.Refuse(RefusalCode.TooMany, Day.Maya, Amount(order.OrderId, 1)).Limit
        );
    }

    [Fact]
    public void Tax_is_that_of_what_is_left_of_each_line()
    {
        foreach (var included in (bool[])[true, false])
        {
            var profile = DemoCafe.Profile with
            {
                Tax = new([new("food", "Food", 6m), new("drinks", "Drinks", 21m)], included),
                Menu =
                [
                    .. DemoCafe.Profile.Menu.Items.Select(item =>
                        item with
                        {
                            TaxClassId = item.ItemId == "latte" ? "drinks" : "food",
                        }
                    ),
                ],
            };
            var day = new Day(profile);
            var order = day.Billed("latte", "croissant");

            day.Do(Day.Maya, Percent(order.OrderId, 100m, order.Lines[0].LineId));
            day.Do(Day.Maya, Amount(order.OrderId, 40));

            var after = day.Order(order.OrderId);
            Assert.Equal(
                included
                    ? [(21m, 0m, 0m), (6m, 1.89m, 0.11m)]
                    : [(21m, 0m, 0m), (6m, 2.00m, 0.12m)],
                after.Taxes.Items.Select(one =>
                    (one.Rate, one.Net.ToDecimal(), one.Tax.ToDecimal())
                )
            );
            Assert.Equal(OrderTax.Total(after.Taxes), after.Total);
        }
    }

    [Fact]
    public void Off_a_bill_each_order_has_its_share_under_one_id()
    {
        var first = _day.Billed("latte");
        var second = _day.Billed("club-sandwich");
        var billId = first.BillId!;

        var decision = _day.Try(
            Day.Maya,
            new ApplyBillDiscount(billId, new(Amount: new Money(100), Reason: "waited"))
        );

        var given = Assert.IsType<GivenDiscount>(decision.Result);
        // 3.80 of 11.70 is 32.478 of 100 cents.
        Assert.Equal(
            (new Money(100), new Money(348), new Money(722)),
            (given.Off, _day.Order(first.OrderId).Total, _day.Order(second.OrderId).Total)
        );
        Assert.Equal(
            new Money(100),
            BillSums.Of(_day.Cafe, _day.Cafe.Bills.Items[billId]).Discount
        );
        var later = _day.Billed("latte");
        Assert.Null(later.Adjustments);

        _day.Do(Day.Maya, new RemoveBillDiscount(billId, given.AppliedId, "wrong table"));
        Assert.Equal(
            first.Total + second.Total + later.Total,
            BillSums.Of(_day.Cafe, _day.Cafe.Bills.Items[billId]).Due
        );
    }

    [Fact]
    public void Off_a_line_of_a_bill_its_order_alone_has_it()
    {
        var first = _day.Billed("latte");
        var second = _day.Billed("croissant");

        _day.Do(
            Day.Maya,
            new ApplyBillDiscount(
                first.BillId!,
                new(Percent: 100m, Reason: "burnt"),
                second.Lines[0].LineId
            )
        );

        Assert.Equal(
            (first.Total, Money.Zero),
            (_day.Order(first.OrderId).Total, _day.Order(second.OrderId).Total)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Maya,
            new ApplyBillDiscount(first.BillId!, new(Percent: 1m, Reason: "x"), "no-line")
        );
    }

    [Fact]
    public void All_of_a_bill_on_the_house_ends_it()
    {
        var order = _day.Billed("latte");
        _day.Billed("croissant");

        _day.Do(
            Day.Maya,
            new ApplyBillDiscount(order.BillId!, new(Percent: 100m, Reason: "a birthday"))
        );

        var bill = Assert.Single(_day.Cafe.ClosedBills.Values);
        Assert.Equal(
            (BillStatus.Paid, new Money(620), Money.Zero),
            (bill.Status, bill.Sums!.Value.Comp, bill.Sums.Value.Total)
        );
    }

    [Fact]
    public void A_discount_moves_with_its_order_to_another_bill()
    {
        var order = _day.Billed("latte");
        Give(Day.Maya, Percent(order.OrderId, 50m));
        _day.Do(Day.Anna, new OpenBill("2"));
        var other = _day.Cafe.Bills.Values.Single(bill => bill.TableNumber == "2");

        _day.Do(Day.Anna, new UpdateBill(order.BillId!, MergeInto: other.BillId));

        Assert.Equal(new Money(190), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void The_fact_says_what_was_taken_off_for_who_adds_up_facts()
    {
        var order = _day.Billed("latte");
        Give(Day.Maya, Percent(order.OrderId, 25m));

        var fact = Assert.Single(_day.Facts.OfType<DiscountAppliedFact>());
        Assert.Equal(
            (new Money(95), "maya", "cold"),
            (fact.Off, fact.Discount.By, fact.Discount.Reason)
        );
    }
}
