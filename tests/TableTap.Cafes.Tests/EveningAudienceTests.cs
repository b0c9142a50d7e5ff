using Microsoft.Extensions.Time.Testing;
using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.Rules;
using TableTap.Ordering.Values;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>What is heard of bad evenings: nobody works, and orders stay when the day ends (sections 2, 5 and 6).</summary>
public sealed class EveningAudienceTests
{
    private const string General = "cafe:demo:general";
    private const string Staff = "cafe:demo:staff";

    /// <summary>Open from 07:00 to 18:00 in Brussels, with the cut-off at 04:00.</summary>
    private static readonly CafeProfile ByDay = DemoCafe.Profile with
    {
        OpeningHours = Enum.GetValues<DayOfWeek>()
            .Select(day => new OpeningHours(day, TimeSpan.FromHours(7), TimeSpan.FromHours(18)))
            .ToEquatableList(),
        Limits = new CafeLimits(),
    };

    [Fact]
    public async Task Where_nobody_works_guests_hear_no_minutes()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(OpenCafe.Id, DemoCafe.Profile, CancellationToken.None);

        var heard = await cafe.HearAsync(async () =>
        {
            await EverybodyGoesAsync(cafe);
            cafe.Time.Advance(ReviewDecider.Soon);
            await cafe.SettleAsync();
        });

        var waits = heard.Where(one => one.Type == "wait_time_changed").ToList();
        Assert.Equal(4, waits.Count);
        Assert.All(waits, one => Assert.Equal(["orderType", "mode"], one.Fields));
        Assert.All(waits, one => Assert.Equal("paused", one.Word("mode")));
    }

    [Fact]
    public async Task An_order_paid_when_nobody_works_hears_no_time_but_what_the_guest_can_do()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(OpenCafe.Id, ByDay, CancellationToken.None);
        var orderId = await cafe.OrderAsync(form: Form(Drink));
        await EverybodyGoesAsync(cafe);

        cafe.Time.Advance(TimeSpan.FromMinutes(14));
        var confirmed = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        var moved = confirmed.Single(one =>
            one.Type == "order_status_changed" && one.Channel == "orders:customer:john"
        );
        Assert.Equal(
            System.Text.Json.JsonValueKind.Null,
            moved.Data.GetProperty("estimatedTime").ValueKind
        );
        Assert.Equal(
            "Nobody is at Kitchen right now. You can wait, or cancel the order and get your money back",
            moved.Word("message")
        );
    }

    [Fact]
    public async Task After_closing_guests_hear_when_somebody_is_back()
    {
        // 17:55 in Brussels, on a Monday.
        var evening = new FakeTimeProvider(OpenCafe.Morning.AddHours(7).AddMinutes(55));
        await using var cafe = await OpenCafe.OpenAsync(time: evening);
        await cafe.Host.ConfigureAsync(OpenCafe.Id, ByDay, CancellationToken.None);
        var orderId = await cafe.OrderAsync(form: Form(Drink));

        var heard = await cafe.HearAsync(async () =>
        {
            await EverybodyGoesAsync(cafe);
            cafe.Time.Advance(TimeSpan.FromMinutes(10));
            await cafe.SettleAsync();
        });
        var confirmed = await cafe.HearAsync(() => cafe.PayAsync(orderId));

        var waits = heard.Where(one => one.Type == "wait_time_changed").ToList();
        Assert.Equal(4, waits.Count);
        Assert.All(waits, one => Assert.Equal(["orderType", "mode", "until"], one.Fields));
        Assert.All(
            waits,
            one =>
                Assert.Equal(
                    OpenCafe.Morning.AddHours(21),
                    one.Data.GetProperty("until").GetDateTimeOffset()
                )
        );
        var moved = confirmed.Single(one =>
            one.Type == "order_status_changed" && one.Channel == "orders:customer:john"
        );
        Assert.Equal(
            "Nobody is at Kitchen right now, back on Tuesday at 07:00. You can wait, or cancel the order and get your money back",
            moved.Word("message")
        );
    }

    [Fact]
    public async Task What_is_left_over_when_the_day_ends_leaves_the_board()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(OpenCafe.Id, ByDay, CancellationToken.None);
        var orderId = await cafe.PaidOrderAsync(form: Form(Drink));
        await cafe.StatusAsync(People.Anna, orderId, "preparing");
        await cafe.StatusAsync(People.Anna, orderId, "ready");

        var heard = await cafe.HearAllAsync(async () =>
        {
            // 04:00 in Brussels.
            cafe.Time.SetUtcNow(OpenCafe.Morning.AddHours(18));
            await cafe.SettleAsync();
        });

        var number = cafe.Find(orderId).OrderNumber;
        Assert.Equal(
            [(General, "removed", number), (Staff, "removed", number)],
            heard
                .Where(one => one.Type == "board_changed")
                .Select(one => (one.Channel, one.Word("status"), one.Word("orderNumber")))
        );

        // Made again, it is still nothing that somebody waits for at the counter.
        var recalled = await cafe.HearAsync(() =>
            cafe.StatusAsync(People.Maya, orderId, "preparing", """, "reason": "found it" """)
        );
        Assert.DoesNotContain(recalled, one => one.Type == "board_changed");
        var alert = heard.Last(one =>
            one.Type == "alert" && one.Word("category") == "order_overdue"
        );
        Assert.Contains("left over", alert.Word("message"), StringComparison.Ordinal);
        Assert.Equal(
            ["Complete all", "Cancel all"],
            alert
                .Data.GetProperty("suggestedActions")
                .EnumerateArray()
                .Select(one => one.GetString())
        );
    }

    private static async Task EverybodyGoesAsync(OpenCafe cafe)
    {
        foreach (var who in cafe.Cafe.Shifts.Items.Keys.ToList())
        {
            await cafe.DoAsync(
                People.Maya,
                "employee_clock_out",
                $$"""{"employeeId": "{{who}}"}"""
            );
        }
    }
}
