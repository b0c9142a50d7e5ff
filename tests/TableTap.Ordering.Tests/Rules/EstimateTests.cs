using TableTap.Ordering.Commands;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

public class EstimateTests
{
    private readonly Day _day = new();

    [Fact]
    public void A_ticket_is_its_longest_piece_and_two_fifths_of_the_others()
    {
        var lines = _day.Place(
            Day.Guest,
            Day.Takeaway(new NewOrderLine("latte", 2), new NewOrderLine("espresso", 1))
        ).Lines;

        Assert.Equal(
            TimeSpan.FromSeconds(180 + 0.4 * (180 + 90)),
            PreparationEstimate.Ticket(_day.Cafe, "espresso", lines.Items)
        );
    }

    [Fact]
    public void Nothing_to_make_is_no_work() =>
        Assert.Equal(TimeSpan.Zero, PreparationEstimate.Ticket(_day.Cafe, "espresso", []));

    [Fact]
    public void An_item_without_a_time_is_reckoned_with_five_minutes()
    {
        var line = _day.Pending("latte").Lines[0] with { MenuTime = null };

        Assert.Equal(
            TimeSpan.FromMinutes(5),
            PreparationEstimate.Piece(_day.Cafe, "espresso", line)
        );
    }

    [Fact]
    public void Measured_times_win_over_the_menu()
    {
        foreach (var minutes in new[] { 1.0, 10, 2 })
        {
            Make(minutes);
        }

        var line = _day.Pending("latte").Lines[0];
        Assert.Equal(
            TimeSpan.FromMinutes(2),
            PreparationEstimate.Piece(_day.Cafe, "espresso", line)
        );
        Assert.Equal(
            TimeSpan.FromMinutes(3),
            PreparationEstimate.Piece(_day.Cafe, "kitchen", line)
        );
        Make(4);
        Assert.Equal(
            TimeSpan.FromMinutes(3),
            PreparationEstimate.Piece(_day.Cafe, "espresso", line)
        );
    }

    [Theory]
    [InlineData(4.0 / 60)]
    [InlineData(60.1)]
    public void Times_that_cannot_be_true_are_not_remembered(double minutes)
    {
        Make(minutes);

        Assert.Equal(0, _day.Cafe.PreparationTimes.Count);
    }

    [Fact]
    public void Only_the_last_twenty_times_count()
    {
        for (var order = 0; order < 25; order++)
        {
            Make(order < 5 ? 50 : 1);
        }

        var times = _day.Cafe.PreparationTimes.Items[PreparationTimes.Key("espresso", "latte")];
        Assert.Equal(20, times.Samples.Count);
        Assert.All(times.Samples.Items, time => Assert.Equal(TimeSpan.FromMinutes(1), time));
    }

