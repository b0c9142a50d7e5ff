using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
using TableTap.Ordering.Values;
using TableTap.Terms;

namespace TableTap.Ordering.Tests;

/// <summary>Announcements and maintenance (docs/protocol.md §4).</summary>
public sealed class AnnouncingTests
{
    private readonly Day _day = new();

    [Fact]
    public void A_manager_announces_and_the_café_stays_as_it_is()
    {
        var before = _day.Cafe;

        var fact = Assert.IsType<AnnouncementPublishedFact>(
            Assert.Single(_day.Do(Day.Maya, new PublishAnnouncement(Audience.Staff, " Hello ")))
        );

        Assert.Equal((Audience.Staff, "Hello", "maya"), (fact.Audience, fact.Message, fact.By));
        Assert.Equal(before with { Version = before.Version + 1 }, _day.Cafe);
    }

    [Fact]
    public void Nobody_else_announces_and_nothing_that_is_over()
    {
        var hello = new PublishAnnouncement(Audience.Everyone, "Hello");

        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, hello);
        _day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, hello);
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, hello with { ExpiresAt = _day.Now });
        _day.Refuse(RefusalCode.ValidationFailed, Day.Maya, hello with { StartsAt = _day.Now });
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\u202E\u202C")]
    public void Nothing_is_no_announcement(string message)
    {
        var nowhere = Cafe.Empty("nowhere");
        var context = new DecisionContext(_day.Now, Day.Ada, _day.Ids);

        _day.Refuse(
            RefusalCode.ValidationFailed,
            Day.Maya,
            new PublishAnnouncement(Audience.Everyone, message)
        );
        var refused = CafeDecider.Decide(nowhere, new ScheduleMaintenance(message), context);

        Assert.Equal(RefusalCode.ValidationFailed, refused.Refusal?.Code);
    }

    [Fact]
    public void An_earlier_announcement_is_replaced_or_ended_under_its_id()
    {
        var again = new PublishAnnouncement(
            Audience.Everyone,
            "Over",
            _day.Now,
            AnnouncementId: "a-1"
        );

        var fact = Assert.IsType<AnnouncementPublishedFact>(
            Assert.Single(_day.Do(Day.Maya, again))
        );

        Assert.Equal(("a-1", _day.Now), (fact.AnnouncementId, fact.ExpiresAt));
    }

    [Theory]
    [InlineData(null, -1, false)]
    [InlineData(null, 0, false)]
    [InlineData(60, 60, false)]
    [InlineData(60, 59, false)]
    [InlineData(60, 61, true)]
    [InlineData(-60, 60, true)]
    [InlineData(60, null, true)]
    public void Maintenance_ends_after_it_begins(int? startsIn, int? endsIn, bool accepted)
    {
        DateTimeOffset? At(int? minutes) => minutes is { } some ? _day.Now.AddMinutes(some) : null;
        var command = new ScheduleMaintenance("Down", At(endsIn), At(startsIn));

        var decision = CafeDecider.Decide(
            Cafe.Empty("nowhere"),
            command,
            new(_day.Now, Day.Ada, _day.Ids)
        );

        Assert.Equal(accepted, decision.IsAccepted);
    }

    [Fact]
    public void Maintenance_is_an_administrators_and_needs_no_café()
    {
        var command = new ScheduleMaintenance(" Down \u202Eat noon ", _day.Now.AddHours(1));
        var nowhere = Cafe.Empty("nowhere");

        var decision = CafeDecider.Decide(nowhere, command, new(_day.Now, Day.Ada, _day.Ids));
        var refused = CafeDecider.Decide(nowhere, command, new(_day.Now, Day.Maya, _day.Ids));

        Assert.Equal("Down at noon", Assert.IsType<ScheduledMaintenance>(decision.Result).Message);
        Assert.Empty(decision.Facts);
        Assert.Equal(Role.Admin, refused.Refusal?.RequiredRole);
    }

    [Fact]
    public void Where_nobody_takes_cards_only_cash_is_ordered_with()
    {
        var context = new DecisionContext(_day.Now, Day.Guest, _day.Ids) { TakesCards = false };

        var card = CafeDecider.Decide(_day.Cafe, Day.Takeaway("latte"), context);
        var cash = CafeDecider.Decide(
            _day.Cafe,
            Day.Takeaway("latte") with
            {
                PaymentMethod = PaymentMethod.Cash,
            },
            context
        );

        Assert.Equal(RefusalCode.ValidationFailed, card.Refusal?.Code);
        Assert.Empty(card.Facts);
        Assert.True(cash.IsAccepted);
    }

    [Fact]
    public void The_demo_opens_once()
    {
        var context = new DecisionContext(_day.Now, Actor.System, _day.Ids);

        var first = CafeDecider.Decide(Cafe.Empty(DemoCafe.Id), new OpenDemo(), context);
        var again = CafeDecider.Decide(first.Changes[^1].After, new OpenDemo(), context);

        Assert.NotEmpty(first.Facts);
        Assert.Empty(again.Facts);
    }

    [Fact]
    public void A_demo_that_was_changed_opens_as_it_was_left()
    {
        var context = new DecisionContext(_day.Now, Actor.System, _day.Ids);
        var changed = DemoCafe.Planned with
        {
            Name = "Our own",
            Staff = DemoCafe.Planned.Staff.Items.Take(2).ToEquatableList(),
        };
        var opened = CafeDecider.Decide(Cafe.Empty(DemoCafe.Id), new OpenDemo(), context);
        var own = CafeDecider.Decide(opened.Changes[^1].After, new ConfigureCafe(changed), context);

        var again = CafeDecider.Decide(own.Changes[^1].After, new OpenDemo(), context);

        Assert.Equal("Our own", own.Changes[^1].After.Profile.Name);
        Assert.DoesNotContain(again.Facts, fact => fact is CafeConfiguredFact);
        Assert.Empty(again.Facts.OfType<EmployeeClockedInFact>());
    }
}
