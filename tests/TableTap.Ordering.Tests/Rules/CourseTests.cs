using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Courses (docs/protocol.md §5, "Courses").</summary>
public class CourseTests
{
    private readonly Day _day = new();

    [Fact]
    public void The_first_course_is_made_at_once_and_later_ones_are_held_at_their_counters()
    {
        var order = _day.InCourses("latte", "croissant", "lemonade");

        Assert.Equal(
            [
                (1, LineStatus.Queued, "espresso"),
                (2, LineStatus.Held, "kitchen"),
                (3, LineStatus.Held, "cold"),
            ],
            Lines(order)
        );
        Assert.Equal(["espresso"], order.CountersWithWork.Items);
        Assert.Equal([Ticket.Key(order.OrderId, "espresso")], _day.Cafe.Tickets.Items.Keys);
        Assert.Empty(CounterQueue.At(_day.Cafe, "kitchen"));
        Assert.Equal(0, Backlog.Ahead(_day.Cafe, null, _day.Now).Orders("kitchen"));
        Assert.Equal(2, order.NextCourse);
    }

    [Fact]
    public void A_later_course_changes_nothing_of_what_the_guest_is_promised()
    {
        var alone = new Day().Confirmed("latte");
        var order = _day.InCourses("latte", "croissant");

        Assert.Equal(alone.PromisedReadyAt, order.PromisedReadyAt);
        Assert.Equal(alone.EstimatedReadyAt, order.EstimatedReadyAt);
    }

    [Fact]
    public void A_line_without_a_course_is_made_with_the_first()
    {
        var order = _day.Paid(
            _day.Place(
                Day.Guest,
                Day.Takeaway(
                    new("lemonade", 1),
                    new NewOrderLine("latte", 1, Course: 3),
                    new NewOrderLine("croissant", 1, Course: 5)
                )
            )
        );

        Assert.Equal(
            [
                (0, LineStatus.Queued, "cold"),
                (3, LineStatus.Queued, "espresso"),
                (5, LineStatus.Held, "kitchen"),
            ],
            Lines(order)
        );
    }

    [Fact]
    public void When_a_course_is_made_the_next_one_is_fired_by_itself()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Wait(2);
        var facts = Make(order, "latte");

        var ready = Assert.Single(facts.OfType<CourseReadyFact>());
        Assert.Equal(1, ready.Course);
        var fired = Assert.Single(facts.OfType<CourseFiredFact>());
        Assert.Equal((2, OrderMovedFact.System), (fired.Course, fired.By));
        Assert.Equal("kitchen", Assert.Single(facts.OfType<OrderAssignedFact>()).CounterId);
        var after = _day.Order(order.OrderId);
        Assert.Equal(OrderStatus.Preparing, after.Status);
        Assert.Equal(_day.Now.AddMinutes(fired.EstimatedTime), after.PromisedReadyAt);
        Assert.Equal(_day.Now, after.QueuedAt);

        Make(order, "croissant");
        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_course_may_be_fired_some_time_after_the_one_before_it()
    {
        var day = With(TimeSpan.FromMinutes(10));
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        Assert.True(day.Order(order.OrderId).IsResting);

        day.Live(9);
        Assert.True(day.Order(order.OrderId).IsResting);
        day.Live(1);
        Assert.Equal(LineStatus.Queued, day.Order(order.OrderId).Lines[1].Status);
        Assert.Equal(0, day.Cafe.CourseDeadlines.Count);
    }

