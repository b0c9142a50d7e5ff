using TableTap.Cafes.Tests.Loop;
using TableTap.Ordering.State;
using TableTap.Protocol.Channels;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>What the café knows of its counters' screens, and of the tickets somebody there has seen (section 6).</summary>
public sealed class ScreenTests
{
    private static readonly ChannelName Bar = ChannelName.Of(
        ChannelKinds.CounterOrders,
        "espresso"
    );

    [Fact]
    public async Task A_counter_whose_screen_goes_is_an_alert_until_it_is_back()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Host.HasScreen = _ => true;
        await cafe.SettleAsync();

        cafe.Host.HasScreen = counterId => counterId != "espresso";
        cafe.Host.ScreenChanged("espresso");
        await cafe.SettleAsync();
        Assert.False(cafe.Cafe.ScreenOf("espresso")!.IsLive);
        cafe.Time.Advance(TimeSpan.FromSeconds(30));
        await cafe.SettleAsync();
        var alert = Assert.Single(cafe.Cafe.Alerts.All);
        Assert.Equal((AlertCategory.DisplayOffline, "espresso"), (alert.Category, alert.CounterId));

        cafe.Host.HasScreen = _ => true;
        cafe.Host.ScreenChanged("espresso");
        await cafe.SettleAsync();
        Assert.Empty(cafe.Cafe.Alerts.All);
    }

    [Fact]
    public async Task After_a_restart_all_screens_are_gone_until_they_come_back()
    {
        var journal = new MemoryJournal();
        await using (var cafe = await OpenCafe.OpenAsync(journal))
        {
            cafe.Host.HasScreen = _ => true;
            cafe.Host.ScreenChanged("espresso");
            await cafe.SettleAsync();
            Assert.True(cafe.Cafe.ScreenOf("espresso")!.IsLive);
        }

        await using var again = await OpenCafe.OpenAsync(journal);
        await again.SettleAsync();

        Assert.All(again.Cafe.Screens.Values, screen => Assert.False(screen.IsLive));
    }

    [Fact]
    public async Task An_ack_of_who_stands_there_has_seen_the_tickets_up_to_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var first = await cafe.PaidOrderAsync(form: Form(Drink));
        var second = await cafe.PaidOrderAsync(form: Form(Drink));
        var told = cafe
            .Memory.Messages.Where(one => one.Channel == Bar)
            .Select(one => (one.Sequence, Heard: new Heard(one)))
            .First(one => one.Heard.Type == "order_assigned" && one.Heard.Word("orderId") == first);

        cafe.Host.Confirmed(new(People.Anna, Bar, told.Sequence, IsAttending: true));
        await SeenAsync(cafe, first);

        Assert.Null(cafe.Cafe.Tickets.Items[Ticket.Key(second, "espresso")].SeenAt);
    }

    [Fact]
    public async Task What_could_not_be_noted_is_seen_with_the_next_ack()
    {
        var memory = new MemoryJournal();
        var journal = new HeldJournal(memory);
        await using var cafe = await OpenCafe.OpenAsync(journal);
        var first = await cafe.PaidOrderAsync(form: Form(Drink));
        var second = await cafe.PaidOrderAsync(form: Form(Drink));
        await cafe.SettleAsync();
        var tickets = memory
            .Messages.Where(one => one.Channel == Bar && new Heard(one).Type == "order_assigned")
            .Select(one => one.Sequence)
            .ToList();
        journal.Holds = true;
        cafe.Host.Confirmed(new(People.Anna, Bar, tickets[0], IsAttending: true));
        (await journal.NextAsync()).End(AppendFate.Unavailable);
        journal.Holds = false;
        Assert.Null(cafe.Cafe.Tickets.Items[Ticket.Key(first, "espresso")].SeenAt);

        await Patience.UntilAsync(async () =>
        {
            cafe.Host.Confirmed(new(People.Anna, Bar, tickets[1], IsAttending: true));
            await cafe.SettleAsync();
            return cafe.Cafe.Tickets.Items[Ticket.Key(second, "espresso")].SeenAt is not null;
        });

        Assert.NotNull(cafe.Cafe.Tickets.Items[Ticket.Key(first, "espresso")].SeenAt);
    }

    [Fact]
    public async Task An_ack_of_a_passer_by_or_on_another_channel_has_seen_nothing()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var order = await cafe.PaidOrderAsync(form: Form(Drink));
        var reads = cafe.Memory.PageReads;

        cafe.Host.Confirmed(new(People.Maya, Bar, 9, IsAttending: false));
        cafe.Host.Confirmed(
            new(People.John, ChannelName.Of(ChannelKinds.CustomerOrders, "john"), 9, true)
        );
        await cafe.SettleAsync();

        Assert.Equal(reads, cafe.Memory.PageReads);
        Assert.Null(cafe.Cafe.Tickets.Items[Ticket.Key(order, "espresso")].SeenAt);
    }

    [Fact]
    public async Task History_that_was_cut_is_an_alert_until_it_is_whole()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Host.HasScreen = _ => true;
        cafe.Memory.Health = new(null, OpenCafe.Morning.AddHours(-20));
        cafe.Time.Advance(TimeSpan.FromMinutes(1));
        await cafe.SettleAsync();
        Assert.Equal(AlertCategory.HistoryTrimmed, Assert.Single(cafe.Cafe.Alerts.All).Category);

        for (var minute = 0; minute < 4 * 60; minute++)
        {
            cafe.Time.Advance(TimeSpan.FromMinutes(1));
            await cafe.SettleAsync();
        }

        Assert.Empty(cafe.Cafe.Alerts.All);
        Assert.Single(cafe.Memory.Facts, fact => fact.Type == "history_trimmed");
    }

    /// <summary>Waits for what is looked up beside the loop.</summary>
    private static Task SeenAsync(OpenCafe cafe, string orderId) =>
        Patience.UntilAsync(async () =>
        {
            await cafe.SettleAsync();
            return cafe.Cafe.Tickets.Items[Ticket.Key(orderId, "espresso")].SeenAt is not null;
        });
}
