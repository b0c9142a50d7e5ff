using CsCheck;
using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>Counters that make so many pieces in a quarter of an hour (docs/protocol.md §5, "Room at the counters").</summary>
public class SlotTests
{
    private readonly Day _day = new(With(4));

    private static DateTimeOffset Noon => Day.Morning.AddHours(3);

    private static CafeProfile With(int? capacity, TimeSpan? horizon = null) =>
        DemoCafe.Profile with
        {
            Counters = DemoCafe
                .Profile.Counters.Items.Select(counter =>
                    counter.CounterId == "espresso" ? counter with { Capacity = capacity } : counter
                )
                .ToEquatableList(),
            Limits = new CafeLimits
            {
                DayCutOff = null,
                ScheduleHorizon = horizon ?? TimeSpan.FromDays(2),
            },
        };

    private static CreateOrder Lattes(int count, DateTimeOffset? at = null) =>
        Day.Takeaway(new NewOrderLine("latte", count)) with
        {
            ScheduledFor = at,
        };

    private int Taken(DateTimeOffset slot) =>
        _day.Cafe.SlotUse.TryGet(new SlotShare("", "espresso", slot, 0).Key, out var pieces)
            ? pieces
            : 0;

    [Fact]
    public void A_full_quarter_is_refused_with_the_earliest_time_that_has_room()
    {
        _day.Place(Day.Guest, Lattes(3, Noon));

        var refusal = _day.Refuse(
            RefusalCode.SlotUnavailable,
            Day.Guest,
            Lattes(2, Noon.AddMinutes(10))
        );

        Assert.Contains("Espresso Bar", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.Earliest < Noon);
        _day.Place(Day.Guest, Lattes(1, Noon.AddMinutes(14)));
        _day.Place(Day.Guest, Lattes(4, Noon.AddMinutes(15)));
        Assert.Equal((4, 4), (Taken(Noon), Taken(Noon.AddMinutes(15))));
    }

    [Fact]
    public void Who_orders_at_once_is_offered_a_time_instead_of_a_pause()
    {
        _day.Place(Day.Guest, Lattes(4));

        var refusal = _day.Refuse(RefusalCode.SlotUnavailable, Day.Guest, Lattes(1));

        Assert.Equal(SlotShare.SlotOf(_day.Now).AddMinutes(15), refusal.Earliest);
        Assert.NotNull(refusal.RetryAfter);
        _day.Place(Day.Guest, Lattes(1, refusal.Earliest));
        // What another counter makes has room.
        _day.Place(Day.Guest, Day.Takeaway("croissant"));
    }

    [Fact]
    public void Without_orders_for_later_a_full_counter_says_when_to_try_again()
    {
        var day = new Day(With(4, TimeSpan.Zero));
        day.Place(Day.Guest, Lattes(4));

        var refusal = day.Refuse(RefusalCode.SlotUnavailable, Day.Guest, Lattes(1));

        Assert.Null(refusal.Earliest);
        day.Now += refusal.RetryAfter!.Value;
        day.Place(Day.Guest, Lattes(1));
    }

    [Fact]
    public void What_the_staff_orders_counts_and_is_not_refused()
    {
        _day.Place(Day.Anna, Lattes(6, Noon));
        _day.Place(Day.Anna, Lattes(4));
        _day.Place(Day.Anna, Lattes(4));

        Assert.Equal((4, 2), (Taken(Noon), Taken(Noon.AddMinutes(-15))));
        _day.Refuse(RefusalCode.SlotUnavailable, Day.Guest, Lattes(1, Noon));
    }

    [Fact]
    public void More_than_a_whole_quarter_takes_those_before_it()
    {
        _day.Place(Day.Guest, Lattes(10, Noon));

        Assert.Equal(
            (4, 4, 2),
            (Taken(Noon), Taken(Noon.AddMinutes(-15)), Taken(Noon.AddMinutes(-30)))
        );
        _day.Place(Day.Guest, Lattes(2, Noon.AddMinutes(-20)));
        _day.Refuse(RefusalCode.SlotUnavailable, Day.Guest, Lattes(1, Noon.AddMinutes(-30)));
    }

    [Fact]
    public void What_would_have_had_to_begin_before_now_is_too_soon()
    {
        var refusal = _day.Refuse(
            RefusalCode.SlotUnavailable,
            Day.Guest,
            Lattes(12, _day.Now.AddMinutes(25))
        );

        Assert.Equal(SlotShare.SlotOf(_day.Now).AddMinutes(30), refusal.Earliest);
    }

