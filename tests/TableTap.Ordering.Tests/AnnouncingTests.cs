using TableTap.Ordering.Commands;
using TableTap.Ordering.Decisions;
using TableTap.Ordering.Facts;
using TableTap.Ordering.State;
using TableTap.Ordering.Tests.Life;
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
    }

    [Fact]
    public void Maintenance_is_an_administrators_and_needs_no_café()
    {
        var command = new ScheduleMaintenance(" Down at noon ", _day.Now.AddHours(1));
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
}
