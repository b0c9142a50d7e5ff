using TableTap.Ordering.Commands;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>A line that is voided takes its share of each amount off its order along (docs/protocol.md §5, "Discounts").</summary>
public class VoidedDiscountTests
{
    private readonly Day _day = new(
        DemoCafe.Profile with
        {
            Groups = [],
            Menu =
            [
                .. DemoCafe.Profile.Menu.Items.Select(item =>
                    item with
                    {
                        Price = new Money(item.ItemId == "latte" ? 6_000 : 4_000),
                        Prices = [],
                        Groups = [],
                    }
                ),
            ],
        }
    );

    private void Void(Order order, int line) =>
        _day.Do(
            Day.Maya,
            new UpdateOrderItem(order.OrderId, order.Lines[line].LineId, LineStatus.Voided)
        );

    private void Give(Order order, NewDiscount discount, int? line = null) =>
        _day.Do(
            Day.Maya,
            new ApplyDiscount(
                order.OrderId,
                discount with
                {
                    Reason = "waited",
                },
                line is { } place ? order.Lines[place].LineId : null
            )
        );

    [Fact]
    public void A_voided_line_costs_what_it_did_and_no_other_becomes_cheaper()
    {
        var order = _day.Billed("latte", "croissant");
        Give(order, new(Amount: new Money(1_000)));
        _day.Do(Day.Anna, new PayBill(order.BillId!, PaymentMethod.Cash, new Money(9_000)));

        Void(order, 0);

        var after = _day.Order(order.OrderId);
        Assert.Equal(
            (new Money(3_600), new Money(400), new Money(5_400), new Money(3_600)),
            (after.Total, after.Price.Discount, after.Payment.Refunded, after.Payment.Kept)
        );
    }

    [Fact]
    public void Several_amounts_each_lose_their_share_and_a_percentage_is_of_what_is_left()
    {
        var order = _day.Billed("latte", "croissant", "croissant");
        Give(order, new(Amount: new Money(1_400)));
        Give(order, new(Percent: 10m));
        Give(order, new(Amount: new Money(567)));
        Give(order, new(Percent: 50m), 2);

        // Left are 60.00, 40.00 and 20.00; 14.00 leaves 53.00, 35.33 and 17.67, 10 % leave 95.40, and 5.67 leave 89.73.
        Assert.Equal(new Money(8_973), _day.Order(order.OrderId).Total);
        var paid = _day.Order(order.OrderId).Price;
        Void(order, 0);

        var left = _day.Order(order.OrderId);
        var others = order.Lines.Items.Skip(1).Select(line => line.LineId).ToList();
        Assert.Equal(
            others.Aggregate(Money.Zero, (sum, line) => sum + paid.OfLine(line)),
            left.Total
        );
    }

    [Fact]
    public void What_is_left_of_the_amount_is_taken_back_with_it()
    {
        var order = _day.Billed("latte", "croissant");
        Give(order, new(Amount: new Money(1_000)));
        Void(order, 0);

        _day.Do(
            Day.Maya,
            new RemoveDiscount(
                order.OrderId,
                _day.Order(order.OrderId).Adjustments!.Discounts[0].AppliedId,
                "a mistake"
            )
        );

        Assert.Equal(new Money(4_000), _day.Order(order.OrderId).Total);
    }
}
