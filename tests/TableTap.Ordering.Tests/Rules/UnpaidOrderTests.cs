using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Nobody pays for what went out: what is not paid is offered again without it (docs/protocol.md §5, "Paying").</summary>
public class UnpaidOrderTests
{
    private static readonly string Water = DemoCafe
        .Profile.Menu.Items.First(item => item.Tag is null)
        .ItemId;

    private readonly Day _day = new();

    private void Out(string? itemId, string? customization = null, string? counterId = null) =>
        _day.Do(Day.Anna, new UpdateItemAvailability(itemId, customization, false, counterId));

    [Theory]
    [InlineData(PaymentMethod.Card)]
    [InlineData(PaymentMethod.Cash)]
    public void What_went_out_leaves_orders_that_are_not_paid(PaymentMethod method)
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway("latte", "croissant") with
            {
                PaymentMethod = method,
            }
        );

        Out("latte");

        var left = _day.Order(order.OrderId);
        Assert.Equal((OrderStatus.Pending, new Money(240)), (left.Status, left.Total));
        Assert.Equal(
            (order.Lines[0].LineId, LineStatus.Voided, "system"),
            _day.Facts.OfType<LineMovedFact>()
                .Select(fact => (fact.LineId, fact.To, fact.By))
                .Single()
        );
    }

    [Fact]
    public void What_is_fetched_from_the_shelf_leaves_too()
    {
        var order = _day.Pending("latte", Water);

        Out(Water);

        Assert.Equal(order.Lines[0].Price, _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void A_customisation_that_went_out_takes_its_lines_along()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway(new NewOrderLine("latte", 1, ["Oat milk"]), new NewOrderLine("latte", 1))
        );

        Out(null, "Oat milk");

        Assert.Equal(new Money(380), _day.Order(order.OrderId).Total);
    }

    [Fact]
    public void An_order_of_which_nothing_is_left_is_cancelled()
    {
        var order = _day.Pending("latte");

        Out("latte");

        var cancelled = Assert.Single(_day.Facts.OfType<OrderCancelledFact>());
        Assert.Equal(
            (order.OrderId, CancelReason.ItemUnavailable, "system", false),
            (cancelled.OrderId, cancelled.Reason, cancelled.By, cancelled.RefundRequired)
        );
    }

    [Fact]
    public void What_is_out_at_one_counter_alone_leaves_orders_as_they_are()
    {
        var order = _day.Pending("latte", "croissant");

        Out("latte", counterId: "espresso");

        Assert.Equal(order, _day.Order(order.OrderId));
    }

    [Fact]
    public void An_order_whose_payment_is_in_process_stays_and_staff_is_told_of_it()
    {
        var order = _day.Pending("latte", "croissant");
        _day.Do(Day.Bank, _day.Processing(order));

        Out("latte");

        Assert.Equal(order.Total, _day.Order(order.OrderId).Total);
        Assert.Equal(
            [order.OrderId],
            Assert.Single(_day.Facts.OfType<ItemAvailabilityChangedFact>()).AffectedOrders.Items
        );
    }

    [Fact]
    public void A_payment_of_the_old_total_pays_the_new_one_and_the_surplus_goes_back()
    {
        var order = _day.Pending("latte", "croissant");
        Out("latte");

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Bank,
            new RecordPayment(
                order.OrderId,
                PaymentMethod.Card,
                order.Total,
                ProviderEventId: "typed"
            )
        );
        _day.Do(
            Day.Bank,
            new ReportProviderEvent(
                new("evt", order.OrderId, ProviderEventKind.PaymentSucceeded, order.Total)
            )
        );

        var left = _day.Order(order.OrderId);
        Assert.Equal(
            (OrderStatus.Confirmed, PaymentStatus.Paid, new Money(240), new Money(380)),
            (left.Status, left.Payment.Status, left.Payment.Kept, left.Payment.Refunded)
        );
    }

    [Fact]
    public void Any_of_the_staff_may_void_a_line_before_it_is_paid_and_no_counter_makes_it()
    {
        var order = _day.Pending("latte", "croissant");

        _day.Do(
            Day.Ben,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Ben,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );
        _day.Pay(_day.Order(order.OrderId));

        Assert.Equal(
            [order.Lines[1].LineId],
            _day.Facts.OfType<OrderAssignedFact>().Single().LineIds.Items
        );
    }

    [Fact]
    public void What_is_ready_is_voided_no_more_once_it_is_paid()
    {
        var order = _day.Confirmed("latte", Water);

        foreach (var line in order.Lines)
        {
            if (line.Status == LineStatus.Ready)
            {
                _day.Refuse(
                    RefusalCode.InvalidOrderStatus,
                    Day.Maya,
                    new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Voided)
                );
            }
        }

        var made = _day.ReadyOrder("latte");
        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new UpdateOrderItem(made.OrderId, made.Lines[0].LineId, LineStatus.Voided)
        );
        Assert.Equal("Cannot take an item to 'voided' while its order is 'ready'", refusal.Message);
    }
}
