using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What a café adds for its service (docs/protocol.md §5, "Service charge").</summary>
public class ServiceChargeTests
{
    private static Day With(CafeServiceCharge charge, CafeTax? tax = null) =>
        new(DemoCafe.Profile with { ServiceCharge = charge, Tax = tax });

    [Fact]
    public void It_is_added_to_the_orders_of_its_type_and_to_no_others()
    {
        var day = With(new(12.5m, OrderType.DineIn));

        var eatenHere = day.Billed("latte");
        var takenAway = day.Pending("latte");

        // 12.5 % of 3.80 is 0.475: a half goes up.
        Assert.Equal(
            (new Money(428), new Money(48), new Money(380)),
            (eatenHere.Total, eatenHere.Price.ServiceCharge, takenAway.Total)
        );
        Assert.Null(takenAway.Adjustments);
    }

    [Fact]
    public void What_the_guest_was_shown_is_with_it()
    {
        var day = With(new(10m));

        var refused = day.Refuse(
            RefusalCode.Conflict,
            Day.Guest,
            Day.Takeaway("latte") with
            {
                ExpectedTotal = new Money(380),
            }
        );

        Assert.Equal(new Money(418), refused.CurrentTotal);
        day.Do(Day.Guest, Day.Takeaway("latte") with { ExpectedTotal = new Money(418) });
    }

    [Fact]
    public void It_is_of_what_is_left_after_discounts()
    {
        var day = With(new(10m));
        var order = day.Billed("latte", "croissant");

        day.Do(
            Day.Maya,
            new ApplyDiscount(
                order.OrderId,
                new(Percent: 100m, Reason: "cold"),
                order.Lines[0].LineId
            )
        );

        Assert.Equal(
            (new Money(24), new Money(264)),
            (day.Order(order.OrderId).Price.ServiceCharge, day.Order(order.OrderId).Total)
        );
    }

    [Theory]
    [InlineData(true, 7.50)]
    [InlineData(false, 8.28)]
    public void It_is_taxed_as_its_class_wherever_tax_is(bool included, double total)
    {
        var day = With(
            new(56.25m, TaxClassId: "service"),
            new([new("food", "Food", 6m), new("service", "Service", 18m)], included)
        );

        var order = day.Billed("croissant", "croissant");

        // 4.80 and 2.70; with the tax added 4.80 + 0.29 and 2.70 + 0.49.
        Assert.Equal(2.70m, order.Price.ServiceCharge.ToDecimal());
        Assert.Equal([18m, 6m], order.Taxes.Items.Select(one => one.Rate));
        Assert.Equal(
            ((decimal)total, OrderTax.Total(order.Taxes)),
            (order.Total.ToDecimal(), order.Total)
        );
    }

    [Fact]
    public void A_manager_takes_it_off_with_a_reason_and_what_was_paid_for_it_goes_back()
    {
        var day = With(new(10m));
        var order = day.Confirmed("latte");
        Assert.Equal(new Money(418), order.Payment.Kept);
        day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Anna,
            new RemoveServiceCharge(order.OrderId, "slow")
        );
        day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new RemoveServiceCharge(order.OrderId, " ")
        );

        day.Do(Day.Maya, new RemoveServiceCharge(order.OrderId, "slow"));

        var after = day.Order(order.OrderId);
        Assert.Equal(
            (new Money(380), new Money(380), new Money(38)),
            (after.Total, after.Payment.Kept, after.Payment.Refunded)
        );
        Assert.Empty(day.Do(Day.Maya, new RemoveServiceCharge(order.OrderId, "slow")));
    }

    [Fact]
    public void Off_a_bill_it_goes_from_all_of_its_orders_but_not_from_later_ones()
    {
        var day = With(new(10m));
        var first = day.Billed("latte");
        day.Billed("croissant");

        day.Do(Day.Maya, new RemoveBillServiceCharge(first.BillId!, "slow"));
        var later = day.Billed("latte");

        Assert.Equal(
            (new Money(380 + 240 + 418), new Money(38)),
            (
                BillSums.Of(day.Cafe, day.Cafe.Bills.Items[first.BillId!]).Total,
                BillSums.Of(day.Cafe, day.Cafe.Bills.Items[first.BillId!]).ServiceCharge
            )
        );
        Assert.Equal(new Money(38), later.Price.ServiceCharge);
    }

    [Fact]
    public void What_is_made_again_has_none()
    {
        var day = With(new(10m));
        var order = day.Preparing("latte");

        day.Do(Day.Anna, new RemakeOrder(order.OrderId, "spilled"));

        Assert.Equal(
            Money.Zero,
            day.Cafe.OpenOrders.Values.Single(one => one.RemakeOf is not null).Total
        );
    }

    [Fact]
    public void In_yen_it_is_whole()
    {
        var day = new Day(CurrencyTests.Profile("JPY", 333_000) with { ServiceCharge = new(7.7m) });

        // 7.7 % of 333 is 25.641.
        Assert.Equal(Money.OfThousandths(359_000), day.Pending("latte").Total);
    }
}
