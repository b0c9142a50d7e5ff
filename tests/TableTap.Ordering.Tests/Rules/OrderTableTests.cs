using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>What is not in the table of docs/protocol.md §5, from anybody; and what is said of an order that is not where it was thought to be.</summary>
public class OrderTableTests
{
    private readonly Day _day = new();

    /// <summary>Every move of every actor that the document allows when nothing special is brought along but a reason.</summary>
    private static readonly HashSet<(OrderStatus From, OrderStatus To, string Who)> Allowed =
    [
        .. Rows(OrderStatus.Pending, OrderStatus.Cancelled, "guest", "anna", "ben", "maya", "ada"),
        .. Rows(OrderStatus.Scheduled, OrderStatus.Confirmed, "anna", "ben", "maya", "ada"),
        .. Rows(
            OrderStatus.Scheduled,
            OrderStatus.Cancelled,
            "guest",
            "anna",
            "ben",
            "maya",
            "ada"
        ),
        .. Rows(OrderStatus.Confirmed, OrderStatus.Preparing, "anna", "maya", "ada"),
        .. Rows(
            OrderStatus.Confirmed,
            OrderStatus.Cancelled,
            "guest",
            "anna",
            "ben",
            "maya",
            "ada"
        ),
        // Anna's request acts on her items; the system then takes the order on.
        .. Rows(OrderStatus.Preparing, OrderStatus.Ready, "anna", "maya", "ada"),
        .. Rows(OrderStatus.Preparing, OrderStatus.Cancelled, "maya", "ada"),
        .. Rows(OrderStatus.Ready, OrderStatus.Preparing, "anna", "maya", "ada"),
        .. Rows(OrderStatus.Ready, OrderStatus.Completed, "maya", "ada"),
        .. Rows(OrderStatus.Ready, OrderStatus.Cancelled, "maya", "ada"),
    ];

    public static TheoryData<OrderStatus, OrderStatus> Moves()
    {
        var moves = new TheoryData<OrderStatus, OrderStatus>();
        foreach (var from in Enum.GetValues<OrderStatus>())
        {
            foreach (
                var to in Enum.GetValues<OrderStatus>()
                    .Where(to =>
                        to != from && to is not (OrderStatus.Pending or OrderStatus.Scheduled)
                    )
            )
            {
                moves.Add(from, to);
            }
        }

        return moves;
    }

    [Theory]
    [MemberData(nameof(Moves))]
    public void No_move_outside_the_table_is_accepted_from_anybody(OrderStatus from, OrderStatus to)
    {
        foreach (var who in new[] { "guest", "other", "anna", "ben", "maya", "ada", "bank" })
        {
            var cafe = new Day();
            var order = cafe.In(from, "latte");
            CafeCommand command =
                to == OrderStatus.Cancelled
                    ? new CancelOrder(order.OrderId, CancelReason.Other)
                    : new UpdateOrderStatus(order.OrderId, to, "because");

            var decision = cafe.Try(Day.Named(who), command);

            Assert.True(
                Allowed.Contains((from, to, who)) == decision.IsAccepted,
                $"{who}: {from} -> {to}: {decision.Refusal}"
            );
            Assert.Equal(decision.IsAccepted ? to : from, cafe.Order(order.OrderId).Status);
            if (from.IsFinal && who is not "other")
            {
                Assert.Equal(RefusalCode.InvalidOrderStatus, decision.Refusal!.Code);
            }
        }
    }

    [Theory]
    [InlineData(OrderStatus.Confirmed)]
    [InlineData(OrderStatus.Preparing)]
    [InlineData(OrderStatus.Ready)]
    [InlineData(OrderStatus.Completed)]
    public void The_same_status_again_is_acknowledged_and_says_nothing(OrderStatus status)
    {
        var order = _day.In(status, "latte");

        Assert.Empty(_day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, status)));
        Assert.Equal(order, _day.Order(order.OrderId));
        _day.Refuse(
            RefusalCode.InsufficientPermissions,
            Day.Guest,
            new UpdateOrderStatus(order.OrderId, status)
        );
    }

    [Fact]
    public void Cancelling_again_is_acknowledged_unless_it_names_money()
    {
        var order = _day.Cancelled("latte");

        Assert.Empty(
            _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest))
        );
        Assert.Empty(_day.Do(Day.Anna, new CancelOrder(order.OrderId, CancelReason.Other)));
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Bank,
            new CancelOrder(order.OrderId, CancelReason.Other)
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Maya,
            new CancelOrder(order.OrderId, CancelReason.Other, RefundAmount: new Money(1))
        );
    }

    [Theory]
    [InlineData(OrderStatus.Pending)]
    [InlineData(OrderStatus.Cancelled)]
    public void A_status_update_takes_no_order_to_pending_or_cancelled(OrderStatus status)
    {
        var order = _day.Confirmed("latte");

        var refusal = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new UpdateOrderStatus(order.OrderId, status)
        );

        Assert.Equal("status", refusal.Details[0].Path);
    }

    [Fact]
    public void An_order_that_is_not_there_is_not_found_and_neither_is_another_guests()
    {
        var order = _day.Confirmed("latte");

        _day.Refuse(
            RefusalCode.NotFound,
            Day.Anna,
            new UpdateOrderStatus("nope", OrderStatus.Preparing)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.OtherGuest,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing)
        );
        _day.Refuse(
            RefusalCode.NotFound,
            Day.OtherGuest,
            new CancelOrder(order.OrderId, CancelReason.CustomerRequest)
        );
    }

    [Fact]
    public void An_expected_version_that_moved_is_a_conflict_with_the_current_state()
    {
        var order = _day.Confirmed("latte");
        _day.Do(
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing)
            {
                ExpectedVersion = order.Version,
            }
        );

        var refusal = _day.Refuse(
            RefusalCode.Conflict,
            Day.Anna,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)
            {
                ExpectedVersion = order.Version,
            }
        );

        Assert.Equal(
            (OrderStatus.Preparing, order.Version + 2),
            (refusal.CurrentStatus, refusal.CurrentVersion)
        );
    }

    [Fact]
    public void The_version_of_an_order_counts_its_facts()
    {
        var order = _day.Completed("latte", "croissant");

        Assert.Equal(
            _day.Facts.OfType<OrderFact>().Count(fact => fact.OrderId == order.OrderId),
            order.Version
        );
    }

    private static IEnumerable<(OrderStatus, OrderStatus, string)> Rows(
        OrderStatus from,
        OrderStatus to,
        params string[] who
    ) => who.Select(one => (from, to, one));
}
