using TableTap.Ordering;
using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Section 3, "Who hears what": the rows of the staff, the counters and the café.</summary>
public sealed class CafeAudienceTests
{
    private const string General = "cafe:demo:general";
    private const string Staff = "cafe:demo:staff";

    [Fact]
    public async Task Clocking_in_and_out_is_heard_by_the_staff_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(async () =>
        {
            await cafe.DoAsync(People.Maya, "employee_clock_out", "{}");
            await cafe.DoAsync(People.Maya, "employee_clock_in", """{"location": "Till"}""");
        });

        Assert.Equal(["clocked_out", "clocked_in"], heard.Select(one => one.Word("status")));
        Assert.All(
            heard,
            one => Assert.Equal((Staff, "employee_status_changed"), (one.Channel, one.Type))
        );
        Assert.Equal(["employeeId", "name", "status", "location", "shift"], heard[1].Fields);
        Assert.Equal("Maya Claes", heard[1].Word("name"));
        var shift = heard[1].Data.GetProperty("shift");
        Assert.Equal(
            ("2024-01-15T03:00:00.000Z", "2024-01-16T03:00:00.000Z"),
            (shift.GetProperty("startTime").GetString(), shift.GetProperty("endTime").GetString())
        );
    }

    [Fact]
    public async Task A_break_and_its_end_are_heard_by_the_staff_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(async () =>
        {
            await cafe.DoAsync(
                People.Anna,
                "break_start",
                """{"breakType": "lunch", "duration": 30, "coveringEmployees": ["ben"]}"""
            );
            cafe.Time.Advance(TimeSpan.FromMinutes(32));
            await cafe.DoAsync(People.Anna, "break_end", "{}");
        });

        Assert.Equal(["break_started", "break_ended"], heard.Select(one => one.Type));
        Assert.All(heard, one => Assert.Equal(Staff, one.Channel));
        Assert.Equal(
            [
                "employeeId",
                "name",
                "breakType",
                "duration",
                "coveringEmployees",
                "returnTime",
                "counterIds",
            ],
            heard[0].Fields
        );
        Assert.Equal(("lunch", "30"), (heard[0].Word("breakType"), heard[0].Word("duration")));
        Assert.Equal("2024-01-15T09:30:00.000Z", heard[0].Word("returnTime"));
        Assert.Equal("2", heard[1].Word("overBy"));
    }

    [Fact]
    public async Task A_counter_is_heard_in_full_by_the_staff_and_without_orders_people_and_reason_by_guests()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.PaidOrderAsync(form: Form(Drink));
        await cafe.StatusAsync(People.Anna, orderId, "preparing");

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "counter_status_update",
                """{"counterId": "espresso", "status": "maintenance", "reason": "Equipment cleaning", "estimatedDowntime": 20}"""
            )
        );

        var changed = heard.Where(one => one.Type == "counter_status_changed").ToList();
        Assert.Equal(
            ["counter:espresso:status", Staff, General],
            changed.Select(one => one.Channel)
        );
        Assert.Equal(
            [
                "counterId",
                "name",
                "previousStatus",
                "currentStatus",
                "estimatedDowntime",
                "reason",
                "affectedOrders",
                "updatedBy",
            ],
            changed[0].Fields
        );
        Assert.Equal(
            orderId,
            Assert
                .Single(changed[0].Data.GetProperty("affectedOrders").EnumerateArray())
                .GetString()
        );
        Assert.Equal(changed[0].Data.ToString(), changed[1].Data.ToString());
        Assert.Equal(
            ["counterId", "name", "previousStatus", "currentStatus", "estimatedDowntime"],
            changed[2].Fields
        );
        Assert.Equal("20", changed[2].Word("estimatedDowntime"));
    }

    [Fact]
    public async Task An_item_that_is_out_is_heard_by_guests_and_staff()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Chloe,
                "item_availability_update",
                """{"itemId": "soup", "available": false}"""
            )
        );

        Assert.Equal([General, Staff], heard.Select(one => one.Channel));
        Assert.All(heard, one => Assert.Equal("item_availability_changed", one.Type));
        Assert.Equal(["available", "itemId"], heard[0].Fields);
    }

    [Fact]
    public async Task A_pause_of_the_intake_is_heard_by_guests_and_staff_for_each_kind_of_order()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "intake_update",
                """{"mode": "paused", "until": "2024-01-15T09:20:00Z", "reason": "full"}"""
            )
        );

        Assert.All(heard, one => Assert.Equal("wait_time_changed", one.Type));
        Assert.Equal([General, Staff, General, Staff], heard.Select(one => one.Channel));
        Assert.Equal(
            ["takeaway", "takeaway", "dine-in", "dine-in"],
            heard.Select(one => one.Word("orderType"))
        );
        Assert.Equal(["orderType", "mode", "minutes", "until"], heard[0].Fields);
        Assert.Equal("paused", heard[0].Word("mode"));
    }

    [Theory]
    [InlineData("guests", new[] { General })]
    [InlineData("staff", new[] { Staff })]
    [InlineData("everyone", new[] { General, Staff })]
    public async Task An_announcement_is_heard_by_its_audience(string audience, string[] channels)
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "announcement_publish",
                $$"""{"audience": "{{audience}}", "message": "Happy hour", "expiresAt": "2024-01-15T12:00:00Z"}"""
            )
        );

        Assert.Equal(channels, heard.Select(one => one.Channel));
        Assert.All(heard, one => Assert.Equal("announcement", one.Type));
        Assert.Equal(["announcementId", "message", "expiresAt"], heard[0].Fields);
    }

    [Fact]
    public async Task Maintenance_is_heard_everywhere_and_only_an_administrator_announces_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync("other", OtherCafe.Profile, CancellationToken.None);
        const string Notice =
            """{"audience": "system:maintenance", "message": "Restart at noon", "startsAt": "2024-01-15T12:00:00Z"}""";

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(People.Ada, "announcement_publish", Notice)
        );
        var refused = await cafe.SendAsync(People.Maya, "announcement_publish", Notice);

        Assert.All(heard, one => Assert.Equal("maintenance_scheduled", one.Type));
        Assert.Equal(
            [
                "cafe:demo:general",
                "cafe:demo:staff",
                "cafe:other:general",
                "cafe:other:staff",
                "system:maintenance",
            ],
            heard.Select(one => one.Channel).Order(StringComparer.Ordinal)
        );
        Assert.Equal("INSUFFICIENT_PERMISSIONS", refused.Code);
    }

    [Fact]
    public async Task Nothing_of_a_cafe_is_heard_in_another()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync("other", OtherCafe.Profile, CancellationToken.None);

        var heard = await cafe.HearAsync(async () =>
            await cafe.CollectAsync(await cafe.ReadyOrderAsync())
        );

        Assert.NotEmpty(heard);
        Assert.DoesNotContain(
            heard,
            one => one.Channel.Contains("other", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task General_never_carries_a_name_a_staff_id_or_a_pickup_code()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => BusyMorning.PlayAsync(cafe));

        var general = heard.Where(one => one.Channel == General).ToList();
        var codes = heard
            .Where(one => one.Type == "order_ready")
            .Select(one => one.Word("pickupCode"))
            .OfType<string>()
            .ToList();
        Assert.NotEmpty(codes);
        Assert.True(general.Count > 10);
        string[] secrets =
        [
            .. codes.Select(code => $"\"{code}\""),
            .. DemoCafe.Profile.Staff.Items.Select(person => $"\"{person.EmployeeId}\""),
            .. DemoCafe.Profile.Staff.Items.Select(person => person.Name),
            "John",
            "Jane",
            "\"john\"",
            "\"jane\"",
        ];
        Assert.All(
            general,
            one =>
                Assert.DoesNotContain(
                    secrets,
                    secret => one.Text.Contains(secret, StringComparison.Ordinal)
                )
        );
    }

    [Fact]
    public async Task The_pickup_code_is_on_the_guests_channel_only()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var heard = await cafe.HearAsync(() => BusyMorning.PlayAsync(cafe));

        Assert.All(
            heard.Where(one => one.Text.Contains("pickupCode", StringComparison.Ordinal)),
            one => Assert.StartsWith("orders:customer:", one.Channel)
        );
    }
}
