using TableTap.Ordering.State;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing.Journals;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3, "Who hears what": the row of alerts; and their life, as managers read it.</summary>
public sealed class AlertAudienceTests
{
    private const string Alerts = "cafe:demo:alerts";

    [Fact]
    public async Task An_alert_and_its_end_are_heard_on_the_alerts_channel_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Host.HasScreen = _ => true;

        var heard = await cafe.HearAllAsync(async () =>
        {
            await cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "espresso", "status": "cleaning"}"""
            );
            await cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "espresso", "status": "active"}"""
            );
        });

        var alerts = heard
            .Where(one => one.Type.StartsWith("alert", StringComparison.Ordinal))
            .ToList();
        Assert.Equal(
            [(Alerts, "alert"), (Alerts, "alert_resolved")],
            alerts.Select(one => (one.Channel, one.Type))
        );
        var alert = alerts[0];
        Assert.Equal(
            ("critical", "counter_unavailable", "firing", "espresso"),
            (
                alert.Word("severity"),
                alert.Word("category"),
                alert.Word("state"),
                alert.Word("counterId")
            )
        );
        Assert.NotEqual(0, alert.Data.GetProperty("suggestedActions").GetArrayLength());
        Assert.Equal(alert.Word("alertId"), alerts[^1].Word("alertId"));
        Assert.Equal("counter_unavailable", alerts[^1].Word("category"));
    }

    [Fact]
    public async Task An_alert_is_part_of_the_commit_that_caused_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");

        var facts = cafe.Memory.Batches[^1].Facts.Select(fact => fact.Type).ToList();
        Assert.Contains("intake_changed", facts);
        Assert.Contains("alert_fired", facts);
    }

    [Fact]
    public async Task A_manager_acknowledges_and_snoozes_and_the_others_hear_it()
    {
        await using var cafe = await PausedAsync();
        var alertId = AlertId(cafe);

        var heard = await cafe.HearAllAsync(async () =>
        {
            await cafe.DoAsync(
                People.Maya,
                "alert_snooze",
                $$"""{"alertId": "{{alertId}}", "until": "2024-01-15T09:30:00Z"}"""
            );
            await cafe.DoAsync(
                People.Maya,
                "alert_acknowledge",
                $$"""{"alertId": "{{alertId}}"}"""
            );
        });

        var told = heard.Where(one => one.Type == "alert").ToList();
        Assert.Equal(["snoozed", "acknowledged"], told.Select(one => one.Word("state")));
        Assert.Equal("2024-01-15T09:30:00.000Z", told[0].Word("snoozedUntil"));
        Assert.Equal("maya", told[1].Word("acknowledgedBy"));
    }

    [Fact]
    public async Task Who_is_no_manager_may_not_and_an_unknown_alert_is_not_found()
    {
        await using var cafe = await PausedAsync();
        var data = $$"""{"alertId": "{{AlertId(cafe)}}"}""";

        foreach (var type in new[] { "alert_acknowledge", "alert_snooze" })
        {
            foreach (var sender in new[] { People.John, People.Anna, People.Bank })
            {
                Assert.Equal(
                    "INSUFFICIENT_PERMISSIONS",
                    (await cafe.SendAsync(sender, type, data)).Code
                );
            }

            Assert.Equal(
                "NOT_FOUND",
                (await cafe.SendAsync(People.Maya, type, """{"alertId": "none"}""")).Code
            );
        }
    }

    [Fact]
    public async Task What_only_time_brings_fires_at_its_time()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Drink));

        cafe.Time.Advance(TimeSpan.FromMinutes(2) - TimeSpan.FromMilliseconds(1));
        await cafe.SettleAsync();
        Assert.DoesNotContain(cafe.Cafe.Alerts.All, Unseen);
        cafe.Time.Advance(TimeSpan.FromMilliseconds(1));
        await cafe.SettleAsync();

        Assert.Equal(orderId, cafe.Cafe.Alerts.All.Single(Unseen).OrderId);
    }

    [Fact]
    public async Task Alerts_and_figures_survive_a_restart()
    {
        var journal = new MemoryJournal();
        Cafe before;
        await using (var cafe = await OpenCafe.OpenAsync(journal))
        {
            await cafe.PaidOrderAsync();
            await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
            await cafe.DoAsync(
                People.Maya,
                "alert_acknowledge",
                $$"""{"alertId": "{{AlertId(cafe)}}"}"""
            );
            before = cafe.Cafe;
        }

        await using var again = await OpenCafe.OpenAsync(journal);
        await again.SettleAsync();

        Assert.Equal(before.Alerts, again.Cafe.Alerts);
        Assert.Equal(before.Figures, again.Cafe.Figures);
        Assert.Equal(before.Tickets, again.Cafe.Tickets);
    }

    private static bool Unseen(ActiveAlert alert) =>
        alert.Category == AlertCategory.OrderUnacknowledged;

    private static async Task<OpenCafe> PausedAsync()
    {
        var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(People.Maya, "intake_update", """{"mode": "paused"}""");
        return cafe;
    }

    private static string AlertId(OpenCafe cafe) =>
        cafe.Cafe.Alerts.All.Single(alert => alert.Category == AlertCategory.Intake).AlertId;
}
