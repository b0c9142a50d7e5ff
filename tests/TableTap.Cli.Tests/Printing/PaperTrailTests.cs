using TableTap.Cli.Printing;
using TableTap.Protocol.Messages;
using TableTap.Terms;

namespace TableTap.Cli.Tests.Printing;

public sealed class PaperTrailTests
{
    private static readonly IReadOnlyDictionary<string, Paper> Nothing =
        new Dictionary<string, Paper>();

    [Fact]
    public void A_ticket_is_printed_once_however_often_it_is_told()
    {
        var first = Apply(Nothing, Orders.Ticket(Orders.Line("a"), Orders.Line("b")));

        Assert.Equal(SlipKind.Ticket, first?.Slip?.Kind);
        Assert.Equal(["a", "b"], Ids(first));
        Assert.Null(
            Apply(
                new Dictionary<string, Paper> { ["order_1"] = first!.Paper! },
                Orders.Ticket(Orders.Line("a", status: LineStatus.Started), Orders.Line("b"))
            )
        );
    }

    [Fact]
    public void What_comes_to_a_ticket_is_printed_alone()
    {
        var step = Apply(
            Orders.Papers(Orders.Line("a")),
            Orders.Ticket(Orders.Line("a", status: LineStatus.Ready), Orders.Line("b", course: 2))
        );

        Assert.Equal(SlipKind.Added, step?.Slip?.Kind);
        Assert.Equal(["b"], Ids(step));
        Assert.Equal(["a", "b"], step!.Paper!.Lines.Select(line => line.LineId));
    }

    [Fact]
    public void What_is_made_already_needs_no_paper() =>
        Assert.Null(Apply(Nothing, Orders.Ticket(Orders.Line("a", status: LineStatus.Ready))));

    [Fact]
    public void A_line_that_is_voided_is_taken_back_and_only_where_it_was_printed()
    {
        var voided = Orders.Update("a", LineStatus.Voided);
        var step = Apply(Orders.Papers(Orders.Line("a"), Orders.Line("b")), voided);

        Assert.Equal(SlipKind.Void, step?.Slip?.Kind);
        Assert.Equal(["a"], Ids(step));
        Assert.Equal(["b"], step!.Paper!.Lines.Select(line => line.LineId));
        Assert.Null(Apply(Orders.Papers(Orders.Line("b")), voided));
        Assert.Null(Apply(Nothing, voided));
    }

    [Theory]
    [InlineData("cold")]
    [InlineData(null)]
    public void A_line_that_another_counter_makes_is_taken_back_and_printed_when_it_returns(
        string? counterId
    )
    {
        var step = Apply(
            Orders.Papers(Orders.Line("a")),
            Orders.Update("a", LineStatus.Queued, counterId)
        );

        Assert.Equal(SlipKind.Moved, step?.Slip?.Kind);
        Assert.Null(step!.Paper);
        Assert.Equal(SlipKind.Ticket, Apply(Nothing, Orders.Ticket(Orders.Line("a")))?.Slip?.Kind);
    }

    [Theory]
    [InlineData(LineStatus.Started)]
    [InlineData(LineStatus.Ready)]
    [InlineData(LineStatus.Queued)]
    public void Work_on_a_line_is_no_news_on_paper(LineStatus status) =>
        Assert.Null(Apply(Orders.Papers(Orders.Line("a")), Orders.Update("a", status)));

    [Fact]
    public void A_course_that_is_held_again_is_taken_back()
    {
        var step = Apply(
            Orders.Papers(Orders.Line("a", course: 1), Orders.Line("b", course: 2)),
            new CourseChanged(
                "order_1",
                "ORD-001234",
                2,
                CourseStatus.Held,
                "anna",
                7,
                LineIds: ["b"]
            )
        );

        Assert.Equal(SlipKind.Held, step?.Slip?.Kind);
        Assert.Equal(["b"], Ids(step));
        Assert.Equal(["a"], step!.Paper!.Lines.Select(line => line.LineId));
    }

    [Fact]
    public void A_cancelled_order_is_voidedas_a_whole_also_after_its_status_was_told()
    {
        var papers = Orders.Papers(Orders.Line("a"), Orders.Line("b"));
        Assert.Null(Apply(papers, Orders.Status(OrderStatus.Confirmed, OrderStatus.Cancelled)));

        var step = Apply(
            papers,
            new OrderCancelled(
                "order_1",
                CancelReason.CustomerRequest,
                "",
                "john",
                false,
                default,
                6
            )
        );

        Assert.Equal(SlipKind.Cancelled, step?.Slip?.Kind);
        Assert.Equal(["a", "b"], Ids(step));
        Assert.Null(step!.Paper);
    }

    [Fact]
    public void Another_urgency_is_printed_until_the_order_is_ready()
    {
        var papers = Orders.Papers(Orders.Line("a"));
        var urgent = new OrderPriorityChanged(
            "order_1",
            OrderPriority.Normal,
            OrderPriority.Urgent,
            "waiting",
            "maya",
            4
        );

        var step = Apply(papers, urgent);
        var ready = Apply(papers, Orders.Status(OrderStatus.Preparing, OrderStatus.Ready));

        Assert.Equal(SlipKind.Priority, step?.Slip?.Kind);
        Assert.Equal(OrderPriority.Urgent, step!.Paper!.Priority);
        Assert.Null(ready!.Slip);
        Assert.Null(
            Apply(new Dictionary<string, Paper> { ["order_1"] = ready.Paper! }, urgent)!.Slip
        );
    }

    [Fact]
    public void An_order_that_comes_back_from_ready_is_printed()
    {
        var step = Apply(
            Orders.Papers(Orders.Line("a")),
            Orders.Status(OrderStatus.Ready, OrderStatus.Preparing)
        );

        Assert.Equal(SlipKind.Recalled, step?.Slip?.Kind);
        Assert.Equal(["a"], Ids(step));
    }

    [Fact]
    public void What_was_handed_over_is_forgotten()
    {
        var papers = Orders.Papers(Orders.Line("a"));
        var step = Apply(papers, Orders.Status(OrderStatus.Ready, OrderStatus.Completed));

        Assert.NotNull(step);
        Assert.Null(step.Paper);
        Assert.Null(step.Slip);
    }

    private static PaperStep? Apply(IReadOnlyDictionary<string, Paper> papers, object told) =>
        PaperTrail.Apply(papers, "espresso", told, Orders.At);

    private static IEnumerable<string>? Ids(PaperStep? step) =>
        step?.Slip?.Lines.Select(line => line.LineId);
}
