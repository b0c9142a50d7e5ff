using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

/// <summary>What a decision hands over to who stores it.</summary>
public sealed class DecisionTests
{
    private readonly Day _day = new();

    [Fact]
    public void Each_change_carries_the_café_that_its_fact_left()
    {
        var order = _day.Confirmed("latte", "espresso");
        var cafe = _day.Cafe;

        var decision = _day.Try(
            Day.Ada,
            new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
        );

        Assert.True(decision.Changes.Length > 1);
        foreach (var (fact, after) in decision.Changes)
        {
            cafe = CafeApply.Apply(cafe, fact);
            Assert.Equal(cafe, after);
        }

        Assert.Equal(_day.Cafe, cafe);
    }
}
