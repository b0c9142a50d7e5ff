using TableTap.Realtime.Authentication;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>Section 2: every check resolves an id to its café; a foreign café's object is not there.</summary>
public sealed class RoutingTests
{
    private static readonly Identity Olga = People.Of("olga", Role.Manager, ["other"], "Olga");

    [Theory]
    [InlineData("order_cancel", """{"orderId": "$order", "reason": "other"}""")]
    [InlineData("order_assign", """{"orderId": "$order", "counterId": "bar"}""")]
    [InlineData("counter_status_update", """{"counterId": "espresso", "status": "inactive"}""")]
    [InlineData("employee_clock_out", """{"employeeId": "anna"}""")]
    [InlineData("intake_update", """{"mode": "paused", "cafeId": "demo"}""")]
    [InlineData(
        "announcement_publish",
        """{"audience": "staff", "message": "x", "cafeId": "demo"}"""
    )]
    [InlineData("alert_acknowledge", """{"alertId": "a-1", "cafeId": "demo"}""")]
    public async Task A_foreign_cafes_object_is_not_there(string type, string data)
    {
        await using var cafe = await TwoCafesAsync();
        var orderId = await cafe.PaidOrderAsync();
        var before = cafe.Cafe;

        var answer = await cafe.SendAsync(
            Olga,
            type,
            data.Replace("$order", orderId, StringComparison.Ordinal)
        );

        Assert.Equal("NOT_FOUND", answer.Code);
        Assert.Same(before, cafe.Cafe);
    }

    [Fact]
    public async Task A_guest_cannot_order_in_a_cafe_of_no_token_or_that_does_not_exist()
    {
        await using var cafe = await TwoCafesAsync();

        foreach (var cafeId in new[] { "other", "nowhere" })
        {
            var answer = await cafe.SendAsync(
                People.John,
                "order_create",
                Form().Replace("\"demo\"", $"\"{cafeId}\"", StringComparison.Ordinal)
            );
            Assert.Equal("NOT_FOUND", answer.Code);
        }
    }

    [Fact]
    public async Task Another_guests_order_is_not_there()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.OrderAsync();

        var answer = await cafe.SendAsync(
            People.Jane,
            "order_cancel",
            $$"""{"orderId": "{{orderId}}", "reason": "customer_request"}"""
        );

        Assert.Equal("NOT_FOUND", answer.Code);
        Assert.NotNull(cafe.Host.FindOrder(People.John, orderId));
        Assert.NotNull(cafe.Host.FindOrder(People.Maya, orderId));
        Assert.Null(cafe.Host.FindOrder(People.Jane, orderId));
        Assert.Null(cafe.Host.FindOrder(Olga, orderId));
    }

    [Fact]
    public async Task An_administrator_of_several_cafes_is_understood_by_the_objects_they_name()
    {
        await using var cafe = await TwoCafesAsync();
        var both = People.Of("regional", Role.Admin, ["demo", "other"], "Rita");

        await cafe.DoAsync(
            both,
            "counter_status_update",
            """{"counterId": "bar", "status": "cleaning"}"""
        );
        await cafe.DoAsync(both, "employee_clock_in", """{"employeeId": "otto"}""");
        await cafe.DoAsync(both, "intake_update", """{"mode": "paused", "cafeId": "other"}""");
        var unclear = await cafe.SendAsync(both, "intake_update", """{"mode": "paused"}""");

        var other = cafe.Host.Find("other")!;
        Assert.Equal(CounterStatus.Cleaning, other.StatusOf("bar"));
        Assert.True(other.Shifts.Contains("otto"));
        Assert.Equal(IntakeMode.Normal, cafe.Cafe.Intake.Mode);
        Assert.Equal("VALIDATION_FAILED", unclear.Code);
        Assert.Equal(
            "cafeId",
            unclear.Error.GetProperty("details")[0].GetProperty("path").GetString()
        );
    }

    [Fact]
    public async Task Somebody_without_a_cafe_is_told_so()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var lost = People.Of("lost", Role.Manager, ["gone"], "Lost");

        var answer = await cafe.SendAsync(lost, "intake_update", """{"mode": "paused"}""");

        Assert.Equal("NOT_FOUND", answer.Code);
        Assert.Equal("server", cafe.Memory.Audit.Last().Chain);
    }

    [Fact]
    public async Task An_alert_that_does_not_exist_is_not_there()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var acknowledged = await cafe.SendAsync(
            People.Maya,
            "alert_acknowledge",
            """{"alertId": "a-1"}"""
        );
        var snoozed = await cafe.SendAsync(
            People.Maya,
            "alert_snooze",
            """{"alertId": "a-1", "until": "2024-01-15T10:00:00Z"}"""
        );

        Assert.Equal(("NOT_FOUND", "NOT_FOUND"), (acknowledged.Code, snoozed.Code));
    }

    [Fact]
    public async Task A_cover_works_at_the_covered_counter()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync();
        var refused = await cafe.SendAsync(
            People.Ben,
            "order_status_update",
            $$"""{"orderId": "{{orderId}}", "status": "preparing"}"""
        );

        await cafe.DoAsync(
            People.Anna,
            "break_start",
            """{"breakType": "rest", "duration": 10, "coveringEmployees": ["ben"]}"""
        );
        await cafe.StatusAsync(People.Ben, orderId, "preparing");

        Assert.Equal("INSUFFICIENT_PERMISSIONS", refused.Code);
    }

    [Fact]
    public async Task A_token_narrows_an_employees_counters()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Drink));

        var refused = await cafe.SendAsync(
            People.Anna with
            {
                Counters = [],
            },
            "order_status_update",
            $$"""{"orderId": "{{orderId}}", "status": "preparing"}"""
        );

        Assert.Equal("INSUFFICIENT_PERMISSIONS", refused.Code);
    }

    private static async Task<OpenCafe> TwoCafesAsync()
    {
        var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync("other", OtherCafe.Profile, CancellationToken.None);
        return cafe;
    }
}
