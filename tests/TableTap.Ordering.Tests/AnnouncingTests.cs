namespace TableTap.Ordering.Tests;

/// <summary>Announcements and maintenance (docs/protocol.md §4).</summary>
public sealed class AnnouncingTests
{
    private readonly Day day = new();

    [Fact]
    public void A_manager_announces_and_the_café_stays_as_it_is()
    {
        var before = day.Cafe;

        var fact = Assert.IsType<AnnouncementPublished>(
            Assert.Single(day.Do(Day.Maya, new AnnouncementPublish(Audience.Staff, " Hello ")))
        );

        Assert.Equal((Audience.Staff, "Hello", "maya"), (fact.Audience, fact.Message, fact.By));
        Assert.Equal(before with { Version = before.Version + 1 }, day.Cafe);
    }

    [Fact]
    public void Nobody_else_announces_and_nothing_that_is_over()
    {
        var hello = new AnnouncementPublish(Audience.Everyone, "Hello");

        day.Refuse(RefusalCode.InsufficientPermissions, Day.Anna, hello);
        day.Refuse(RefusalCode.InsufficientPermissions, Day.Guest, hello);
        day.Refuse(RefusalCode.ValidationFailed, Day.Maya, hello with { ExpiresAt = day.Now });
    }

    [Fact]
    public void Maintenance_is_an_administrators_and_needs_no_café()
    {
        var command = new MaintenanceSchedule(" Down at noon ", day.Now.AddHours(1));
        var nowhere = Cafe.Empty("nowhere");

        var decision = CafeDecide.Decide(nowhere, command, new(day.Now, Day.Ada, day.Ids));
        var refused = CafeDecide.Decide(nowhere, command, new(day.Now, Day.Maya, day.Ids));

        Assert.Equal("Down at noon", Assert.IsType<ScheduledMaintenance>(decision.Result).Message);
        Assert.Empty(decision.Facts);
        Assert.Equal(Role.Admin, refused.Refusal?.RequiredRole);
    }

    [Fact]
    public void Where_nobody_takes_cards_only_cash_is_ordered_with()
    {
        var context = new DecisionContext(day.Now, Day.Guest, day.Ids) { TakesCards = false };

        var card = CafeDecide.Decide(day.Cafe, Day.Takeaway("latte"), context);
        var cash = CafeDecide.Decide(
            day.Cafe,
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
        var context = new DecisionContext(day.Now, Actor.System, day.Ids);

        var first = CafeDecide.Decide(Cafe.Empty(DemoCafe.Id), new DemoOpen(), context);
        var again = CafeDecide.Decide(first.Changes[^1].After, new DemoOpen(), context);

        Assert.NotEmpty(first.Facts);
        Assert.Empty(again.Facts);
    }
}