    [Fact]
    public void A_cancellation_another_time_and_a_voided_line_give_room_back()
    {
        var order = _day.Paid(
            _day.Place(
                Day.Guest,
                Day.Takeaway(new NewOrderLine("latte", 2), new NewOrderLine("mocha", 2)) with
                {
                    ScheduledFor = Noon,
                }
            )
        );
        Assert.Equal(4, Taken(Noon));

        _day.Do(
            Day.Anna,
            new UpdateOrderItem(order.OrderId, order.Lines[0].LineId, LineStatus.Voided)
        );
        Assert.Equal(2, Taken(Noon));
        _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Noon.AddMinutes(30)));
        Assert.Equal((0, 2), (Taken(Noon), Taken(Noon.AddMinutes(30))));
        _day.Do(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
        Assert.Equal(0, Taken(Noon.AddMinutes(30)));
        Assert.Equal(0, _day.Cafe.SlotUse.Count);
    }

    [Fact]
    public void Within_its_own_room_an_order_can_be_moved()
    {
        var order = _day.Paid(_day.Place(Day.Guest, Lattes(4, Noon)));

        _day.Do(Day.Guest, new RescheduleOrder(order.OrderId, Noon.AddMinutes(5)));

        Assert.Equal(4, Taken(Noon));
    }

    [Fact]
    public void An_order_that_is_not_paid_keeps_its_room_until_it_is_given_up()
    {
        _day.Place(Day.Guest, Lattes(4, Noon));
        _day.Refuse(RefusalCode.SlotUnavailable, Day.OtherGuest, Lattes(1, Noon));

        _day.Live(16);

        _day.Place(Day.OtherGuest, Lattes(1, Noon));
    }

    [Fact]
    public void What_was_made_keeps_its_room_and_what_is_long_over_is_forgotten()
    {
        var order = _day.Paid(_day.Place(Day.Guest, Lattes(4)));
        var slot = _day.Cafe.SlotUse.Items.Keys.Single();
        _day.Moved(order, OrderStatus.Preparing);
        _day.Wait(1);
        _day.Moved(order, OrderStatus.Ready, Day.Anna);
        Assert.True(_day.Cafe.SlotUse.Contains(slot));

        _day.Wait(90);
        _day.Place(Day.Guest, Lattes(1));

        Assert.False(_day.Cafe.SlotUse.Contains(slot));
    }

    [Fact]
    public void A_café_without_such_counters_keeps_nothing()
    {
        var day = new Day(With(null));

        var order = day.Place(Day.Guest, Lattes(20, Noon));
        day.Place(Day.Guest, Lattes(20));

        Assert.Equal(0, day.Cafe.SlotUse.Count);
        Assert.Equal(0, order.Slots.Count);
    }

    [Fact]
    public void Of_two_counters_the_one_with_more_room_gets_it()
    {
        var profile = With(4);
        var day = new Day(
            profile with
            {
                Counters = profile.Counters.Add(
                    new("second", "Second Bar", ["hot_drinks"], Capacity: 2)
                ),
                Staff = profile.Staff.Add(new("zoe", "Zoe", Role.Employee, ["second"])),
            }
        );

        day.Place(Day.Guest, Lattes(3, Noon));
        day.Place(Day.Guest, Lattes(2, Noon));
        day.Place(Day.Guest, Lattes(1, Noon));

        Assert.Equal(
            [("espresso", 4), ("second", 2)],
            day.Cafe.SlotUse.Items.Select(one => (one.Key.Split('|')[1], one.Value)).Order()
        );
        day.Refuse(RefusalCode.SlotUnavailable, Day.Guest, Lattes(1, Noon));
    }

    [Fact]
    public void The_offered_times_are_those_that_an_order_is_taken_for()
    {
        _day.Place(Day.Guest, Lattes(4, Noon));

        var times = OfferedTimes.Of(
            _day.Cafe,
            OrderType.Takeaway,
            [new NewOrderLine("latte", 2)],
            Noon.AddMinutes(-20),
            Noon.AddMinutes(40),
            _day.Now
        );

        Assert.Equal(
            [(-20, true), (-15, true), (0, false), (15, true), (30, true)],
            times.Select(time => ((int)(time.At - Noon).TotalMinutes, time.HasRoom))
        );
        foreach (var (at, hasRoom) in times)
        {
            Assert.Equal(hasRoom, Day.Accepts(_day, Lattes(2, at)));
        }
    }

    /// <summary>Whatever is ordered, moved, voided and cancelled: the room that is kept is the sum of the shares of the orders.</summary>
    [Fact]
    public void The_room_is_what_the_orders_take() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[1, 9], Gen.Int[20, 200])
            .Array[1, 25]
            .Sample(steps =>
            {
                var day = new Day(With(5));
                foreach (var (kind, count, minutes) in steps)
                {
                    Step(day, kind, count, day.Now.AddMinutes(minutes));
                }

                var shares = day
                    .Cafe.OpenOrders.Values.SelectMany(order =>
                        order.Slots.Items.Where(share => order.Line(share.LineId)!.IsLive)
                    )
                    .GroupBy(share => share.Key)
                    .ToDictionary(group => group.Key, group => group.Sum(share => share.Pieces));
                Assert.Equal(
                    shares.OrderBy(one => one.Key, StringComparer.Ordinal),
                    day.Cafe.SlotUse.Items
                );
                // Guests alone never overbook a counter.
                Assert.All(day.Cafe.SlotUse.Values, pieces => Assert.InRange(pieces, 1, 5));
            });

    private static void Step(Day day, int kind, int count, DateTimeOffset at)
    {
        var order = day.Cafe.OpenOrders.Values.Skip(count % 3).FirstOrDefault();
        switch (kind)
        {
            case < 3:
                day.Try(Day.Guest, Lattes(count, kind == 0 ? null : at));
                break;
            case 3 when order is not null:
                day.Try(Day.Guest, new RescheduleOrder(order.OrderId, at));
                break;
            case 4 when order is not null:
                day.Try(Day.Guest, new CancelOrder(order.OrderId, CancelReason.CustomerRequest));
                break;
            case 5 when order is not null:
                day.Try(Day.Bank, day.Success(order));
                break;
        }
    }
}
