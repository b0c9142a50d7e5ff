using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class OrderPlacingTests
{
    private readonly Day _day = new();

    [Fact]
    public void The_café_prices_every_line_with_its_customisations()
    {
        var order = _day.Place(
            Day.Guest,
            Day.Takeaway(
                new NewOrderLine("cappuccino", 2, ["Extra shot", "Oat milk"]),
                new NewOrderLine("club-sandwich", 1, ["Avocado", "No onions"])
            )
        );

        Assert.Equal(
            [new Money(440), new Money(970)],
            order.Lines.Items.Select(line => line.UnitPrice)
        );
        Assert.Equal(new Money(1850), order.Total);
    }

    [Fact]
    public void A_discount_never_takes_a_price_below_nothing()
    {
        var generous = DemoCafe.Profile with
        {
            Customizations = DemoCafe
                .Profile.Customizations.Items.Select(custom =>
                    custom with
                    {
                        PriceDelta = new Money(-900),
                    }
                )
                .ToEquatableList(),
        };
        var cafe = new Day(generous);

        var order = cafe.Place(Day.Guest, Day.Takeaway(new NewOrderLine("latte", 1, ["Oat milk"])));

        Assert.Equal(Money.Zero, order.Total);
        Assert.Equal(OrderStatus.Confirmed, order.Status);
    }

    [Fact]
    public void A_guest_hears_number_price_and_time()
    {
        var decision = _day.Try(
            Day.Guest,
            Day.AtTable("12", "cappuccino") with
            {
                SpecialInstructions = "  Extra hot ",
            }
        );

        var created = Assert.IsType<OrderCreatedFact>(Assert.Single(decision.Facts));
        Assert.Equal(new CreatedOrder(created.OrderId, "ORD-000001", true), decision.Result);
        Assert.Equal(
            ("ORD-000001", new Money(350), 3, true, "guest-1", "John Doe", "12", "Extra hot"),
            (
                created.OrderNumber,
                created.Total,
                created.EstimatedTime,
                created.PaymentRequired,
                created.OwnerId,
                created.CustomerName,
                created.TableNumber,
                created.SpecialInstructions
            )
        );
        Assert.Equal(_day.Now.AddMinutes(15), created.PaymentExpiresAt);
    }

    [Fact]
    public void Order_numbers_count_up_also_over_cancelled_orders()
    {
        _day.Cancelled("latte");
        _day.Confirmed("latte");

        Assert.Equal("ORD-000003", _day.Pending("latte").OrderNumber);
    }

    [Fact]
    public void Somebody_at_the_till_has_no_account_and_no_pickup_code()
    {
        var order = _day.Paid(_day.Place(Day.Anna, Day.Takeaway("still-water")));

        Assert.Null(order.OwnerId);
        Assert.Null(order.CustomerName);
        Assert.Null(order.PickupCode);
        Assert.Null(_day.Facts.OfType<OrderReadyFact>().Single().ExpiresAt);
        Assert.Equal(
            OrderStatus.Completed,
            _day.Moved(order, OrderStatus.Completed, Day.Ben).Status
        );
    }

    [Fact]
    public void Takeaway_needs_no_table_and_forgets_one()
    {
        Assert.Null(
            _day.Place(Day.Guest, Day.Takeaway("latte") with { TableNumber = "4" }).TableNumber
        );
    }

    [Fact]
    public void Only_guests_and_staff_order_and_only_staff_for_others()
    {
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Bank, Day.Takeaway("latte"));
        _day.Refuse(RefusalCode.InsufficientPermissions, Actor.System, Day.Takeaway("latte"));
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            Day.Takeaway("latte") with
            {
                CustomerId = "guest-2",
            }
        );
        Assert.Equal(
            "guest-1",
            _day.Place(Day.Guest, Day.Takeaway("latte") with { CustomerId = "guest-1" }).OwnerId
        );
    }

    [Fact]
    public void Another_café_is_not_found() =>
        _day.Refuse(
            RefusalCode.NotFound,
            Day.Guest,
            Day.Takeaway("latte") with
            {
                CafeId = "other",
            }
        );

    [Fact]
    public void A_café_that_nobody_configured_is_not_found()
    {
        var refusal = CafeDecider
            .Decide(
                Cafe.Empty("ghost"),
                Day.Takeaway("latte"),
                new DecisionContext(_day.Now, Day.Guest, _day.Ids)
            )
            .Refusal;

        Assert.Equal(new Refusal(RefusalCode.NotFound, "There is no café 'ghost'"), refusal);
    }

    [Fact]
    public void A_closed_café_takes_no_orders()
    {
        var cafe = new Day(
            DemoCafe.Profile with
            {
                OpeningHours =
                [
                    new(DayOfWeek.Tuesday, TimeSpan.FromHours(8), TimeSpan.FromHours(18)),
                ],
            }
        );

        cafe.Refuse(RefusalCode.CafeClosed, Day.Guest, Day.Takeaway("latte"));
        cafe.Now = Day.Morning.AddDays(1);
        cafe.Pending("latte");
    }

    [Fact]
    public void A_paused_intake_takes_no_orders_and_says_when_to_come_back()
    {
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, _day.Now.AddMinutes(10)));

        Assert.Equal(
            TimeSpan.FromMinutes(10),
            _day.Refuse(RefusalCode.IntakePaused, Day.Guest, Day.Takeaway("latte")).RetryAfter
        );
        _day.Refuse(RefusalCode.IntakePaused, Day.Anna, Day.Takeaway("latte"));
        _day.Live(10);
        _day.Pending("latte");
    }

    [Fact]
    public void What_is_out_cannot_be_ordered()
    {
        _day.Do(Day.Anna, new UpdateItemAvailability("latte", null, false));
        _day.Do(Day.Anna, new UpdateItemAvailability(null, "Oat milk", false));

        var refusal = _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            Day.Takeaway(
                new NewOrderLine("cappuccino", 1, ["Extra shot", "Oat milk"]),
                new NewOrderLine("latte", 1)
            )
        );

        Assert.Equal(
            ["items[0].customizations[1]", "items[1].itemId"],
            refusal.Details.Items.Select(problem => problem.Path)
        );
        Assert.Equal(
            "Oat milk is not available right now; Caffè Latte is not available right now",
            refusal.Message
        );
    }

    [Fact]
    public void What_nobody_can_make_is_refused()
    {
        _day.Do(Day.Maya, new UpdateCounterStatus("espresso", CounterStatus.Maintenance));

        var refusal = _day.Refuse(
            RefusalCode.ItemUnavailable,
            Day.Guest,
            Day.Takeaway("croissant", "latte")
        );

        Assert.Equal(
            new FieldProblem("items[1].itemId", "nobody can make Caffè Latte right now"),
            Assert.Single(refusal.Details.Items)
        );
    }

    [Fact]
    public void A_café_without_staff_says_so_and_still_sells_bottles()
    {
        _day.Do(Day.Maya, new ClockOutEmployee("anna"));

        _day.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("latte"));
        _day.Pending("still-water");
    }

    [Fact]
    public void A_tag_that_no_counter_serves_is_the_fallbacks_as_long_as_somebody_is_there()
    {
        var odd = DemoCafe.Profile with
        {
            Menu = DemoCafe.Profile.Menu.Add(
                new MenuItem("candle", "Candle", "Gifts", new Money(500), "gifts", null, [])
            ),
        };
        var cafe = new Day(odd);

        Assert.Equal("kitchen", cafe.Confirmed("candle").Lines[0].CounterId);
        cafe.Do(Day.Maya, new ClockOutEmployee("chloe"));
        cafe.Refuse(RefusalCode.ItemUnavailable, Day.Guest, Day.Takeaway("candle"));
    }
}