    [Fact]
    public void The_time_of_many_pieces_says_what_one_takes()
    {
        var order = _day.Paid(_day.Place(Day.Guest, Day.Takeaway(new NewOrderLine("latte", 6))));
        _day.Moved(order, OrderStatus.Preparing);
        _day.Wait(9);
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));

        Assert.Equal(TimeSpan.FromMinutes(3), _day.Cafe.PreparationTimes.Values.Single().Median);
    }

    [Fact]
    public void The_wait_is_the_work_ahead_shared_by_those_who_are_there_and_fit()
    {
        _day.Confirmed("latte");
        _day.Confirmed("latte");

        Assert.Equal(
            TimeSpan.FromMinutes(6),
            Backlog.Ahead(_day.Cafe, null, _day.Now).Wait("espresso")
        );

        var busy = new Day(WithThree());
        busy.Confirmed("latte");
        busy.Confirmed("latte");
        busy.Do(Day.Maya, new ClockInEmployee("tom"));
        Assert.Equal(
            TimeSpan.FromMinutes(3),
            Backlog.Ahead(busy.Cafe, null, busy.Now).Wait("espresso")
        );
        busy.Do(Day.Maya, new ClockInEmployee("tim"));
        Assert.Equal(
            TimeSpan.FromMinutes(3),
            Backlog.Ahead(busy.Cafe, null, busy.Now).Wait("espresso")
        );
    }

    [Fact]
    public void What_is_started_is_worked_off_and_what_takes_longer_goes_on_for_a_fifth()
    {
        _day.Preparing("latte");
        _day.Wait(1);
        Assert.Equal(
            TimeSpan.FromMinutes(2),
            Backlog.Ahead(_day.Cafe, null, _day.Now).Wait("espresso")
        );
        _day.Wait(10);
        Assert.Equal(
            TimeSpan.FromMinutes(3) / 5,
            Backlog.Ahead(_day.Cafe, null, _day.Now).Wait("espresso")
        );
    }

    [Fact]
    public void An_order_is_ready_with_its_latest_counter_and_a_minute_for_packing()
    {
        Assert.Equal(
            9,
            _day.Try(Day.Guest, Day.Takeaway("latte", "club-sandwich"))
                .Facts.OfType<OrderCreatedFact>()
                .Single()
                .EstimatedTime
        );
        Assert.Equal(
            8,
            _day.Try(Day.Guest, Day.AtTable("1", "latte", "club-sandwich"))
                .Facts.OfType<OrderCreatedFact>()
                .Single()
                .EstimatedTime
        );
        Assert.Equal(
            1,
            _day.Try(Day.Guest, Day.AtTable("1", "still-water"))
                .Facts.OfType<OrderCreatedFact>()
                .Single()
                .EstimatedTime
        );
    }

    [Fact]
    public void Guests_and_counters_hear_the_time_at_confirmation()
    {
        _day.Confirmed("latte");
        var order = _day.Pending("latte", "croissant");

        var facts = _day.Pay(order);

        Assert.Equal(7, facts.OfType<OrderConfirmedFact>().Single().EstimatedTime);
        Assert.Equal([6, 1], facts.OfType<OrderAssignedFact>().Select(fact => fact.EstimatedTime));
        Assert.Equal(_day.Now.AddMinutes(7), _day.Order(order.OrderId).EstimatedReadyAt);
        _day.Wait(30);
        Assert.Equal(1, _day.Order(order.OrderId).MinutesLeft(_day.Now));
    }

    [Fact]
    public void The_queue_is_the_urgent_ones_first_then_as_they_were_confirmed()
    {
        var orders = new[]
        {
            _day.Confirmed("latte"),
            _day.Confirmed("latte"),
            _day.Confirmed("latte"),
            _day.Confirmed("latte"),
        };
        _day.Do(Day.Maya, new UpdateOrderPriority(orders[3].OrderId, OrderPriority.Urgent, "vip"));
        _day.Do(
            Day.Maya,
            new UpdateOrderPriority(orders[0].OrderId, OrderPriority.Low, "late anyway")
        );

        Assert.Equal(
            [orders[3].OrderId, orders[1].OrderId, orders[2].OrderId, orders[0].OrderId],
            CounterQueue.At(_day.Cafe, "espresso").Select(order => order.OrderId)
        );
        foreach (var (place, order) in new[] { (0, 3), (1, 1), (2, 2), (3, 0) })
        {
            Assert.Equal(
                place,
                Backlog
                    .Ahead(_day.Cafe, _day.Order(orders[order].OrderId), _day.Now)
                    .Orders("espresso")
            );
        }

        Assert.Equal(
            TimeSpan.FromMinutes(9),
            Backlog.Ahead(_day.Cafe, null, _day.Now).Wait("espresso")
        );
        Assert.Empty(CounterQueue.At(_day.Cafe, "cold"));
    }

    [Fact]
    public void The_wait_of_the_café_is_that_of_its_busiest_counter()
    {
        Assert.Equal(5, Estimates.WaitMinutes(_day.Cafe, OrderType.DineIn, _day.Now));
        _day.Confirmed("latte", "latte");
        Assert.Equal(9, Estimates.WaitMinutes(_day.Cafe, OrderType.DineIn, _day.Now));
        Assert.Equal(10, Estimates.WaitMinutes(_day.Cafe, OrderType.Takeaway, _day.Now));
        Assert.Equal(1, Estimates.WaitMinutes(Cafe.Empty("x"), OrderType.DineIn, _day.Now));
    }

    private static CafeProfile WithThree() =>
        DemoCafe.Profile with
        {
            Staff = DemoCafe
                .Profile.Staff.Add(new StaffRecord("tom", "Tom", Role.Employee, ["espresso"]))
                .Add(new StaffRecord("tim", "Tim", Role.Employee, ["espresso"])),
        };

    private void Make(double minutes)
    {
        var order = _day.Preparing("latte");
        _day.Wait(minutes);
        _day.Do(Day.Anna, new UpdateOrderStatus(order.OrderId, OrderStatus.Ready));
    }
}
