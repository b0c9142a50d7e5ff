using TableTap.Simulation.Verification;

namespace TableTap.Simulation.Tests;

public sealed class OrderCheckTests
{
    private static readonly AcknowledgedOrder[] Acknowledged =
    [
        new("a", "ORD-000001"),
        new("b", "ORD-000002"),
    ];

    private static readonly OrderVerdict Clean = new(Lost: 0, Doubled: 0, Open: 0);

    [Fact]
    public void Orders_that_exist_once_and_ended_are_clean()
    {
        var verdict = OrderCheck.Compare(Acknowledged, [new("a", 1, 1), new("b", 1, 1)], 0);
        Assert.Equal(Clean, verdict);
    }

    [Fact]
    public void Acknowledged_order_that_the_journal_does_not_know_is_lost()
    {
        var verdict = OrderCheck.Compare(Acknowledged, [new("a", 1, 1)], 0);
        Assert.Equal(new OrderVerdict(Lost: 1, Doubled: 0, Open: 0), verdict);
    }

    [Fact]
    public void Order_that_was_made_twice_is_found()
    {
        var verdict = OrderCheck.Compare(
            Acknowledged,
            [new("a", 2, 1), new("b", 1, 1), new("c", 1, 1)],
            0
        );
        Assert.Equal(new OrderVerdict(Lost: 0, Doubled: 2, Open: 0), verdict);
    }

    [Fact]
    public void Order_without_an_answer_may_exist_or_not()
    {
        ToldOrder[] told = [new("a", 1, 1), new("b", 1, 1), new("c", 1, 0)];
        Assert.Equal(Clean, OrderCheck.Compare(Acknowledged, told, 1));
        Assert.Equal(Clean, OrderCheck.Compare(Acknowledged, told[..2], 1));
    }

    [Fact]
    public void Number_that_was_given_twice_is_found()
    {
        var verdict = OrderCheck.Compare(
            [new("a", "ORD-000001"), new("b", "ORD-000001")],
            [new("a", 1, 1), new("b", 1, 1)],
            0
        );
        Assert.Equal(1, verdict.Doubled);
    }

    [Fact]
    public void Order_that_did_not_end_is_open_and_one_that_ended_twice_is_doubled()
    {
        var verdict = OrderCheck.Compare(Acknowledged, [new("a", 1, 0), new("b", 1, 2)], 0);
        Assert.Equal(new OrderVerdict(Lost: 0, Doubled: 1, Open: 1), verdict);
    }
}
