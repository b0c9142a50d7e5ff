using CsCheck;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Tests.Life;

namespace TableTap.Ordering.Tests.State;

/// <summary>An order from nothing but its own facts is the order that the café had.</summary>
public class OrderFoldTests
{
    [Fact]
    public void An_order_alone_is_what_the_cafe_had_but_for_its_place_in_the_queues() =>
        Gen.Select(
                Gen.Int[0, 99],
                Gen.Int[0, 99],
                Gen.Int[0, 999],
                Gen.Int[0, 9_999],
                Gen.Int[0, 1],
                (kind, who, which, choice, minutes) =>
                    new Attempt(kind, who, which, choice, minutes)
            )
            .Array[20, 150]
            .Sample(
                attempts =>
                {
                    var day = RandomDay.Live(attempts);
                    var facts = day
                        .Steps.SelectMany(step => step.Decision.Facts)
                        .OfType<OrderFact>()
                        .ToLookup(fact => fact.OrderId);
                    foreach (var own in facts)
                    {
                        var order = day.Day.Cafe.Order(own.Key)!;
                        Assert.Equal(
                            order with
                            {
                                QueuePlace = null,
                                AcceptedPlace = null,
                            },
                            OrderFold.Of(own)
                        );
                    }
                },
                iter: 40
            );

    [Fact]
    public void Facts_without_a_beginning_are_no_order() =>
        Assert.Null(
            OrderFold.Of([
                new OrderRatedFact(DateTimeOffset.UnixEpoch, "o", 5, Comment: null, "john"),
            ])
        );
}
