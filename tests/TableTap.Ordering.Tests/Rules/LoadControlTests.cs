using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.Rules;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests.Rules;

/// <summary>The intake follows the load: busy, paused and back, without flapping (docs/protocol.md §6).</summary>
public class LoadControlTests
{
    /// <summary>One counter, so that its load is the café's.</summary>
    private readonly Day _day = new(Day.OnlyEspresso);
    private readonly List<Order> _open = [];

    [Fact]
    public void A_café_without_work_is_not_busy_however_late_its_last_orders_were()
    {
        var late = _day.Cafe with
        {
            Intake = new Intake(IntakeMode.Busy, null, null),
            QuoteErrors = new QuoteErrors(
                Enumerable.Repeat(9.0, QuoteErrors.Kept).ToEquatableList()
            ),
        };

        var decision = CafeDecider.Decide(
            late,
            new ReviewCafe(),
            new DecisionContext(_day.Now, Actor.System, _day.Ids)
        );

        Assert.Equal(
            IntakeMode.Normal,
            Assert.Single(decision.Facts.OfType<IntakeChangedFact>()).Mode
        );
    }

    [Fact]
    public void Above_fifteen_minutes_the_café_is_busy_and_takes_orders_still()
    {
        Load(3);
        Assert.Empty(Modes());
        Load(1);

        Assert.Equal([IntakeMode.Busy], Modes());
        _day.Pending("latte");
        Assert.Empty(Modes());
    }

    [Fact]
    public void Above_thirty_minutes_it_takes_no_more()
    {
        Load(10);

        Assert.Equal([IntakeMode.Paused], Modes());

        var changed = _day.Facts.OfType<IntakeChangedFact>().Last();
        Assert.Equal(("system", (DateTimeOffset?)null), (changed.By, changed.Until));
        _day.Refuse(RefusalCode.IntakePaused, Day.Guest, Day.Takeaway("latte"));
    }

    [Fact]
    public void Whom_the_load_turns_away_it_offers_the_earliest_time()
    {
        var profile = _day.Cafe.Profile;
        var limits = profile.Limits with { ScheduleHorizon = TimeSpan.FromHours(2) };
        _day.Do(Actor.System, new ConfigureCafe(profile with { Limits = limits }));
        Load(10);
        Assert.Equal([IntakeMode.Paused], Modes());

        var refusal = _day.Refuse(RefusalCode.IntakePaused, Day.Guest, Day.Takeaway("latte"));

        // Three minutes for each of eleven lattes and one to pack it, at a step of five minutes.
        Assert.Equal(_day.Now.AddMinutes(35), refusal.Earliest);
        var later = Day.Takeaway("latte") with { ScheduledFor = refusal.Earliest };
        Assert.Equal(OrderStatus.Scheduled, _day.Paid(_day.Place(Day.Guest, later)).Status);
    }

    /// <summary>A quote is three minutes for each latte ahead and six for one's own.</summary>
    [Fact]
    public void It_leaves_each_level_at_four_fifths_of_the_entry()
    {
        Load(9);
        Assert.Equal([IntakeMode.Paused], Modes());
        // 24 min are not below 24.
        Unload(3);
        Assert.Empty(Modes());
        Unload(1);
        Assert.Equal([IntakeMode.Busy], Modes());
        // 12 min are not below 12.
        Unload(3);
        Assert.Empty(Modes());
        Unload(1);
        Assert.Equal([IntakeMode.Normal], Modes());
        // Up again it is busy only above 15.
        Load(2);
        Assert.Empty(Modes());
        Load(1);
        Assert.Equal([IntakeMode.Busy], Modes());
    }

