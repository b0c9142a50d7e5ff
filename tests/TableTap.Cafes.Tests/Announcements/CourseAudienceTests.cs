using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Who hears of courses, and what (section 5, "Courses").</summary>
public sealed class CourseAudienceTests
{
    private const string Courses =
        """{"itemId": "cappuccino", "quantity": 1, "course": 1}, {"itemId": "croissant", "quantity": 1, "course": 2}""";

    [Fact]
    public async Task A_counter_hears_what_it_holds_and_nothing_of_others()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync(form: Form(Courses));

        var heard = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        var held = heard.Where(one => one.Type == "course_changed").ToList();
        Assert.Equal(
            ["cafe:demo:staff", "counter:kitchen:orders", "orders:customer:john"],
            held.Select(one => one.Channel).Order()
        );
        Assert.All(
            held,
            one => Assert.Equal(("held", "2"), (one.Word("status"), one.Word("course")))
        );
        var kitchen = held.Single(one => one.Channel == "counter:kitchen:orders");
        var item = Assert.Single(kitchen.Data.GetProperty("items").EnumerateArray());
        Assert.Equal("croissant", item.GetProperty("itemId").GetString());
        Assert.Equal("held", item.GetProperty("status").GetString());
        Assert.Equal("John D.", kitchen.Word("customerName"));
        Assert.All(
            held.Where(one => one != kitchen),
            one =>
            {
                Assert.False(one.Data.TryGetProperty("items", out _));
                Assert.False(one.Data.TryGetProperty("customerName", out _));
            }
        );
        var ticket = heard.Single(one => one.Type == "order_assigned");
        Assert.Equal("counter:espresso:orders", ticket.Channel);
    }

    [Fact]
    public async Task When_a_course_is_made_everybody_hears_it_and_the_next_counter_gets_its_ticket()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Courses));
        await cafe.StatusAsync(People.Anna, orderId, "preparing");

        var heard = await cafe.HearAsync(() => cafe.StatusAsync(People.Anna, orderId, "ready"));

        var forGuest = heard
            .Where(one => one is { Type: "course_changed", Channel: "orders:customer:john" })
            .ToList();
        Assert.Equal(
            [("ready", "1"), ("fired", "2")],
            forGuest.Select(one => (one.Word("status"), one.Word("course")))
        );
        Assert.True(forGuest[1].Data.GetProperty("estimatedTime").GetInt32() >= 1);
        var ticket = heard.Single(one => one.Type == "order_assigned");
        Assert.Equal("counter:kitchen:orders", ticket.Channel);
        Assert.DoesNotContain(heard, one => one.Type == "order_ready");
        Assert.Equal(OrderStatus.Preparing, cafe.Find(orderId).Status);
    }

    [Fact]
    public async Task A_course_is_fired_at_its_time_also_by_a_café_that_was_closed_meanwhile()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var profile = cafe.Cafe.Profile;
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            profile with
            {
                Limits = profile.Limits with { CourseFiredAfter = TimeSpan.FromMinutes(10) },
            },
            CancellationToken.None
        );
        var orderId = await cafe.PaidOrderAsync(form: Form(Courses));
        await cafe.StatusAsync(People.Anna, orderId, "preparing");
        await cafe.StatusAsync(People.Anna, orderId, "ready");
        Assert.True(cafe.Find(orderId).IsResting);

        cafe.Time.Advance(TimeSpan.FromMinutes(11));
        await cafe.SettleAsync();

        Assert.Equal(LineStatus.Queued, cafe.Find(orderId).Lines[1].Status);
    }
}
