using TableTap.Protocol.Errors;
using TableTap.Realtime.Journal;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>Section 9, "Audit": every staff, manager, admin and service command, allowed or refused.</summary>
public sealed class AuditTests
{
    [Fact]
    public async Task A_staff_command_is_audited_in_the_commit_of_its_facts()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        await cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");

        var batch = cafe.Memory.Batches[^1];
        Assert.Equal("employee_clocked_out", batch.Facts[0].Type);
        Assert.Equal(
            new AuditLine(
                "demo",
                "ben",
                "employee",
                "192.0.2.1",
                "employee_clock_out",
                "m-1",
                "processed",
                OpenCafe.Morning
            ),
            Assert.Single(batch.Audit)
        );
        Assert.Single(batch.Answers);
    }

    [Theory]
    [InlineData("order_cancel", """{"orderId": "none", "reason": "other"}""", "NOT_FOUND")]
    [InlineData("order_cancel", """{"reason": "other"}""", "VALIDATION_FAILED")]
    [InlineData(
        "counter_status_update",
        """{"counterId": "espresso", "status": "inactive"}""",
        "INSUFFICIENT_PERMISSIONS"
    )]
    [InlineData("employee_clock_in", "{}", "CONFLICT")]
    public async Task A_refused_staff_command_is_audited(string type, string data, string code)
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var answer = await cafe.SendAsync(People.Anna, type, data, "m-1");

        Assert.Equal(code, answer.Code);
        var line = cafe.Memory.Audit.Last();
        Assert.Equal(
            ("demo", "anna", type, "m-1", code),
            (line.Chain, line.Actor, line.Command, line.MessageId, line.Result)
        );
    }

    [Fact]
    public async Task A_command_that_the_session_refused_is_audited_and_answered_so()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var refusal = new ErrorBody(
            ErrorCode.InsufficientPermissions,
            "Managers only",
            RequiredRole: Role.Manager
        );

        var answer = await cafe.SendAsync(
            People.Anna,
            "refund_issue",
            """{"orderId": "x", "amount": 1, "reason": "r"}""",
            "m-1",
            refusal
        );

        Assert.Equal("INSUFFICIENT_PERMISSIONS", answer.Code);
        Assert.Equal("manager", answer.Error.GetProperty("requiredRole").GetString());
        Assert.Equal("INSUFFICIENT_PERMISSIONS", cafe.Memory.Audit.Last().Result);
        Assert.Empty(cafe.Memory.Batches[^1].Answers);
    }

    [Fact]
    public async Task Repeats_and_other_bodies_under_one_id_are_told_apart_in_the_audit()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");
        var lines = cafe.Memory.Audit.Count();

        await cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");
        Assert.Equal(lines, cafe.Memory.Audit.Count());

        await cafe.SendAsync(People.Ben, "employee_clock_in", "{}", "m-1");
        Assert.Equal("CONFLICT", cafe.Memory.Audit.Last().Result);
    }

    [Fact]
    public async Task Service_and_administrator_commands_are_audited()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.PaidOrderAsync();
        await cafe.DoAsync(
            People.Ada,
            "announcement_publish",
            """{"audience": "system:maintenance", "message": "Soon"}"""
        );

        Assert.Equal(
            [("demo", "bank", "service"), ("server", "ada", "admin")],
            cafe.Memory.Audit.Select(line => (line.Chain, line.Actor, line.Role))
        );
    }

    [Fact]
    public async Task Guests_and_the_cafe_itself_are_not_audited()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.OrderAsync();
        await cafe.SendAsync(People.John, "order_create", """{"cafeId": "demo"}""");
        cafe.Time.Advance(TimeSpan.FromMinutes(20));
        await cafe.SettleAsync();

        Assert.Equal(0, cafe.Cafe.OpenOrders.Count);
        Assert.Empty(cafe.Memory.Audit);
    }

    [Fact]
    public async Task A_wrong_pickup_code_is_counted_and_audited_in_one_commit()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var orderId = await cafe.ReadyOrderAsync();

        for (var attempt = 0; attempt < 5; attempt++)
        {
            await cafe.SendAsync(
                People.Anna,
                "order_status_update",
                $$"""{"orderId": "{{orderId}}", "status": "completed", "pickupCode": "none"}"""
            );
        }

        var locked = await cafe.SendAsync(
            People.Anna,
            "order_status_update",
            $$"""{"orderId": "{{orderId}}", "status": "completed", "pickupCode": "none"}"""
        );
        Assert.Equal("PICKUP_CODE_LOCKED", locked.Code);
        Assert.Equal(300, locked.Error.GetProperty("retryAfter").GetInt32());
        Assert.Equal(
            5,
            cafe.Memory.Batches.Count(batch =>
                batch.Facts.Any(fact => fact.Type == "pickup_code_refused")
                && batch.Audit.Count == 1
            )
        );
    }
}
