using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class PickupCodeTests
{
    private readonly Day _day = new();

    [Fact]
    public void A_takeaway_order_with_an_owner_gets_four_digits_when_it_is_ready()
    {
        Assert.Null(_day.Preparing("latte").PickupCode);

        var order = _day.ReadyOrder("latte");

        Assert.Matches("^[0-9]{4}$", order.PickupCode!.Code);
        Assert.Equal(_day.Now.AddMinutes(15), order.PickupCode.ExpiresAt);
    }

    [Fact]
    public void Others_are_completed_by_number()
    {
        var dineIn = _day.Paid(_day.Place(Day.Guest, Day.AtTable("4", "still-water")));

        Assert.Null(dineIn.PickupCode);
        _day.Do(Day.Anna, new UpdateOrderStatus(dineIn.OrderId, OrderStatus.Completed));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9999)]
    public void Codes_of_open_orders_differ_whatever_the_generator_says(int always)
    {
        _day.Ids = _day.Ids with { RandomBelow = below => Math.Min(always, below - 1) };

        var codes = Enumerable
            .Range(0, 20)
            .Select(_ => _day.Confirmed("still-water").PickupCode!.Code)
            .ToList();

        Assert.Equal(20, codes.Distinct().Count());
        Assert.Equal(always.ToString("D4"), codes[0]);
    }

    [Fact]
    public void A_free_code_is_as_likely_as_any_other()
    {
        var taken = new[] { 0, 1, 5 };
        foreach (var code in taken)
        {
            _day.Ids = _day.Ids with
            {
                RandomBelow = _ => code - taken.Count(other => other < code),
            };
            Assert.Equal(code.ToString("D4"), _day.Confirmed("still-water").PickupCode!.Code);
        }

        foreach (
            var (random, code) in new[] { (0, "0002"), (2, "0004"), (3, "0006"), (9996, "9999") }
        )
        {
            var cafe = _day.Cafe;
            _day.Ids = _day.Ids with
            {
                RandomBelow = below =>
                {
                    Assert.Equal(9997, below);
                    return random;
                },
            };
            var order = _day.Confirmed("still-water");
            Assert.Equal(code, order.PickupCode!.Code);
            _day.Moved(order, OrderStatus.Completed, Day.Maya, "next");
            Assert.NotEqual(cafe, _day.Cafe);
        }
    }

    [Fact]
    public void A_completed_orders_code_is_free_again()
    {
        _day.Ids = _day.Ids with { RandomBelow = _ => 42 };
        var first = _day.Completed("latte");

        Assert.Equal(first.PickupCode!.Code, _day.ReadyOrder("latte").PickupCode!.Code);
    }

    [Fact]
    public void A_manager_before_a_locked_code_is_asked_for_the_reason_and_not_to_ask_a_manager()
    {
        var order = _day.ReadyOrder("latte");
        var without = new UpdateOrderStatus(order.OrderId, OrderStatus.Completed);
        var wrong = without with
        {
            PickupCode = order.PickupCode!.Code == "0000" ? "0001" : "0000",
        };
        for (var tries = 0; tries < 5; tries++)
        {
            _day.Try(Day.Anna, wrong);
        }

        var refusal = _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, without);

        Assert.Equal(new FieldProblem("reason", "say why"), Assert.Single(refusal.Details.Items));
        _day.Moved(order, OrderStatus.Completed, Day.Maya, "known to us");
    }

    [Fact]
    public void Five_wrong_codes_lock_for_five_minutes()
    {
        var order = _day.ReadyOrder("latte");
        var wrong = new UpdateOrderStatus(
            order.OrderId,
            OrderStatus.Completed,
            PickupCode: order.PickupCode!.Code == "0000" ? "0001" : "0000"
        );
        var right = wrong with { PickupCode = order.PickupCode.Code };

        for (var tries = 1; tries <= 5; tries++)
        {
            var decision = _day.Try(Day.Anna, wrong);
            Assert.Equal(RefusalCode.PickupCodeInvalid, decision.Refusal!.Code);
            Assert.Equal(
                tries < 5 ? tries : 0,
                Assert.IsType<PickupCodeRefusedFact>(Assert.Single(decision.Facts)).WrongTries
            );
        }

        Assert.Equal(
            TimeSpan.FromMinutes(5),
            _day.Refuse(RefusalCode.PickupCodeLocked, Day.Anna, right).RetryAfter
        );
        _day.Refuse(RefusalCode.PickupCodeLocked, Day.Anna, wrong);
        _day.Wait(4.99);
        _day.Refuse(RefusalCode.PickupCodeLocked, Day.Anna, right);
        _day.Wait(0.01);
        Assert.Equal(
            1,
            Assert
                .IsType<PickupCodeRefusedFact>(Assert.Single(_day.Try(Day.Anna, wrong).Facts))
                .WrongTries
        );
        _day.Do(Day.Anna, right);
    }

    [Fact]
    public void A_manager_with_a_reason_is_not_locked_out()
    {
        var order = _day.ReadyOrder("latte");
        for (var tries = 0; tries < 5; tries++)
        {
            _day.Try(
                Day.Anna,
                new UpdateOrderStatus(order.OrderId, OrderStatus.Completed, PickupCode: "x")
            );
        }

        _day.Moved(order, OrderStatus.Completed, Day.Maya, "knows the guest");
    }

    [Fact]
    public void No_code_is_no_wrong_try()
    {
        var order = _day.ReadyOrder("latte");

        var refusal = _day.Refuse(
            RefusalCode.PickupCodeInvalid,
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Completed)
        );

        Assert.Equal("pickupCode", refusal.Details[0].Path);
    }

    [Fact]
    public void An_expired_code_still_completes()
    {
        var order = _day.ReadyOrder("latte");
        _day.Live(120);

        _day.Do(
            Day.Anna,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: order.PickupCode!.Code
            )
        );
    }

    [Fact]
    public void A_code_that_is_too_long_is_no_code()
    {
        var order = _day.ReadyOrder("latte");

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Anna,
            new UpdateOrderStatus(
                order.OrderId,
                OrderStatus.Completed,
                PickupCode: new string('1', 65)
            )
        );
    }

    [Fact]
    public void When_all_codes_are_taken_the_number_has_to_do()
    {
        var order = _day.Confirmed("still-water");
        var full = _day.Cafe;
        for (var code = 0; code < 10_000; code++)
        {
            var id = $"full-{code:D4}";
            full = full with
            {
                OpenOrders = full.OpenOrders.Set(
                    id,
                    order with
                    {
                        OrderId = id,
                        PickupCode = order.PickupCode! with { Code = code.ToString("D4") },
                    }
                ),
            };
        }

        var created = CafeDecider.Decide(
            full,
            Day.Takeaway("still-water"),
            new DecisionContext(_day.Now, Day.Guest, _day.Ids)
        );
        var open = created.Facts.Aggregate(full, CafeApply.Apply);
        var pending = open.Order(((CreatedOrder)created.Result!).OrderId)!;
        var paid = CafeDecider
            .Decide(open, _day.Success(pending), new DecisionContext(_day.Now, Day.Bank, _day.Ids))
            .Facts.Aggregate(open, CafeApply.Apply);
        var completed = CafeDecider.Decide(
            paid,
            new UpdateOrderStatus(pending.OrderId, OrderStatus.Completed),
            new DecisionContext(_day.Now, Day.Anna, _day.Ids)
        );

        Assert.Null(paid.Order(pending.OrderId)!.PickupCode);
        Assert.True(completed.IsAccepted);
    }
}