    [Fact]
    public void What_is_made_again_stops_the_time_to_the_next_course()
    {
        var day = With(TimeSpan.FromMinutes(10));
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started, "spilled")
        );
        day.Live(30);
        Assert.Equal(LineStatus.Held, day.Order(order.OrderId).Lines[1].Status);

        Make(order, "latte", day);
        day.Live(10);
        Assert.Equal(LineStatus.Queued, day.Order(order.OrderId).Lines[1].Status);
    }

    [Fact]
    public void Where_the_staff_fires_nothing_is_fired_by_itself()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        day.Live(60);
        Assert.True(day.Order(order.OrderId).IsResting);

        var facts = day.Do(Day.Ben, new FireCourse(order.OrderId));
        Assert.Equal("ben", Assert.Single(facts.OfType<CourseFiredFact>()).By);
        Assert.Empty(day.Do(Day.Ben, new FireCourse(order.OrderId, 2)));
    }

    [Fact]
    public void A_course_that_rests_is_late_for_nobody()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        var told = day.Facts.Count;
        for (var minute = 0; minute < 90; minute++)
        {
            day.Live(1);
            day.Try(Actor.System, new ReviewCafe());
            day.Try(Actor.System, new ReviewAlerts());
        }

        Assert.Empty(day.Facts.Skip(told).OfType<OrderEstimateChangedFact>());
        Assert.DoesNotContain(
            day.Facts.Skip(told).OfType<AlertFiredFact>(),
            alert => alert.OrderId == order.OrderId || alert.Subject == "left_over"
        );
        Assert.False(Staleness.IsStale(day.Cafe, day.Order(order.OrderId), day.Now));

        // Its promise begins when it is fired.
        day.Do(Day.Anna, new FireCourse(order.OrderId));
        Assert.False(Staleness.IsStale(day.Cafe, day.Order(order.OrderId), day.Now));
        Assert.Null(
            Quotes.Of(day.Cafe, day.Order(order.OrderId), day.Now) is { IsDelayed: true } late
                ? late
                : null
        );
    }

    [Fact]
    public void A_course_that_is_fired_stands_behind_those_who_came_meanwhile()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        var other = day.Confirmed("croissant");
        day.Do(Day.Anna, new FireCourse(order.OrderId));

        Assert.Equal(
            [other.OrderId, order.OrderId],
            CounterQueue.At(day.Cafe, "kitchen").Select(one => one.OrderId)
        );
    }

    [Fact]
    public void A_course_that_is_fired_while_another_is_made_keeps_the_place_of_its_order()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        var other = day.Confirmed("croissant");
        day.Do(Day.Anna, new FireCourse(order.OrderId, 2));

        Assert.Equal(
            [order.OrderId, other.OrderId],
            CounterQueue.At(day.Cafe, "kitchen").Select(one => one.OrderId)
        );
    }

    [Fact]
    public void A_course_that_nobody_began_can_be_held_until_somebody_fires_it()
    {
        var order = _day.InCourses("latte", "croissant");
        Make(order, "latte");
        Assert.Equal(LineStatus.Queued, _day.Order(order.OrderId).Lines[1].Status);

        _day.Do(Day.Chloe, new HoldCourse(order.OrderId, 2));
        Assert.Equal(
            [(1, LineStatus.Ready, "espresso"), (2, LineStatus.Held, "kitchen")],
            Lines(_day.Order(order.OrderId))
        );
        Assert.Equal(0, _day.Cafe.Tickets.Count);
        Assert.Empty(_day.Do(Day.Chloe, new HoldCourse(order.OrderId, 2)));
        _day.Live(60);
        Assert.True(_day.Order(order.OrderId).IsResting);

        _day.Do(Day.Chloe, new FireCourse(order.OrderId));
        Make(order, "croissant");
        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void What_was_begun_is_not_held_any_more()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Started)
        );

        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new HoldCourse(order.OrderId, 1)
        );
        Assert.Contains("begun already", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LineStatus.Started)]
    [InlineData(LineStatus.Ready)]
    public void Nobody_begins_what_is_held(LineStatus to)
    {
        var order = _day.InCourses("latte", "croissant");
        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, to)
        );
        Assert.Contains("course_fire", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_is_neither_fired_nor_held_by_itself()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Queued)
        );
        _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Held)
        );
    }

    [Fact]
    public void An_order_of_which_the_held_course_goes_out_is_ready_with_the_rest()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        Assert.Equal(OrderStatus.Ready, day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Where_the_first_course_goes_out_before_the_payment_the_next_one_is_the_first()
    {
        var order = _day.Place(Day.Guest, Day.Courses("latte", "croissant"));
        _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );
        _day.Pay(_day.Order(order.OrderId));

        Assert.Equal(LineStatus.Queued, _day.Order(order.OrderId).Lines[1].Status);
    }

    [Fact]
    public void A_course_whose_counter_is_down_is_made_elsewhere_when_it_is_fired()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Maintenance));
        Assert.Equal("kitchen", day.Order(order.OrderId).Lines[1].CounterId);

        day.Do(Day.Anna, new FireCourse(order.OrderId));
        Assert.NotEqual("kitchen", day.Order(order.OrderId).Lines[1].CounterId);

        day.Do(Day.Maya, new UpdateCounterStatus("kitchen", CounterStatus.Active));
        Assert.Equal("kitchen", day.Order(order.OrderId).Lines[1].CounterId);
    }

    [Fact]
    public void A_guest_cancels_as_long_as_nothing_was_begun()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        Assert.Equal(OrderStatus.Cancelled, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void A_manager_may_make_all_of_it_ready_by_force()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Moved(order, OrderStatus.Preparing);
        _day.Moved(order, OrderStatus.Ready, reason: "served from the tray");

        Assert.All(
            _day.Order(order.OrderId).Lines.Items,
            line => Assert.Equal(LineStatus.Ready, line.Status)
        );
    }

    [Fact]
    public void Who_holds_only_a_later_course_cannot_bump_it()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Preparing));
        var refusal = _day.Refuse(
            RefusalCode.InvalidOrderStatus,
            Day.Chloe,
            new UpdateOrderStatus(order.OrderId, OrderStatus.Ready)
        );
        Assert.Contains("held", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_urgent_order_is_urgent_in_all_of_its_courses()
    {
        var day = With(null);
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        day.Do(
            Day.Maya,
            new UpdateOrderPriority(order.OrderId, OrderPriority.Urgent, "they have a train")
        );
        var other = day.Confirmed("croissant");
        day.Do(Day.Anna, new FireCourse(order.OrderId));

        Assert.Equal(
            [order.OrderId, other.OrderId],
            CounterQueue.At(day.Cafe, "kitchen").Select(one => one.OrderId)
        );
    }

    [Fact]
    public void A_remake_is_made_at_once_whatever_course_it_was()
    {
        var order = _day.InCourses("latte", "croissant");
        Make(order, "latte");
        Make(order, "croissant");
        var made = (CreatedOrder)_day.Try(Day.Anna, new RemakeOrder(order.OrderId, "cold")).Result!;

        Assert.All(
            _day.Order(made.OrderId).Lines.Items,
            line => Assert.Equal((0, LineStatus.Queued), (line.Course, line.Status))
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(-1)]
    public void A_course_is_a_number_from_1_to_9(int course)
    {
        var refusal = _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Guest,
            Day.Takeaway(new NewOrderLine("latte", 1, Course: course))
        );
        Assert.Equal(
            "items[0].course: from 1 to 9",
            Assert.Single(refusal.Details.Items) is var problem
                ? $"{problem.Path}: {problem.What}"
                : ""
        );
    }

    [Fact]
    public void A_course_that_the_order_does_not_have_is_refused()
    {
        var order = _day.InCourses("latte", "croissant");
        _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Anna, new FireCourse(order.OrderId, 4));
        _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Anna, new HoldCourse(order.OrderId, 4));
        var plain = _day.Confirmed("latte");
        _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Anna, new FireCourse(plain.OrderId));
        var pending = _day.Place(Day.Guest, Day.Courses("latte", "croissant"));
        _day.Refuse(RefusalCode.InvalidOrderStatus, Day.Anna, new FireCourse(pending.OrderId));
    }

    [Fact]
    public void A_second_round_waits_for_the_earlier_courses_of_its_table()
    {
        var day = With(null, bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        var dessert = OnBill(day, ("lemonade", 3));
        var another = OnBill(day, ("espresso", 1));
        var main = OnBill(day, ("croissant", 2));

        Assert.Equal(LineStatus.Held, dessert.Lines[0].Status);
        Assert.True(dessert.IsResting);
        Assert.Equal(LineStatus.Queued, another.Lines[0].Status);
        Assert.Equal(LineStatus.Held, main.Lines[0].Status);
        Assert.Equal(LineStatus.Held, first.Lines[1].Status);
    }

    [Fact]
    public void A_table_gets_a_course_together_when_all_before_it_is_made()
    {
        var day = With(TimeSpan.Zero, bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        var second = OnBill(day, ("croissant", 2), ("lemonade", 3));

        Make(first, "latte", day);
        Assert.Equal(LineStatus.Queued, day.Order(first.OrderId).Lines[1].Status);
        Assert.Equal(LineStatus.Queued, day.Order(second.OrderId).Lines[0].Status);

        Make(first, "croissant", day);
        Assert.Equal(OrderStatus.Ready, day.Order(first.OrderId).Status);
        Assert.Equal(LineStatus.Held, day.Order(second.OrderId).Lines[1].Status);
        Make(second, "croissant", day);
        Assert.Equal(LineStatus.Queued, day.Order(second.OrderId).Lines[1].Status);
    }

    [Fact]
    public void A_table_whose_earlier_order_is_cancelled_goes_on()
    {
        var day = With(TimeSpan.Zero, bills: true);
        var first = OnBill(day, ("latte", 1));
        var second = OnBill(day, ("croissant", 2));
        Assert.True(day.Order(second.OrderId).IsResting);

        day.Do(Day.Maya, new CancelOrder(first.OrderId, CancelReason.Other, "they left"));
        Assert.Equal(LineStatus.Queued, day.Order(second.OrderId).Lines[0].Status);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(10, false)]
    [InlineData(10, true)]
    public void The_courses_of_a_table_go_on_when_its_bill_ended(int delay, bool isPaid)
    {
        var day = With(TimeSpan.FromMinutes(delay), bills: true);
        var first = OnBill(day, ("latte", 1));
        var second = OnBill(day, ("croissant", 2));
        EndBill(day, first.BillId!, isPaid);
        // So many bills end meanwhile that nobody knows this one any more.
        for (var other = 0; other < 100; other++)
        {
            var opened = (OpenedBill)day.Try(Day.Anna, new OpenBill("2")).Result!;
            day.Do(Day.Maya, new CloseBill(opened.BillId, "left"));
        }

        Assert.False(day.Cafe.ClosedBills.Contains(first.BillId!));
        Make(first, "latte", day);
        day.Live(delay);
        Assert.Equal([LineStatus.Queued], Statuses(day, second));
    }

    [Fact]
    public void The_time_to_the_next_course_of_a_table_outlives_its_bill()
    {
        var day = With(TimeSpan.FromMinutes(10), bills: true);
        var first = OnBill(day, ("latte", 1), ("lemonade", 2));
        var second = OnBill(day, ("croissant", 2));
        Make(first, "latte", day);
        EndBill(day, first.BillId!, isPaid: true);
        day.Live(10);

        Assert.Equal([LineStatus.Ready, LineStatus.Queued], Statuses(day, first));
        Assert.Equal([LineStatus.Queued], Statuses(day, second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_course_that_the_staff_holds_comes_before_later_ones_of_its_table(int delay)
    {
        var day = With(TimeSpan.FromMinutes(delay), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        var second = OnBill(day, ("lemonade", 3));
        day.Do(Day.Ben, new HoldCourse(first.OrderId, 2));
        Make(first, "latte", day);
        day.Live(60);
        Assert.Equal([LineStatus.Held], Statuses(day, second));

        day.Do(Day.Ben, new FireCourse(first.OrderId));
        Assert.Equal([LineStatus.Held], Statuses(day, second));
        Make(first, "croissant", day);
        day.Live(delay);
        Assert.Equal([LineStatus.Queued], Statuses(day, second));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_course_that_the_staff_holds_is_held_for_the_table_and_goes_together(int delay)
    {
        var day = With(TimeSpan.FromMinutes(delay), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        day.Do(Day.Ben, new HoldCourse(first.OrderId, 2));
        var second = OnBill(day, ("croissant", 2));
        Make(first, "latte", day);
        day.Live(60);
        Assert.Equal([LineStatus.Held], Statuses(day, second));

        day.Do(Day.Ben, new FireCourse(first.OrderId));
        Assert.Equal([LineStatus.Queued], Statuses(day, second));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_hold_of_one_order_stops_the_time_of_its_table_until_it_is_fired(bool isTimed)
    {
        var day = With(TimeSpan.FromMinutes(10), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        var second = OnBill(day, ("croissant", 2));
        Make(first, "latte", day);
        var timed = Assert.Single(day.Cafe.CourseDeadlines.Values);
        var (held, other) = (timed == first.OrderId) == isTimed ? (first, second) : (second, first);
        day.Do(Day.Ben, new HoldCourse(held.OrderId, 2));
        Assert.Equal(0, day.Cafe.CourseDeadlines.Count);
        day.Live(60);
        Assert.Equal(LineStatus.Held, Statuses(day, other)[^1]);

        day.Do(Day.Ben, new FireCourse(held.OrderId));
        Assert.Equal(LineStatus.Queued, Statuses(day, held)[^1]);
        Assert.Equal(LineStatus.Queued, Statuses(day, other)[^1]);
    }

    [Fact]
    public void A_hold_outlives_the_firing_of_another_course()
    {
        var order = _day.InCourses("latte", "croissant", "lemonade");
        _day.Do(Day.Chloe, new HoldCourse(order.OrderId, 3));
        _day.Do(Day.Chloe, new FireCourse(order.OrderId, 2));
        Make(order, "latte");
        Make(order, "croissant");
        _day.Live(60);
        Assert.Equal([LineStatus.Ready, LineStatus.Ready, LineStatus.Held], Statuses(_day, order));

        _day.Do(Day.Chloe, new FireCourse(order.OrderId));
        Make(order, "lemonade");
        Assert.Equal(OrderStatus.Ready, _day.Order(order.OrderId).Status);
    }

    [Fact]
    public void Each_course_that_is_held_waits_until_it_is_fired_itself()
    {
        var order = _day.InCourses("latte", "croissant", "lemonade");
        _day.Do(Day.Chloe, new HoldCourse(order.OrderId, 3));
        _day.Do(Day.Chloe, new HoldCourse(order.OrderId, 2));
        _day.Do(Day.Chloe, new FireCourse(order.OrderId, 2));
        Make(order, "latte");
        Make(order, "croissant");

        Assert.Equal([LineStatus.Ready, LineStatus.Ready, LineStatus.Held], Statuses(_day, order));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    public void A_hold_of_a_later_course_leaves_those_before_it_alone(int delay)
    {
        var day = With(TimeSpan.FromMinutes(delay));
        var order = day.InCourses("latte", "croissant", "lemonade");
        day.Do(Day.Chloe, new HoldCourse(order.OrderId, 3));
        Make(order, "latte", day);
        // Held once more while the time runs, it changes nothing.
        day.Do(Day.Chloe, new HoldCourse(order.OrderId, 3));
        day.Live(delay);

        Assert.Equal([LineStatus.Ready, LineStatus.Queued, LineStatus.Held], Statuses(day, order));
    }

    [Theory]
    [InlineData("held")]
    [InlineData("fired")]
    public void A_later_course_leaves_the_time_of_the_next_one_alone(string how)
    {
        var day = With(TimeSpan.FromMinutes(10));
        var order = day.InCourses("latte", "croissant", "lemonade");
        Make(order, "latte", day);
        day.Live(5);
        day.Do(
            Day.Chloe,
            how == "held" ? new HoldCourse(order.OrderId, 3) : new FireCourse(order.OrderId, 3)
        );
        day.Live(5);

        Assert.Equal(LineStatus.Queued, Statuses(day, order)[1]);
    }

    [Fact]
    public void A_course_that_goes_out_while_it_is_held_holds_nothing_any_more()
    {
        var order = _day.InCourses("latte", "croissant", "lemonade");
        _day.Do(Day.Chloe, new HoldCourse(order.OrderId, 2));
        Make(order, "latte");
        _day.Do(
            Day.Chloe,
            new UpdateOrderItem(order.OrderId, order.Lines[1].LineId, LineStatus.Voided)
        );

        Assert.Equal(LineStatus.Queued, Statuses(_day, order)[2]);
    }

    [Fact]
    public void An_earlier_course_that_comes_meanwhile_stops_the_time_of_its_table()
    {
        var day = With(TimeSpan.FromMinutes(10), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        Make(first, "latte", day);
        day.Live(5);
        var second = OnBill(day, ("espresso", 1));
        Assert.Equal(0, day.Cafe.CourseDeadlines.Count);
        day.Live(30);
        Assert.Equal(LineStatus.Held, Statuses(day, first)[1]);

        Make(second, "espresso", day);
        day.Live(9);
        Assert.Equal(LineStatus.Held, Statuses(day, first)[1]);
        day.Live(1);
        Assert.Equal(LineStatus.Queued, Statuses(day, first)[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_earlier_course_that_another_order_makes_again_stops_the_time_of_its_table(
        bool isWhole
    )
    {
        var day = With(TimeSpan.FromMinutes(10), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        var second = OnBill(day, ("espresso", 1));
        Make(second, "espresso", day);
        Make(first, "latte", day);
        Assert.Equal([first.OrderId], day.Cafe.CourseDeadlines.Values);
        day.Do(
            Day.Maya,
            isWhole
                ? new UpdateOrderStatus(second.OrderId, OrderStatus.Preparing, "spilled")
                : new UpdateOrderItem(
                    second.OrderId,
                    second.Lines[0].LineId,
                    LineStatus.Started,
                    "spilled"
                )
        );
        Assert.Equal(0, day.Cafe.CourseDeadlines.Count);
        day.Live(30);
        Assert.Equal(LineStatus.Held, Statuses(day, first)[1]);

        Make(second, "espresso", day);
        day.Live(10);
        Assert.Equal(LineStatus.Queued, Statuses(day, first)[1]);
    }

    [Fact]
    public void Bills_that_become_one_have_one_sequence_of_courses()
    {
        var day = With(TimeSpan.FromMinutes(10), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 2));
        Make(first, "latte", day);
        day.Do(Day.Anna, new OpenBill("2"));
        var second = OnBill(day, "2", ("espresso", 1), ("lemonade", 2));
        day.Do(Day.Maya, new UpdateBill(second.BillId!, MergeInto: first.BillId));
        Assert.Equal(0, day.Cafe.CourseDeadlines.Count);
        day.Live(30);
        Assert.Equal(LineStatus.Held, Statuses(day, first)[1]);

        Make(second, "espresso", day);
        day.Live(10);
        Assert.Equal(LineStatus.Queued, Statuses(day, first)[1]);
        Assert.Equal(LineStatus.Queued, Statuses(day, second)[1]);
    }

    [Fact]
    public void A_time_that_comes_when_it_is_not_the_turn_of_its_course_is_set_again()
    {
        var day = With(TimeSpan.FromMinutes(10), bills: true);
        var first = OnBill(day, ("latte", 1), ("croissant", 3));
        Make(first, "latte", day);
        day.Live(5);
        day.Do(Day.Anna, new OpenBill("2"));
        var second = OnBill(day, "2", ("latte", 1), ("lemonade", 2));
        Make(second, "latte", day);
        day.Do(Day.Maya, new UpdateBill(second.BillId!, MergeInto: first.BillId));
        day.Live(10);
        Assert.Equal(LineStatus.Held, Statuses(day, first)[1]);
        Assert.Equal(LineStatus.Queued, Statuses(day, second)[1]);

        Make(second, "lemonade", day);
        day.Live(10);
        Assert.Equal(LineStatus.Queued, Statuses(day, first)[1]);
    }

    [Fact]
    public void Where_the_staff_fires_from_now_on_no_time_fires_any_more()
    {
        var day = With(TimeSpan.FromMinutes(10));
        var order = day.InCourses("latte", "croissant");
        Make(order, "latte", day);
        day.Do(
            Actor.System,
            new ConfigureCafe(
                day.Cafe.Profile with
                {
                    Limits = day.Cafe.Profile.Limits with { CourseFiredAfter = null },
                }
            )
        );
        day.Live(60);

        Assert.Equal(LineStatus.Held, Statuses(day, order)[1]);
        Assert.Equal(0, day.Cafe.CourseDeadlines.Count);
    }

    [Fact]
    public void Guests_read_another_menu_where_other_courses_are_offered() =>
        Assert.False(
            DemoCafe.Profile.HasMenuOf(
                DemoCafe.Profile with
                {
                    Limits = DemoCafe.Profile.Limits with { CoursesOffered = 3 },
                }
            )
        );

    [Fact]
    public void An_order_for_later_has_its_first_course_ready_in_time()
    {
        var day = new Day(
            DemoCafe.Profile with
            {
                Limits = new() { ScheduleHorizon = TimeSpan.FromHours(8) },
            }
        );
        var at = day.Now.AddHours(3);
        var order = day.Paid(
            day.Place(Day.Guest, Day.Courses("latte", "croissant") with { ScheduledFor = at })
        );
        Assert.Equal(OrderStatus.Scheduled, order.Status);
        while (day.Order(order.OrderId).Status == OrderStatus.Scheduled)
        {
            day.Live(1);
            day.Try(Actor.System, new ReviewCafe());
        }

        Assert.InRange(at - day.Now, TimeSpan.Zero, TimeSpan.FromMinutes(15));
        Assert.Equal(
            [LineStatus.Queued, LineStatus.Held],
            day.Order(order.OrderId).Lines.Items.Select(line => line.Status)
        );
    }

    private static Day With(TimeSpan? firedAfter, bool bills = false) =>
        new(
            DemoCafe.Profile with
            {
                Bills = bills ? BillAccess.Open : DemoCafe.Profile.Bills,
                Limits = DemoCafe.Profile.Limits with { CourseFiredAfter = firedAfter },
            }
        );

    private static Order OnBill(Day day, params (string Item, int Course)[] items) =>
        OnBill(day, "1", items);

    private static Order OnBill(Day day, string table, params (string Item, int Course)[] items) =>
        day.Place(
            Day.Guest,
            Day.AtTable(table) with
            {
                OnBill = true,
                Items = [.. items.Select(one => new NewOrderLine(one.Item, 1, Course: one.Course))],
            }
        );

    private static void EndBill(Day day, string billId, bool isPaid)
    {
        var due = BillSums.Of(day.Cafe, day.Cafe.Bills.Items[billId]).Due;
        day.Do(
            Day.Maya,
            isPaid
                ? new PayBill(billId, PaymentMethod.Cash, due)
                : new CloseBill(billId, "on the house")
        );
        Assert.False(day.Cafe.Bills.Contains(billId));
    }

    private static LineStatus[] Statuses(Day day, Order order) =>
        [.. day.Order(order.OrderId).Lines.Items.Select(line => line.Status)];

    private static IEnumerable<(int, LineStatus, string?)> Lines(Order order) =>
        order.Lines.Items.Select(line => (line.Course, line.Status, line.CounterId));

    private IReadOnlyList<Fact> Make(Order order, string item) => Make(order, item, _day);

    private static IReadOnlyList<Fact> Make(Order order, string item, Day day)
    {
        var line = day.Order(order.OrderId).Lines.Items.First(one => one.ItemId == item);
        if (line.Status == LineStatus.Queued)
        {
            day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Started));
            day.Wait(1);
        }

        return day.Do(Day.Maya, new UpdateOrderItem(order.OrderId, line.LineId, LineStatus.Ready));
    }
}
