using TableTap.Ordering;
using TableTap.Ordering.Profiles;
using TableTap.Server.Testing;
using TableTap.Terms;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>What guests and the staff hear of discounts, the service charge and rounded cash (sections 3 and 5).</summary>
public sealed class PriceAudienceTests
{
    private const string Round = """
        {"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 2}], "orderType": "dine-in", "tableNumber": "1", "onBill": true}
        """;

    private static async Task<OpenCafe> ServedAsync()
    {
        var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync(
            OpenCafe.Id,
            DemoCafe.Profile with
            {
                ServiceCharge = new(10m, OrderType.DineIn),
                CashRounding = new Money(5),
                Discounts = new([new("happy", "Happy hour", 20m, By: Role.Employee)]),
            },
            CancellationToken.None
        );
        return cafe;
    }

    [Fact]
    public async Task The_guest_hears_the_new_total_and_the_staff_why_and_by_whom()
    {
        await using var cafe = await ServedAsync();
        var orderId = await cafe.OrderAsync(People.John, Form(Drink));

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "discount_apply",
                $$"""{"orderId": "{{orderId}}", "discount": {"percent": 50}, "reason": "a long wait"}"""
            )
        );

        var changed = heard.Where(one => one.Type == "order_total_changed").ToList();
        Assert.Equal(
            ["orders:customer:john", "cafe:demo:staff"],
            changed.Select(one => one.Channel)
        );
        Assert.Equal(
            [
                "orderId",
                "orderNumber",
                "total",
                "due",
                "orderVersion",
                "discount",
                "cashDue",
                "discounts",
                "paymentUrl",
            ],
            changed[0].Fields
        );
        Assert.Equal(
            ["appliedId", "off", "percent"],
            changed[0]
                .Data.GetProperty("discounts")[0]
                .EnumerateObject()
                .Select(field => field.Name)
        );
        Assert.Equal(
            ["appliedId", "off", "percent", "reason", "by"],
            changed[1]
                .Data.GetProperty("discounts")[0]
                .EnumerateObject()
                .Select(field => field.Name)
        );
        Assert.False(changed[1].Data.TryGetProperty("paymentUrl", out _));
        Assert.DoesNotContain(
            heard,
            one => one.Channel.StartsWith("counter:", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_voided_line_is_followed_by_what_the_order_costs_now()
    {
        await using var cafe = await ServedAsync();
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "1"}""");
        var made = await cafe.DoAsync(
            People.John,
            "order_create",
            """{"cafeId": "demo", "items": [{"itemId": "croissant", "quantity": 1}, {"itemId": "still-water", "quantity": 1}], "orderType": "dine-in", "tableNumber": "1", "onBill": true}"""
        );
        var orderId = made.Result.GetProperty("orderId").GetString()!;
        var lineId = cafe.Cafe.Order(orderId)!.Lines[0].LineId;

        var heard = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Maya,
                "order_item_update",
                $$"""{"orderId": "{{orderId}}", "lineId": "{{lineId}}", "status": "voided"}"""
            )
        );

        var changed = heard
            .Last(one => one.Type == "order_total_changed" && one.Channel == "orders:customer:john")
            .Data;
        Assert.Equal(
            ("2.64", "0.24", "2.65"),
            (
                changed.GetProperty("total").GetRawText(),
                changed.GetProperty("serviceCharge").GetRawText(),
                changed.GetProperty("cashDue").GetRawText()
            )
        );
    }

    [Fact]
    public async Task A_bill_shows_each_figure_and_what_is_due_in_cash()
    {
        await using var cafe = await ServedAsync();
        await cafe.DoAsync(People.Anna, "bill_open", """{"tableNumber": "1"}""");
        var made = await cafe.HearAsync(() => cafe.DoAsync(People.John, "order_create", Round));
        var created = made.Single(one => one.Type == "order_created").Data;
        Assert.Equal(
            ("5.28", "0.48", "5.30"),
            (
                created.GetProperty("total").GetRawText(),
                created.GetProperty("serviceCharge").GetRawText(),
                created.GetProperty("cashDue").GetRawText()
            )
        );
        var billId = created.GetProperty("billId").GetString();

        var discounted = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "discount_apply",
                $$"""{"billId": "{{billId}}", "discount": {"discountId": "happy"} }"""
            )
        );

        // 4.80 less 20 percent is 3.84, and 0.38 for the service.
        var bill = discounted
            .Last(one => one.Type == "bill_changed" && one.Channel == "cafe:demo:staff")
            .Data;
        Assert.Equal(
            ("4.22", "0.96", "0.38", "4.20"),
            (
                bill.GetProperty("total").GetRawText(),
                bill.GetProperty("discount").GetRawText(),
                bill.GetProperty("serviceCharge").GetRawText(),
                bill.GetProperty("cashDue").GetRawText()
            )
        );
        Assert.Equal(
            "Happy hour",
            bill.GetProperty("discounts")[0].GetProperty("name").GetString()
        );

        var paid = await cafe.HearAsync(() =>
            cafe.DoAsync(
                People.Anna,
                "bill_pay",
                $$"""{"billId": "{{billId}}", "method": "cash", "amount": 4.20}"""
            )
        );
        Assert.Equal(
            "-0.02",
            paid.Single(one => one.Type == "payment_processed")
                .Data.GetProperty("rounding")
                .GetRawText()
        );
        var ended = paid.Last(one =>
            one.Type == "bill_changed" && one.Channel == "orders:customer:john"
        ).Data;
        Assert.Equal(
            ("paid", "4.20", "-0.02", "0.00"),
            (
                ended.GetProperty("status").GetString(),
                ended.GetProperty("total").GetRawText(),
                ended.GetProperty("rounding").GetRawText(),
                ended.GetProperty("due").GetRawText()
            )
        );
    }
}
