using TableTap.Ordering.Values;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>A role of the staff holds only while the café's record has the person (section 1).</summary>
public class StaffRoleTests
{
    private const string Available = """{"itemId": "latte", "available": true}""";

    [Fact]
    public async Task Whoever_is_taken_out_of_the_record_can_do_nothing_any_more()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(People.Anna, "item_availability_update", Available);
        await RemoveAsync(cafe, "anna");

        var refused = await cafe.SendAsync(People.Anna, "item_availability_update", Available);

        Assert.Equal("INSUFFICIENT_PERMISSIONS", refused.Code);
        Assert.Equal("anna", cafe.Memory.Audit.Last().Actor);
        await cafe.DoAsync(People.Ben, "item_availability_update", Available);
    }

    [Theory]
    [InlineData(Role.Employee)]
    [InlineData(Role.Manager)]
    public async Task Whoever_never_was_in_the_record_has_no_power_and_reads_no_order(Role role)
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var stranger = People.Staff("stranger", role);
        var order = await cafe.DoAsync(People.John, "order_create", Form());
        var orderId = order.Result.GetProperty("orderId").GetString()!;

        foreach (
            var (command, data) in ((string, string)[])
                [
                    ("order_create", Form()),
                    ("order_cancel", $$"""{"orderId": "{{orderId}}", "reason": "other"}"""),
                    ("item_availability_update", Available),
                    ("employee_clock_in", "{}"),
                ]
        )
        {
            Assert.Equal(
                "INSUFFICIENT_PERMISSIONS",
                (await cafe.SendAsync(stranger, command, data)).Code
            );
        }

        Assert.Null(cafe.Host.FindOrder(stranger, orderId));
        Assert.NotNull(cafe.Host.FindOrder(People.Anna, orderId));
    }

    [Fact]
    public async Task Administrators_and_back_ends_need_no_record()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.DoAsync(
            People.Of("chief", Role.Admin, ["demo"], null),
            "item_availability_update",
            Available
        );
        var unknown = await cafe.SendAsync(
            People.Bank,
            "payment_record",
            """{"orderId": "nothing", "method": "card", "amount": 1.00, "result": "success", "providerEventId": "e"}"""
        );
        Assert.NotEqual("INSUFFICIENT_PERMISSIONS", unknown.Code);
    }

    [Fact]
    public async Task The_staff_orders_for_people_of_the_cafe_alone()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Host.HasSession = (user, where) => (user, where) == ("here", "demo");
        var heard = await cafe.HearAsync(async () =>
        {
            var refused = await cafe.SendAsync(People.Anna, "order_create", For("elsewhere"));
            Assert.Equal("NOT_FOUND", refused.Code);
            Assert.Contains("elsewhere", refused.Bytes, StringComparison.Ordinal);
        });
        Assert.Empty(heard);

        await cafe.DoAsync(People.Anna, "order_create", For("here"));
        await cafe.DoAsync(People.Anna, "order_create", For("ben"));
        await cafe.DoAsync(People.John, "order_create", Form());
        await cafe.DoAsync(People.Anna, "order_create", For("john"));
    }

    private static string For(string guest) => Form(more: $$""", "customerId": "{{guest}}" """);

    private static async Task RemoveAsync(OpenCafe cafe, string employee)
    {
        var profile = cafe.Cafe.Profile;
        Assert.Null(
            await cafe.Host.ConfigureAsync(
                OpenCafe.Id,
                profile with
                {
                    Staff = profile
                        .Staff.Items.Where(one => one.EmployeeId != employee)
                        .ToEquatableList(),
                },
                CancellationToken.None
            )
        );
    }
}