    [Fact]
    public void A_managers_pause_stands_whatever_the_load_is()
    {
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, _day.Now.AddMinutes(10)));

        Assert.Empty(Modes());
        Load(0);
        Assert.Equal(IntakeMode.Paused, _day.Cafe.Intake.Mode);
        _day.Live(10);
        Assert.Equal(Intake.Normal, _day.Cafe.Intake);
    }

    [Fact]
    public void When_a_managers_pause_is_over_the_load_decides_what_follows()
    {
        Load(5);
        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, _day.Now.AddMinutes(1)));

        _day.Live(1);

        Assert.Equal((IntakeMode.Busy, false), (_day.Cafe.Intake.Mode, _day.Cafe.Intake.IsByHand));
    }

    [Fact]
    public void What_a_manager_opens_is_not_paused_by_the_load_again_until_it_was_low()
    {
        Load(10);
        Assert.Equal([IntakeMode.Paused], Modes());

        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal));
        Assert.Equal((IntakeMode.Busy, true), (_day.Cafe.Intake.Mode, _day.Cafe.Intake.IsByHand));
        Assert.Empty(_day.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal)));
        Load(3);
        Assert.Empty(Modes());
        Unload(12);
        Assert.Equal([IntakeMode.Normal], Modes());
        Load(9);
        Assert.Equal([IntakeMode.Paused], Modes());
    }

    [Fact]
    public void A_pause_by_the_load_can_be_made_a_managers_own()
    {
        Load(10);
        Modes();

        _day.Do(Day.Maya, new UpdateIntake(IntakeMode.Paused, _day.Now.AddHours(1), "Full"));
        Unload(10);

        Assert.Empty(Modes());
        Assert.Equal(
            new Intake(IntakeMode.Paused, _day.Now.AddHours(1), "Full") { By = "maya" },
            _day.Cafe.Intake
        );
    }

    [Fact]
    public void Busy_is_nothing_that_anybody_orders() =>
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, new UpdateIntake(IntakeMode.Busy));

    [Fact]
    public void Guests_hear_the_wait_when_it_moves_at_most_once_a_minute()
    {
        Load(1);
        Assert.Equal([(OrderType.Takeaway, 9), (OrderType.DineIn, 8)], Told());
        Load(1);
        Assert.Empty(Told());
        _day.Wait(1);
        Assert.Equal([(OrderType.Takeaway, 12), (OrderType.DineIn, 11)], Told());
        _day.Wait(5);
        Assert.Empty(Told());
        Unload(2);
        Assert.Equal([(OrderType.Takeaway, 6), (OrderType.DineIn, 5)], Told());
    }

    [Fact]
    public void A_change_of_the_mode_is_told_at_once()
    {
        Load(3);
        Told();
        Load(1);

        Assert.Equal([(OrderType.Takeaway, 18), (OrderType.DineIn, 17)], Told());
    }

    [Fact]
    public void A_café_that_calmed_down_is_reviewed_until_guests_know()
    {
        Load(1);
        Told();
        Unload(1);

        Assert.Equal(0, _day.Cafe.OpenOrders.Count);
        Assert.Empty(Told());
        Assert.True(ReviewDecider.IsWanted(_day.Cafe));
        _day.Wait(1);
        Assert.Equal(2, Told().Count);
        Assert.False(ReviewDecider.IsWanted(_day.Cafe));
    }

    [Fact]
    public void One_full_counter_stops_only_the_orders_that_need_it()
    {
        var busy = new Day();
        for (var latte = 0; latte < 9; latte++)
        {
            busy.Confirmed("latte");
        }

        var facts = busy.Do(Actor.System, new ReviewCafe());

        Assert.Equal(IntakeMode.Busy, Assert.Single(facts.OfType<IntakeChangedFact>()).Mode);
        var refusal = busy.Refuse(
            RefusalCode.IntakePaused,
            Day.Guest,
            Day.Takeaway("iced-tea", "latte")
        );
        Assert.Contains("Espresso Bar", refusal.Message, StringComparison.Ordinal);
        Assert.True(refusal.RetryAfter > TimeSpan.Zero);
        busy.Confirmed("iced-tea");
        busy.Pending("still-water");

        // What a manager opens is open.
        busy.Do(Day.Maya, new UpdateIntake(IntakeMode.Normal));
        busy.Confirmed("latte");
    }

    [Fact]
    public void A_large_order_is_taken_where_nobody_is_ahead() =>
        new Day().Pending([.. Enumerable.Repeat("club-sandwich", 10)]);

    [Fact]
    public void Tickets_that_nobody_bumped_do_not_shut_the_café()
    {
        Load(10);
        Assert.Equal([IntakeMode.Paused], Modes());

        // The longest promise was 32 minutes.
        _day.Wait((3 * 32) + 1);

        Assert.Equal([IntakeMode.Normal], Modes());
        Assert.Equal(5, Estimates.WaitMinutes(_day.Cafe, OrderType.DineIn, _day.Now));
        _day.Pending("latte");
    }

    /// <summary>Orders that were placed before any of them is paid: a full counter refuses the next one.</summary>
    private void Load(int lattes)
    {
        var placed = Enumerable
            .Range(0, lattes)
            .Select(_ => _day.Place(Day.Guest, Day.AtTable("1", "latte")))
            .ToList();
        _open.AddRange(placed.Select(_day.Paid));
    }

    private void Unload(int lattes)
    {
        foreach (var order in _open.Take(lattes))
        {
            _day.Do(Day.Maya, new CancelOrder(order.OrderId, CancelReason.Other));
        }

        _open.RemoveRange(0, lattes);
    }

    /// <summary>The modes that a review brings.</summary>
    private List<IntakeMode> Modes() =>
        [.. Review().OfType<IntakeChangedFact>().Select(fact => fact.Mode)];

    /// <summary>The waits that a review tells.</summary>
    private List<(OrderType, int)> Told() =>
        [.. Review().OfType<WaitTimeChangedFact>().Select(fact => (fact.Type, fact.Minutes))];

    private IEnumerable<Fact> Review() => _day.Do(Actor.System, new ReviewCafe());
}
